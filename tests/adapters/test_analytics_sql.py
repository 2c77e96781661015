"""Figures counted by the databases equal figures counted by hand."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from counted_figures import value_of, wrong_forecast, wrong_stages, wrong_summary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlAnalytics, SqlRecords, tracked_events
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadStatus
from crm_core.money import LARGEST_AMOUNT, Money, rounded_ratio
from crm_core.opportunities import CreateOpportunity, Opportunity, StagePassed, lose, reopen, win
from crm_core.pipelines import (
    OPEN_CATEGORIES,
    FiguresFilter,
    ForecastCategory,
    Months,
    OpenOpportunities,
    OpportunityStage,
    Outcome,
    Pipeline,
    PipelineForecast,
    PipelineNotFound,
    WonOpportunities,
    usual_category,
)
from crm_core.vocabulary import LeadSource
from crm_operations.providers import TrackedConversion, TrackedEvent

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
ALL = FiguresFilter()
YEAR = Months.until(TODAY, 12)
BIGGEST = LARGEST_AMOUNT


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class Tenant:
    """A fresh tenant with one pipeline, and deals written straight into their table."""

    def __init__(self, database: Database, name: str = "sales") -> None:
        self.id = f"tenant-{new_id()}"
        self.actor = Actor(tenant_id=self.id, user_id="ann", roles=frozenset({Role.ADMIN}))
        self.records = SqlRecords(database, StoppedClock(), new_id)
        self.database = database
        self.pipeline = self.add_pipeline(name, is_default=True)

    def add_pipeline(self, name: str, *, is_default: bool = False) -> Pipeline:
        pipeline = Pipeline.from_template(name, tenant_id=self.id, new_id=new_id, at=NOW, is_default=is_default)
        with self.records.writing(self.actor) as work:
            return work.pipelines.add(pipeline)

    def has_opportunities(self, *rows: dict[str, Any]) -> None:
        with self.database.writing(self.id) as connection:
            if rows:
                connection.execute(insert(opportunities), [self._row(row) for row in rows])

    def has_leads(self, *rows: dict[str, Any]) -> list[str]:
        common = {
            "tenant_id": self.id,
            "version": 1,
            "history_hash": "",
            "created_at": NOW,
            "updated_at": NOW,
            "status": LeadStatus.NEW.value,
            "status_entered_at": NOW,
            "source": LeadSource.WEBSITE.value,
            "priority": "medium",
            "score_total": 0,
            "score_demographic": 0,
            "score_behavioral": 0,
            "score_engagement": 0,
            "score_firmographic": 0,
            "name": "Ada",
            "attributes": "{}",
            "reopened_count": 0,
            "assigned_to": None,
        }
        filled = [{**common, "id": (lead_id := new_id()), "lead_number": lead_id, **row} for row in rows]
        with self.database.writing(self.id) as connection:
            connection.execute(insert(leads), filled)
        return [row["id"] for row in filled]

    def opens(self, at: datetime, **wishes: Any) -> Opportunity:
        """A deal that lives through a unit of work, so that its moves are recorded."""
        request = CreateOpportunity(name="Deal", party_id="p", assigned_to="ann", currency_code="EUR", **wishes)
        opportunity, _ = Opportunity.open(
            request, self.pipeline, opportunity_id=new_id(), tenant_id=self.id, number=new_id(), at=at
        )
        with self.records.writing(self.actor) as work:
            return work.opportunities.add(opportunity)

    def moves(self, opportunity: Opportunity, at: datetime, *stages: OpportunityStage) -> Opportunity:
        with self.records.writing(self.actor) as work:
            for stage in stages:
                opportunity, moved = opportunity.move(stage, self.pipeline, at=at)
                work.opportunities.record_move(moved)
            return work.opportunities.save(opportunity)

    def wins(self, opportunity: Opportunity, at: datetime, minor: int = 100) -> Opportunity:
        value = Money(minor=minor, currency="EUR")
        with self.records.writing(self.actor) as work:
            opportunity, moved, _ = win(opportunity, value, self.pipeline, quotation_id="q", at=at, on=at.date())
            work.opportunities.record_move(moved)
            return work.opportunities.save(opportunity)

    def loses(self, opportunity: Opportunity, at: datetime) -> Opportunity:
        with self.records.writing(self.actor) as work:
            opportunity, moved, _ = lose(opportunity, "price", self.pipeline, at=at, on=at.date())
            work.opportunities.record_move(moved)
            return work.opportunities.save(opportunity)

    def _row(self, given: dict[str, Any]) -> dict[str, Any]:
        common = {
            "tenant_id": self.id,
            "id": (opportunity_id := new_id()),
            "version": 1,
            "history_hash": "",
            "created_at": NOW,
            "updated_at": NOW,
            "opportunity_number": opportunity_id,
            "lead_id": None,
            "source": LeadSource.WEBSITE.value,
            "superseded_quotation_ids": "[]",
            "party_id": "p",
            "name": "Deal",
            "pipeline_id": self.pipeline.id,
            "stage": OpportunityStage.PROPOSAL.value,
            "outcome": Outcome.OPEN.value,
            "stage_entered_at": NOW,
            "type": "new_business",
            "priority": "medium",
            "probability_basis_points": 5_000,
            "expected_revenue_minor": 1_000,
            "actual_value_minor": None,
            "currency_code": "EUR",
            "expected_close_date": None,
            "actual_close_date": None,
            "closed_at": None,
            "assigned_to": "ann",
            "lost_reason": None,
            "reopened_count": 0,
            "forecast_override_category": None,
        }
        return common | given


def won(minor: int = 1_000, on: date = TODAY, **others: Any) -> dict[str, Any]:
    closed = {"stage": "closed_won", "outcome": "won", "probability_basis_points": 10_000, "actual_close_date": on}
    return {**closed, "actual_value_minor": minor, "closed_at": NOW, **others}


def lost(minor: int | None = 1_000, on: date = TODAY, **others: Any) -> dict[str, Any]:
    closed = {"stage": "closed_lost", "outcome": "lost", "probability_basis_points": 0, "actual_close_date": on}
    return {**closed, "expected_revenue_minor": minor, "closed_at": NOW, "lost_reason": "price", **others}


@pytest.fixture
def analytics(database: Database) -> SqlAnalytics:
    return SqlAnalytics(database)


@pytest.fixture
def tenant(database: Database) -> Tenant:
    return Tenant(database)


_OPEN_STAGES = ["prospecting", "qualification", "proposal", "negotiation"]
_values = st.none() | st.integers(0, BIGGEST)


@st.composite
def drawn_opportunities(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["open", "open", "won", "lost"]))
    others = {
        "currency_code": draw(st.sampled_from(["EUR", "USD", "JPY"])),
        "expected_close_date": draw(st.none() | st.dates(date(2025, 11, 1), date(2026, 9, 30))),
        "assigned_to": draw(st.sampled_from(["ann", "bob"])),
    }
    closed_on = draw(st.dates(date(2025, 2, 1), date(2026, 3, 31)))
    if kind == "won":
        return won(draw(st.integers(0, BIGGEST)), closed_on, expected_revenue_minor=draw(_values), **others)
    if kind == "lost":
        return lost(draw(_values), closed_on, **others)
    open_opportunity = {
        "stage": draw(st.sampled_from(_OPEN_STAGES)),
        "probability_basis_points": draw(st.sampled_from([0, 1, 1_000, 2_500, 3_333, 5_000, 9_999, 10_000])),
        "expected_revenue_minor": draw(_values),
        "forecast_override_category": draw(st.none() | st.sampled_from([each.value for each in OPEN_CATEGORIES])),
    }
    return {**open_opportunity, **others}


# Examples share the databases and bring their own tenant each, so a fixture that lives on harms nothing.
_examples = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.mark.requirement("FUN-CRMOP-0028", "CRD-CRMOP-0077", "CRD-CRMOP-0078", "INT-CRMOP-0088", "FEAT-003")
@_examples
@given(rows=st.lists(drawn_opportunities(), max_size=30))
def test_figures_by_stage_equal_those_counted_by_hand(database: Database, rows: list[dict[str, Any]]) -> None:
    tenant = Tenant(database)
    tenant.has_opportunities(*rows)

    figures = SqlAnalytics(database).get_pipeline_metrics(tenant.id, ALL)

    assert list(wrong_stages(figures.stages, rows)) == []
    assert [figure.stage for figure in figures.stages if figure.currency is None] == [
        stage for stage in OpportunityStage if stage not in {row["stage"] for row in rows}
    ]


@pytest.mark.requirement("FUN-CRMOP-0027", "CRD-CRMOP-0077", "FEAT-003")
@_examples
@given(rows=st.lists(drawn_opportunities(), max_size=30), person=st.none() | st.just("bob"))
def test_the_summary_equals_the_one_counted_by_hand(
    database: Database, rows: list[dict[str, Any]], person: str | None
) -> None:
    tenant = Tenant(database)
    tenant.has_opportunities(*rows)

    summary = SqlAnalytics(database).summary(tenant.id, FiguresFilter(assigned_to=person))

    counted = [row for row in rows if person in {None, row["assigned_to"]}]
    assert list(wrong_summary(summary, counted)) == []


@pytest.mark.requirement("CRD-CRMOP-0080", "PLAN-016", "PLAN-021")
@_examples
@given(rows=st.lists(drawn_opportunities(), max_size=30))
def test_the_forecast_equals_the_one_counted_by_hand(database: Database, rows: list[dict[str, Any]]) -> None:
    tenant = Tenant(database)
    tenant.has_opportunities(*rows)

    forecast = SqlAnalytics(database).forecast(tenant.id, ALL, TODAY)

    assert list(wrong_forecast(forecast, rows, TODAY)) == []
    assert {(each.category, each.currency): (each.count, each.total_minor) for each in forecast.categories} == (
        counted_by_category(rows)
    )


def counted_by_category(rows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many deals, and what they are worth: open ones, and those won in the month of today."""
    counted: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        outcome = row.get("outcome", "open")
        if outcome == "open":
            category = row["forecast_override_category"] or usual_category(row["stage"], Outcome.OPEN)
        elif outcome == "won" and row["actual_close_date"].replace(day=1) == TODAY.replace(day=1):
            category = "closed"
        else:
            continue
        count, minor = counted.get((category, row["currency_code"]), (0, 0))
        counted[category, row["currency_code"]] = (count + 1, minor + (value_of(row) or 0))
    return counted


def test_a_category_is_the_stages_own_unless_a_person_said_otherwise(database: Database) -> None:
    tenant = Tenant(database)
    with tenant.records.writing(tenant.actor) as work:
        pipeline = work.pipelines.get(tenant.pipeline.id)
        own = {"proposal": ForecastCategory.OMITTED, "prospecting": ForecastCategory.COMMIT}
        stages = (
            stage.model_copy(update={"forecast_category": own.get(stage.name, stage.forecast_category)})
            for stage in pipeline.stages
        )
        work.pipelines.save(pipeline.changed(NOW, stages=tuple(stages)))
    ahead = {"expected_close_date": TODAY}
    tenant.has_opportunities(
        {"stage": "proposal", "expected_revenue_minor": 1, **ahead},
        {"stage": "prospecting", "expected_revenue_minor": 20, **ahead},
        {"stage": "negotiation", "expected_revenue_minor": 300, **ahead},
        {"stage": "negotiation", "expected_revenue_minor": 4_000, "forecast_override_category": "best_case", **ahead},
        {"stage": "gone since", "expected_revenue_minor": None, **ahead},
        won(50_000, TODAY, forecast_override_category="omitted"),
    )

    forecast = SqlAnalytics(database).forecast(tenant.id, ALL, TODAY)

    assert [
        (each.category, each.count, each.unpriced_count, each.total_minor, each.weighted_minor)
        for each in forecast.categories
    ] == [
        ("closed", 1, 0, 50_000, 50_000),
        ("commit", 2, 0, 320, 160),
        ("best_case", 1, 0, 4_000, 2_000),
        ("pipeline", 1, 1, 0, 0),
        ("omitted", 1, 0, 1, 0),
    ]
    (month,) = forecast.months
    assert (month.count, month.total_minor, month.won_minor) == (4, 4_320, 50_000)


@pytest.mark.requirement("CRD-CRMOP-0079")
@_examples
@given(rows=st.lists(drawn_opportunities(), max_size=30))
def test_the_trend_equals_the_one_counted_by_hand(database: Database, rows: list[dict[str, Any]]) -> None:
    tenant = Tenant(database)
    tenant.has_opportunities(*rows)

    trend = SqlAnalytics(database).trend(tenant.id, ALL, YEAR)

    assert [month.month for month in trend] == list(YEAR.each)
    for month in trend:
        closed = [row for row in rows if (on := row.get("actual_close_date")) and on.replace(day=1) == month.month]
        assert month.won == sum(row["outcome"] == "won" for row in closed)
        assert month.lost == sum(row["outcome"] == "lost" for row in closed)
        for amount in month.amounts:
            ours = [row for row in closed if row["currency_code"] == amount.currency]
            assert amount.won_minor == sum(value_of(row) or 0 for row in ours if row["outcome"] == "won")
            assert amount.lost_minor == sum(value_of(row) or 0 for row in ours if row["outcome"] == "lost")
    assert sum(month.opened for month in trend) == len(rows)


@pytest.mark.requirement("FUN-CRMOP-0027", "CRD-CRMOP-0076")
def test_metrics_span_all_pipelines_or_tell_of_one(analytics: SqlAnalytics, tenant: Tenant) -> None:
    partners = tenant.add_pipeline("partners")
    tenant.has_opportunities({}, {"pipeline_id": partners.id, "expected_revenue_minor": 7})

    both = analytics.get_pipeline_metrics(tenant.id, ALL)
    one = analytics.get_pipeline_metrics(tenant.id, FiguresFilter(pipeline_id=partners.id))

    assert both.summary.open_count == 2
    assert [figure.pipeline for figure in both.stages] == ["sales"] * 6 + ["partners"] * 6
    assert {figure.pipeline for figure in one.stages} == {"partners"}
    assert one.summary.currencies[0].open_minor == 7


@pytest.mark.requirement("FEAT-003")
def test_currencies_are_never_added_together(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities({"currency_code": "EUR"}, {"currency_code": "USD"}, won(5), won(7, currency_code="USD"))

    summary = analytics.summary(tenant.id, ALL)

    assert [(each.currency, each.open_minor, each.won_minor) for each in summary.currencies] == [
        ("EUR", 1_000, 5),
        ("USD", 1_000, 7),
    ]
    assert (summary.open_count, summary.won_count) == (2, 2)


@pytest.mark.requirement("FEAT-003")
def test_a_probability_of_nothing_is_not_a_missing_one(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities({"probability_basis_points": 0})

    assert analytics.summary(tenant.id, ALL).currencies[0].weighted_minor == 0


@pytest.mark.requirement("FEAT-003")
def test_lost_deals_weigh_nothing_and_open_ones_do_not_count_for_the_win_rate(
    analytics: SqlAnalytics, tenant: Tenant
) -> None:
    tenant.has_opportunities({}, {}, won(300), lost(100), lost(None))

    summary = analytics.summary(tenant.id, ALL)

    assert summary.currencies[0].weighted_minor == 1_000
    assert (summary.win_rate.by_count.numerator, summary.win_rate.by_count.denominator) == (1, 3)
    assert summary.win_rate.by_value[0].rate.value == 0.75


@pytest.mark.requirement("FEAT-003")
def test_without_a_closed_deal_there_is_no_win_rate(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities({})

    win_rate = analytics.summary(tenant.id, ALL).win_rate

    assert win_rate.by_count.value is None
    assert win_rate.by_value == ()


@pytest.mark.requirement("INT-CRMOP-0089", "PLAN-007")
def test_without_a_deal_there_is_no_conversion_rate_nor_velocity(analytics: SqlAnalytics, tenant: Tenant) -> None:
    rates = analytics.get_conversion_rates(tenant.id, ALL)

    assert rates.leads.value is None
    assert [(rate.stage, rate.entered, rate.rate.value) for rate in rates.stages] == [
        (stage, 0, None) for stage in _OPEN_STAGES
    ]
    assert [speed.average_seconds for speed in analytics.velocity(tenant.id, ALL)] == [None] * 4
    assert analytics.sales_cycle(tenant.id, ALL, YEAR).average_seconds is None


@pytest.mark.requirement("INT-CRMOP-0089", "PLAN-007", "FEAT-003")
def test_conversion_counts_stays_and_losing_is_not_moving_on(analytics: SqlAnalytics, tenant: Tenant) -> None:
    stage = OpportunityStage
    tenant.opens(NOW)
    tenant.moves(tenant.opens(NOW), NOW, stage.QUALIFICATION)
    tenant.loses(tenant.moves(tenant.opens(NOW), NOW, stage.QUALIFICATION), NOW)
    won_opportunity = tenant.moves(tenant.opens(NOW), NOW, stage.QUALIFICATION, stage.PROPOSAL, stage.NEGOTIATION)
    won_opportunity = tenant.wins(won_opportunity, NOW)
    with tenant.records.writing(tenant.actor) as work:
        reopened, moved, _ = reopen(won_opportunity, "it was not", tenant.pipeline, at=NOW)
        work.opportunities.record_move(moved)
        work.opportunities.save(reopened)

    rates = {rate.stage: rate for rate in analytics.conversion_rates(tenant.id, ALL)}

    told = {name: (rate.entered, rate.moved_on, rate.lost) for name, rate in rates.items()}
    assert told == {
        "prospecting": (5, 3, 0),
        "qualification": (3, 1, 1),
        "proposal": (1, 1, 0),
        "negotiation": (1, 1, 0),
    }
    assert rates["qualification"].rate.basis_points == 3_333


@pytest.mark.requirement("INT-CRMOP-0089", "FEAT-003")
def test_conversion_velocity_and_sources_can_be_one_persons_or_one_pipelines(
    analytics: SqlAnalytics, tenant: Tenant
) -> None:
    partners = tenant.add_pipeline("partners")
    tenant.moves(tenant.opens(NOW), NOW + timedelta(seconds=30), OpportunityStage.QUALIFICATION)
    tenant.has_leads({"assigned_to": "bob"}, {"assigned_to": "ann"}, {"assigned_to": "ann"})

    def told(wanted: FiguresFilter) -> tuple[int, int | None]:
        conversion, velocity = analytics.conversion_rates(tenant.id, wanted), analytics.velocity(tenant.id, wanted)
        return conversion[0].moved_on, velocity[0].average_seconds

    assert told(FiguresFilter(assigned_to="ann", pipeline_id=tenant.pipeline.id)) == (1, 30)
    assert told(FiguresFilter(assigned_to="bob")) == (0, None)
    assert told(FiguresFilter(pipeline_id=partners.id)) == (0, None)
    (website,) = analytics.get_lead_source_performance(tenant.id, FiguresFilter(assigned_to="bob"), YEAR)
    assert website.leads == 1


@pytest.mark.requirement("FEAT-003")
def test_velocity_is_the_average_of_finished_stays(analytics: SqlAnalytics, tenant: Tenant) -> None:
    hour = timedelta(hours=1)
    for hours in (1, 2):
        tenant.moves(tenant.opens(NOW), NOW + hours * hour, OpportunityStage.QUALIFICATION)

    speeds = {speed.stage: speed for speed in analytics.velocity(tenant.id, ALL)}

    assert (speeds["prospecting"].stays, speeds["prospecting"].average_seconds) == (2, 5_400)
    assert speeds["qualification"].average_seconds is None


def test_a_stage_that_was_passed_unseen_counts_for_conversion_and_for_no_velocity(
    analytics: SqlAnalytics, tenant: Tenant
) -> None:
    tenant.moves(tenant.opens(NOW), NOW + timedelta(hours=1), OpportunityStage.QUALIFICATION)
    passed = tenant.opens(NOW)
    unseen = StagePassed(passed.id, tenant.pipeline.id, "prospecting", "qualification", NOW + timedelta(days=9))
    with tenant.records.writing(tenant.actor) as work:
        work.opportunities.record_passed([unseen])

    def prospecting() -> tuple[int, int, int | None]:
        [speed] = [each for each in analytics.velocity(tenant.id, ALL) if each.stage == "prospecting"]
        [rate] = [each for each in analytics.conversion_rates(tenant.id, ALL) if each.stage == "prospecting"]
        return rate.moved_on, speed.stays, speed.average_seconds

    assert prospecting() == (2, 1, 3_600)

    with tenant.records.writing(tenant.actor) as work:
        work.opportunities.remove_moves([passed.id])
    assert prospecting() == (1, 1, 3_600)


@pytest.mark.requirement("FEAT-003")
def test_the_sales_cycle_runs_from_opening_to_winning(analytics: SqlAnalytics, tenant: Tenant) -> None:
    days = timedelta(days=1)
    tenant.has_opportunities(
        won(created_at=NOW - 10 * days, closed_at=NOW),
        won(created_at=NOW - 21 * days, closed_at=NOW),
        won(created_at=NOW - 900 * days, closed_at=NOW - 800 * days, on=date(2024, 1, 5)),
        lost(created_at=NOW - 50 * days),
    )

    cycle = analytics.sales_cycle(tenant.id, ALL, YEAR)

    assert (cycle.won_count, cycle.average_seconds) == (2, 15.5 * 86_400)
    assert cycle.median_seconds == 15.5 * 86_400


@pytest.mark.parametrize(("took", "median"), [([], None), ([3], 3), ([9, 1, 2], 2), ([1, 100, 2, 5], 3.5)])
def test_the_median_is_told_beside_the_mean_from_the_deal_and_from_its_lead(
    analytics: SqlAnalytics, tenant: Tenant, took: list[int], median: float | None
) -> None:
    day = timedelta(days=1)
    for days in took:
        (lead_id,) = tenant.has_leads({"created_at": NOW - (days + 4) * day})
        tenant.has_opportunities(won(created_at=NOW - days * day, closed_at=NOW, lead_id=lead_id))
    tenant.has_opportunities({}, lost())

    cycle, whole = (asked(tenant.id, ALL, YEAR) for asked in (analytics.sales_cycle, analytics.lead_to_won))

    assert cycle.median_seconds == (None if median is None else median * 86_400)
    assert whole.median_seconds == (None if median is None else (median + 4) * 86_400)
    assert (cycle.won_count, whole.won_count) == (len(took), len(took))
    report = analytics.generate_report(tenant.id, ALL, YEAR, TODAY)
    assert (report.cycle, report.lead_to_won) == (cycle, whole)


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_a_month_begins_at_the_tenants_midnight(analytics: SqlAnalytics, tenant: Tenant) -> None:
    half_past_eleven = datetime(2026, 2, 1, 4, 30, tzinfo=UTC)  # 31 January, 23:30 in New York
    tenant.has_opportunities({"created_at": half_past_eleven}, {"created_at": half_past_eleven + timedelta(minutes=30)})

    def opened(timezone: str) -> list[int]:
        months = Months(first=date(2026, 1, 1), count=2, timezone=timezone)
        return [month.opened for month in analytics.trend(tenant.id, ALL, months)]

    assert opened("America/New_York") == [1, 1]
    assert opened("UTC") == [0, 2]


@pytest.mark.requirement("CRD-CRMOP-0080")
def test_what_should_have_closed_yesterday_has_slipped(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities(
        {"expected_close_date": TODAY - timedelta(days=1)},
        {"expected_close_date": TODAY},
        {"expected_close_date": None},
        {"expected_close_date": TODAY, "expected_revenue_minor": None},
    )

    forecast = analytics.forecast(tenant.id, ALL, TODAY)

    assert [(month.month, month.count, month.unpriced_count) for month in forecast.months] == [(date(2026, 3, 1), 2, 1)]
    assert [figures.count for figures in forecast.slipped] == [1]
    assert [figures.count for figures in forecast.undated] == [1]
    assert [total.expected_minor for total in forecast.totals] == [500]


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_accuracy_holds_the_expected_month_and_value_against_what_came(analytics: SqlAnalytics, tenant: Tenant) -> None:
    february, march = date(2026, 2, 1), date(2026, 3, 1)
    tenant.has_opportunities(
        won(100, on=date(2026, 2, 10), expected_close_date=date(2026, 2, 20), expected_revenue_minor=150),
        won(100, on=date(2026, 3, 10), expected_close_date=date(2026, 2, 20), expected_revenue_minor=90),
        won(50, on=date(2026, 3, 11), expected_close_date=None),
        lost(700, on=march, expected_close_date=march),
    )

    (accuracy,) = analytics.get_forecast_accuracy(tenant.id, ALL, Months(first=february, count=2))

    first, second = accuracy.months
    assert (first.expected_minor, first.won_minor) == (240, 100)
    assert (second.expected_minor, second.won_minor) == (0, 150)
    assert accuracy.bias == 0.2
    assert accuracy.mape == pytest.approx((1.4 + 1.0) / 2)
    assert (accuracy.on_time.numerator, accuracy.on_time.denominator) == (1, 2)
    assert (accuracy.earlier, accuracy.later, accuracy.never_foreseen) == (0, 1, 1)


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_without_a_won_deal_there_is_no_accuracy(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities({}, lost())

    assert analytics.get_forecast_accuracy(tenant.id, ALL, YEAR) == []


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_sales_performance_is_told_by_person(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities(
        {"assigned_to": "bob"}, won(5), won(7, assigned_to="bob"), lost(assigned_to="bob"), won(9, date(2024, 1, 1))
    )

    ann, bob = analytics.get_sales_performance(tenant.id, ALL, YEAR)

    assert (ann.user_id, ann.opportunities.won_count, ann.opportunities.currencies[0].won_minor) == ("ann", 1, 5)
    assert (bob.user_id, bob.opportunities.open_count, bob.opportunities.win_rate.by_count.value) == ("bob", 1, 0.5)


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_sources_are_told_by_their_leads_and_their_deals(analytics: SqlAnalytics, tenant: Tenant) -> None:
    converted = LeadStatus.CONVERTED_TO_OPPORTUNITY.value
    first, *_ = tenant.has_leads(
        {"status": converted},
        {"status": converted},
        {},
        {"status": LeadStatus.DISQUALIFIED.value},
        {"source": LeadSource.PARTNER.value},
        {"created_at": NOW - timedelta(days=900)},
    )
    long_ago = date(2023, 1, 5)
    tenant.has_opportunities(won(5, lead_id=first), {"lead_id": first, "currency_code": "USD"}, won(7, long_ago))

    website, partner = analytics.get_lead_source_performance(tenant.id, ALL, YEAR)

    assert (website.source, website.leads, website.disqualified) == (LeadSource.WEBSITE, 4, 1)
    assert website.conversion.value == 0.5
    assert (website.opportunities.won_count, website.opportunities.open_count) == (1, 1)
    assert website.opportunities.currencies[0].won_minor == 5
    assert (partner.source, partner.leads, partner.conversion.value) == (LeadSource.PARTNER, 1, 0.0)
    assert partner.opportunities.currencies == ()


@_examples
@given(
    rows=st.lists(st.tuples(drawn_opportunities(), st.sampled_from(["website", "partner", "trade-fair"])), max_size=20)
)
def test_what_the_sources_won_adds_up_to_what_was_won(database: Database, rows: list[tuple[Any, str]]) -> None:
    """Whether a deal has a lead or none, and however many deals a lead has."""
    tenant = Tenant(database)
    (lead_id,) = tenant.has_leads({})
    tenant.has_opportunities(
        *({**opportunity, "source": source, "lead_id": lead_id} for opportunity, source in rows[::2])
    )
    tenant.has_opportunities(*({**opportunity, "source": source} for opportunity, source in rows[1::2]))

    sources = SqlAnalytics(database).get_lead_source_performance(tenant.id, ALL, YEAR)
    people = SqlAnalytics(database).get_sales_performance(tenant.id, ALL, YEAR)

    def won_of(told: Sequence[Any]) -> dict[str, int]:
        totals: dict[str, int] = defaultdict(int)
        for figures in (figures for each in told for figures in each.opportunities.currencies):
            totals[figures.currency] += figures.won_minor
        return totals

    assert won_of(sources) == won_of(people)
    assert sum(source.leads for source in sources) == 1


@pytest.mark.requirement("INT-CRMOP-0089")
def test_leads_are_counted_by_status(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_leads({}, {"assigned_to": "bob"}, {"status": LeadStatus.CONVERTED_TO_OPPORTUNITY.value})

    funnel = analytics.get_pipeline_metrics(tenant.id, ALL).leads
    bobs = analytics.get_pipeline_metrics(tenant.id, FiguresFilter(assigned_to="bob")).leads

    assert [(row.status, row.count) for row in funnel.by_status] == [
        (status, {"new": 2, "converted_to_opportunity": 1}.get(status, 0)) for status in LeadStatus
    ]
    assert (funnel.conversion.numerator, funnel.conversion.denominator) == (1, 3)
    assert bobs.total == 1


@pytest.mark.requirement("INT-CRMOP-0086", "INT-CRMOP-0087")
def test_the_same_delivery_counts_once(analytics: SqlAnalytics, database: Database, tenant: Tenant) -> None:
    lead = EntityRef(kind=EntityKind.LEAD, id="l")
    scored = TrackedEvent(name="lead.scored", at=NOW, subject=lead, properties={"score": 70, "grade": "ä"})
    conversion = TrackedConversion(lead_id="l", opportunity_id="o", source=LeadSource.EMAIL, at=NOW)

    for _ in range(2):
        analytics.track(tenant.id, scored, delivery_id="1")
        analytics.track_conversion(tenant.id, conversion, delivery_id="2")
    analytics.track(tenant.id, scored, delivery_id="3")
    analytics.track(Tenant(database).id, scored, delivery_id="1")

    events = analytics.generate_report(tenant.id, ALL, YEAR, TODAY).events
    assert [(each.name, each.count) for each in events] == [("lead.converted", 1), ("lead.scored", 2)]


@pytest.mark.requirement("INT-CRMOP-0087")
def test_a_tracked_event_keeps_its_properties(analytics: SqlAnalytics, database: Database, tenant: Tenant) -> None:
    value = Money(minor=5, currency="EUR")
    conversion = TrackedConversion(lead_id="l", opportunity_id="o", source=LeadSource.EMAIL, at=NOW, value=value)

    analytics.track_conversion(tenant.id, conversion, delivery_id="1")

    with database.reading(tenant.id) as connection:
        query = select(tracked_events).where(tracked_events.c.tenant_id == tenant.id)
        row = connection.execute(query).mappings().one()
    assert row["at"] == NOW
    assert (row["entity_kind"], row["entity_id"]) == ("lead", "l")
    assert row["properties"] == '{"currency": "EUR", "opportunity_id": "o", "source": "email", "value_minor": 5}'


@pytest.mark.requirement("IFC-CRMOP-0037", "CRD-CRMOP-0081")
def test_an_export_goes_on_where_it_stopped(analytics: SqlAnalytics, tenant: Tenant) -> None:
    tenant.has_opportunities({"source": LeadSource.PARTNER.value}, won(5), lost(None))

    first = analytics.export_data(tenant.id, ALL, limit=2)
    second = analytics.export_data(tenant.id, ALL, after_id=first[-1].id, limit=2)

    exported = sorted([*first, *second], key=lambda opportunity: opportunity.outcome)
    assert [(opportunity.outcome, opportunity.stage, opportunity.source) for opportunity in exported] == [
        (Outcome.LOST, "Closed lost", "website"),
        (Outcome.OPEN, "Proposal", LeadSource.PARTNER),
        (Outcome.WON, "Closed won", "website"),
    ]
    assert exported[0].expected is None
    assert exported[2].actual == Money(minor=5, currency="EUR")


_QUESTIONS = {
    "metrics": lambda a, t, f: a.get_pipeline_metrics(t, f),
    "stages": lambda a, t, f: a.stage_figures(t, f),
    "summary": lambda a, t, f: a.summary(t, f),
    "conversion": lambda a, t, f: a.get_conversion_rates(t, f),
    "velocity": lambda a, t, f: a.velocity(t, f),
    "cycle": lambda a, t, f: a.sales_cycle(t, f, YEAR),
    "trend": lambda a, t, f: a.trend(t, f, YEAR),
    "forecast": lambda a, t, f: a.forecast(t, f, TODAY),
    "accuracy": lambda a, t, f: a.get_forecast_accuracy(t, f, YEAR),
    "people": lambda a, t, f: a.get_sales_performance(t, f, YEAR),
    "sources": lambda a, t, f: a.get_lead_source_performance(t, f, YEAR),
    "report": lambda a, t, f: a.generate_report(t, f, YEAR, TODAY),
    "export": lambda a, t, f: a.export_data(t, f),
}


@pytest.mark.parametrize("ask", _QUESTIONS.values(), ids=_QUESTIONS.keys())
def test_two_tenants_never_meet(ask: Any, analytics: SqlAnalytics, database: Database, tenant: Tenant) -> None:
    other = Tenant(database)
    before = ask(analytics, tenant.id, ALL)
    (lead_id,) = other.has_leads({})
    other.has_opportunities(won(5, lead_id=lead_id), {"pipeline_id": tenant.pipeline.id}, lost())
    other.moves(other.opens(NOW), NOW, OpportunityStage.QUALIFICATION)
    analytics.track(other.id, TrackedEvent(name="x", at=NOW), delivery_id="1")

    assert ask(analytics, tenant.id, ALL) == before
    assert ask(analytics, other.id, ALL) != before


@pytest.mark.parametrize("ask", _QUESTIONS.values(), ids=_QUESTIONS.keys())
def test_another_tenants_pipeline_is_unknown(
    ask: Any, analytics: SqlAnalytics, database: Database, tenant: Tenant
) -> None:
    with pytest.raises(PipelineNotFound):
        ask(analytics, tenant.id, FiguresFilter(pipeline_id=Tenant(database).pipeline.id))


@pytest.mark.requirement("FUN-CRMOP-0028")
def test_a_billion_dollar_pipeline_stays_exact(analytics: SqlAnalytics, tenant: Tenant) -> None:
    """Value times probability, summed in 64 bits, would have overflowed here; in floats it would have lost cents."""
    rows: Sequence[dict[str, Any]] = [
        {"expected_revenue_minor": 10**14 + 1, "probability_basis_points": 9_999} for _ in range(1_000)
    ]
    tenant.has_opportunities(*rows)

    figures = analytics.summary(tenant.id, ALL).currencies[0]

    assert figures.open_minor == 1_000 * (10**14 + 1)
    assert figures.weighted_minor == rounded_ratio(1_000 * (10**14 + 1) * 9_999, 10_000)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        pytest.param(LARGEST_AMOUNT, 10_000, id="at the bound"),
        pytest.param(2**62 + 1, 3, id="kept beyond the bound"),
        pytest.param(-(2**62) - 1, 3, id="kept below nothing"),
    ],
)
def test_every_figure_is_exact_however_much_there_is(
    analytics: SqlAnalytics, tenant: Tenant, value: int, count: int
) -> None:
    is_open = {"expected_revenue_minor": value, "probability_basis_points": 3_333, "expected_close_date": TODAY}
    is_won = {"outcome": "won", "actual_value_minor": value, "actual_close_date": TODAY, "closed_at": NOW}
    [lead] = tenant.has_leads({"status": "converted_to_opportunity"})
    tenant.has_opportunities(
        *[is_open] * count, *[{**is_open, **is_won}] * (count - 1), {**is_open, **is_won, "lead_id": lead}
    )
    total = value * count

    report = analytics.generate_report(tenant.id, ALL, YEAR, TODAY)

    (figures,) = report.metrics.summary.currencies
    assert (figures.open_minor, figures.won_minor) == (total, total)
    assert figures.weighted_minor == rounded_ratio(total * 3_333, 10_000)
    assert sum(stage.total_minor for stage in report.metrics.stages) == 2 * total
    assert report.trend[-1].amounts[0].won_minor == total
    (month,) = report.forecast.months
    assert (month.total_minor, month.won_minor) == (total, total)
    assert month.expected_minor == rounded_ratio(total * 3_333, 10_000)
    assert (
        report.forecast.to_dict()
        == PipelineForecast.of(
            [
                OpenOpportunities(
                    currency="EUR",
                    month=TODAY.replace(day=1),
                    category=ForecastCategory.BEST_CASE,
                    probability_basis_points=3_333,
                    count=count,
                    priced_count=count,
                    total_minor=total,
                    squared=value**2 * count,
                )
            ],
            [WonOpportunities(currency="EUR", month=TODAY.replace(day=1), count=count, total_minor=total)],
            as_of=TODAY,
        ).to_dict()
    )
    assert report.accuracy[0].months[-1].expected_minor == report.accuracy[0].months[-1].won_minor == total
    assert report.people[0].opportunities.currencies[0].won_minor == total
    assert report.sources[0].opportunities.currencies[0].won_minor == total
    exported = analytics.export_data(tenant.id, ALL, limit=2 * count)
    assert sum(opportunity.expected.minor for opportunity in exported if opportunity.expected) == 2 * total


@pytest.mark.parametrize(
    ("person", "index"),
    [
        pytest.param(None, "COVERING INDEX ix_crm_opportunities_board", id="the board reads its index alone"),
        pytest.param("ann", "INDEX ix_crm_opportunities_tenant_id_assigned_to_id", id="one person's deals"),
    ],
)
def test_sqlite_takes_the_index_made_for_it(migrated_file: str, person: str | None, index: str) -> None:
    database = Database(migrated_file)
    database.look_again()
    with statements_of(database) as statements:
        SqlAnalytics(database).summary("t", FiguresFilter(assigned_to=person))

    (statement,) = statements
    parameters = ("t",) if person is None else ("t", person)
    with database.reading("t") as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    database.close()
    assert f"SEARCH crm_opportunities USING {index} (" in plan[0][3]


def test_no_figure_costs_more_statements_when_there_are_more_deals(
    analytics: SqlAnalytics, database: Database, tenant: Tenant
) -> None:
    with statements_of(database) as few:
        analytics.generate_report(tenant.id, ALL, YEAR, TODAY)
    tenant.has_opportunities(*[{"currency_code": code, "assigned_to": code} for code in ("EUR", "USD", "JPY", "GBP")])
    with statements_of(database) as many:
        analytics.generate_report(tenant.id, ALL, YEAR, TODAY)
    with statements_of(database) as dashboard:
        analytics.get_pipeline_metrics(tenant.id, ALL)

    assert len(few) == len(many)
    assert [sum("FROM crm_opportunities" in statement for statement in dashboard), len(dashboard)] == [1, 3]


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """What is asked of our tables meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "crm_" in statement and "set_config" not in statement:
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
