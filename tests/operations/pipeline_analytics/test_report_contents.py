"""What a report says: figures in their sections, no sums over currencies, and words where there are no figures."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, Role
from crm_core.approvals import ApprovalLevel, ApprovalState
from crm_core.fiscal import PeriodLength
from crm_core.leads import LeadStatus
from crm_core.money import Money
from crm_core.pipelines import (
    ConversionRate,
    Months,
    MonthTrend,
    OpenOpportunities,
    OpportunitySums,
    Outcome,
    PipelineForecast,
    PipelineSummary,
    Rate,
    SalesCycle,
    StageFigures,
    StageVelocity,
    TrendAmount,
)
from crm_core.quotas import AssignQuota, Quota
from crm_core.service_levels import ClockStatus
from crm_core.testing import (
    START,
    TENANT,
    a_commission_entry,
    a_credit,
    a_pipeline,
    a_quota,
    an_approval,
    an_opportunity,
    an_sla_clock,
)
from crm_core.vocabulary import LeadSource
from crm_operations.forecasting import ForecastSnapshotCoordinator
from crm_operations.pipeline_analytics import (
    Cell,
    ColumnKind,
    PipelineAnalyticsCoordinator,
    Report,
    ReportContents,
    ReportFormat,
    ReportQuery,
    Row,
    Section,
    Table,
)
from crm_operations.providers import (
    AnalyticsReport,
    ConversionRates,
    EventCount,
    LeadCount,
    LeadFunnel,
    PipelineMetrics,
    SalesPerformance,
    SourcePerformance,
)
from crm_operations.testing import FakeAnalytics, FakeWorld

TODAY = date(2026, 3, 15)
MONTHS = Months.until(TODAY, 2)
FEBRUARY, MARCH = MONTHS.each


class NoFiles:
    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        raise NotImplementedError

    def render_parts(
        self, contents: ReportContents, report_format: ReportFormat, rows: Iterable[Row] | None = None
    ) -> Iterator[bytes]:
        raise NotImplementedError


def contents_of(
    report: AnalyticsReport, query: ReportQuery | None = None, *, world: FakeWorld | None = None
) -> ReportContents:
    """What the door makes of these figures."""
    world, analytics = world or FakeWorld(), FakeAnalytics()
    analytics.knows("generate_report", report)
    analytics.pipelines.add((TENANT, "p-1"))
    figures = analytics  # a report asks the provider alone
    coordinator = PipelineAnalyticsCoordinator(
        analytics,
        figures,  # type: ignore[arg-type]
        NoFiles(),
        world.records,
        world.people,
        world.settings_for,
        world.clock,
    )
    return coordinator.get_report_contents(world.actor, query or ReportQuery())


def section(contents: ReportContents, name: str) -> Section:
    return next(each for each in contents.sections if each.name == name)


def rows_of(table: Table) -> list[dict[str, Cell]]:
    return [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]


def eur(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


@pytest.fixture
def empty_report() -> AnalyticsReport:
    """A company in which nothing happened yet."""
    return FakeAnalytics().generate_report(TENANT, ReportQuery().opportunities, MONTHS, TODAY)


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_quiet_company_reads_well(empty_report: AnalyticsReport) -> None:
    contents = contents_of(empty_report)

    assert all(not table.rows and table.empty.endswith(".") for table in contents.tables)
    assert all(chart.is_empty for chart in contents.charts)
    assert [(highlight.title, highlight.values) for highlight in contents.highlights] == [
        ("Open", ()),
        ("Weighted", ()),
        ("Won", ()),
        ("Win rate", (Rate.of(0, 0),)),
        ("Sales cycle", (None,)),
        ("Lead to won", (None,)),
    ]


@pytest.mark.requirement("SPM-CRMOP-0126")
def test_quotas_of_the_quarter_are_told_with_what_is_attained_and_drawn(empty_report: AnalyticsReport) -> None:
    world = FakeWorld()
    day = world.clock.now().date()
    assert section(contents_of(empty_report, world=world), "attainment").tables[0].rows == ()
    world.people.known(TENANT, "ada", name="Ada")
    period = world.settings.fiscal.containing(day, PeriodLength.QUARTER)
    world.people.known(TENANT, "namesake", name="Ada")
    of_ada = a_quota(period=period.id, user_id="ada", amount_minor=1_000)
    of_namesake = a_quota(id="namesake", period=period.id, user_id="namesake", amount_minor=500)
    team = AssignQuota(period=period.id, team="north", amount_minor=400, currency_code="USD")
    of_north, _ = Quota.assign(team, entity_id="north", tenant_id=TENANT, at=START)
    with world.records.writing(world.actor) as work:
        for quota in (of_ada, of_namesake):
            work.quotas.add(quota.model_copy(update={"subject_key": quota.subject.key}))
        work.quotas.add(of_north)
        work.credits.add([a_credit(user_id="ada", team="north", amount_minor=250, credit_date=day)])

    found = section(contents_of(empty_report, world=world), "attainment")

    people, groups = found.tables
    [ada, namesake], [north] = rows_of(people), rows_of(groups)
    assert (ada["person"], ada["quota"], ada["attained"]) == ("Ada", usd(1_000), usd(250))
    assert (namesake["person"], namesake["quota"], namesake["attained"]) == ("Ada", usd(500), usd(0))
    assert ada["attainment"] == Rate.of(2_500, 10_000)
    assert (north["group"], north["attained"], north["attainment"]) == ("team north", usd(250), Rate.of(6_250, 10_000))
    [chart] = found.charts
    assert [series.values for series in chart.series] == [(250, 0), (1_000, 500)]
    assert period.id in (found.note or "")
    of_bob = contents_of(empty_report, ReportQuery(assigned_to="bob"), world=world)
    assert [table.rows for table in section(of_bob, "attainment").tables] == [(), ()]


def test_commissions_of_the_periods_are_told_and_drawn_and_others_only_to_who_may_see_them(
    empty_report: AnalyticsReport,
) -> None:
    world = FakeWorld()
    world.people.known(TENANT, "ada", name="Ada")
    period = world.settings.fiscal.containing(world.clock.now().date(), PeriodLength.QUARTER).id
    posted = {"posted_period": period, "credit_period": period}
    entries = (
        {"payee_id": "ada", "amount_minor": 900},
        {"payee_id": "ada", "amount_minor": -150, "kind": "correction"},
        {"payee_id": "ada", "amount_minor": 50, "kind": "override"},
        {"payee_id": "ada", "amount_minor": -80, "kind": "holdback"},
        {"payee_id": "bob", "amount_minor": 2_000},
        {"payee_id": "bob", "amount_minor": 7, "posted_period": "2019-Q1"},
    )
    with world.records.writing(world.actor) as work:
        changes = ({**posted, **each} for each in entries)
        work.commission_entries.post([a_commission_entry(n, **each) for n, each in enumerate(changes, start=1)])

    found = section(contents_of(empty_report, world=world), "commissions")

    bob, ada = rows_of(found.tables[0])
    assert (bob["person"], bob["payable"]) == ("bob", usd(2_000))
    shown = [ada[name] for name in ("person", "earned", "corrected", "bonuses", "further", "payable")]
    assert shown == ["Ada", usd(900), usd(-150), usd(50), usd(-80), usd(720)]
    assert [series.values for chart in found.charts for series in chart.series] == [(2_000, 720)]
    assert period in (found.note or "")
    for role, people in ((Role.MANAGER, ["bob", "Ada"]), (Role.REP, ["Ada"])):
        world.actor = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({role}))
        rows = rows_of(section(contents_of(empty_report, world=world), "commissions").tables[0])
        assert [row["person"] for row in rows] == people
    of_bob = contents_of(empty_report, ReportQuery(assigned_to="bob"), world=world)
    assert section(of_bob, "commissions").tables[0].rows == ()


def test_the_waterfall_of_the_period_is_told_step_by_step_and_drawn(empty_report: AnalyticsReport) -> None:
    world = FakeWorld()
    due: dict[str, Any] = {"expected_close_date": world.clock.now().date(), "stage": "negotiation"}
    world.preload(a_pipeline(), an_opportunity(**due), an_opportunity(2, **due, expected_revenue_minor=700))
    parts = (world.records, world.people, world.settings_for, world.clock, world.new_id)
    snapshots = ForecastSnapshotCoordinator(*parts)
    snapshots.take(world.actor)
    with world.records.writing(world.actor) as work:
        deal = work.opportunities.get(an_opportunity(2).id)
        work.opportunities.save(deal.changed(world.clock.now(), expected_revenue_minor=900))
    world.clock.advance(timedelta(days=1))
    assert section(contents_of(empty_report, world=world), "waterfall").tables[0].rows == ()
    snapshots.take(world.actor)

    found = section(contents_of(empty_report, world=world), "waterfall")

    told = {row["step"]: (row["deals"], row["commit"], row["all"]) for row in rows_of(found.tables[0])}
    assert told["Opening"] == (2, usd(500_600), usd(500_600))
    assert told["Up"] == (1, usd(200), usd(200))
    assert told["Closing"] == (2, usd(500_800), usd(500_800))
    [chart] = found.charts
    assert chart.series[0].values[0] == 500_600
    assert sum(value or 0 for value in chart.series[0].values[:-1]) == chart.series[0].values[-1] == 500_800
    assert "from the snapshot of" in (found.note or "")
    of_pipeline = contents_of(empty_report, ReportQuery(pipeline_id="p-1"), world=world)
    assert section(of_pipeline, "waterfall").tables[0].rows == ()


@pytest.mark.requirement("FEAT-003", "CRD-CRMOP-0078")
def test_the_board_tells_each_stage_by_currency_and_a_second_pipeline_by_name(empty_report: AnalyticsReport) -> None:
    stages = (
        stage("Proposal", currency="EUR", count=2, total_minor=100, weighted_minor=50),
        stage("Proposal", currency="USD", count=1, total_minor=70, weighted_minor=35, unpriced_count=1),
        stage("Won", outcome=Outcome.WON),
    )
    alone = empty_report.model_copy(update={"metrics": empty_report.metrics.model_copy(update={"stages": stages})})
    other = (*stages, stage("Proposal", pipeline_id="p-2", pipeline="Partners"))
    both = empty_report.model_copy(update={"metrics": empty_report.metrics.model_copy(update={"stages": other})})

    rows = rows_of(section(contents_of(alone), "stages").tables[0])

    assert [(row["stage"], row["deals"], row["value"], row["weighted"]) for row in rows] == [
        ("Proposal", 2, eur(100), eur(50)),
        ("Proposal", 1, usd(70), usd(35)),
        ("Won", 0, None, None),
    ]
    assert "pipeline" not in rows[0]
    assert [row["pipeline"] for row in rows_of(section(contents_of(both), "stages").tables[0])] == ["Sales"] * 3 + [
        "Partners"
    ]


@pytest.mark.requirement("FEAT-003")
def test_each_currency_has_a_chart_of_its_own(empty_report: AnalyticsReport) -> None:
    stages = tuple(
        stage("Proposal", currency=code, count=count, total_minor=count)
        for code, count in (("EUR", 5), ("USD", 9), ("JPY", 1), ("GBP", 2))
    )
    report = empty_report.model_copy(update={"metrics": empty_report.metrics.model_copy(update={"stages": stages})})

    charts = section(contents_of(report), "stages").charts

    assert [chart.currency for chart in charts] == ["USD", "EUR", "GBP"]
    assert [chart.series[0].values for chart in charts] == [(9,), (5,), (2,)]


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_a_month_with_two_currencies_counts_its_deals_once(empty_report: AnalyticsReport) -> None:
    amounts = (TrendAmount(currency="EUR", won_minor=10), TrendAmount(currency="USD", won_minor=20))
    trend = (MonthTrend(month=FEBRUARY, opened=4, won=2, lost=1, amounts=amounts), MonthTrend(month=MARCH))

    contents = contents_of(empty_report.model_copy(update={"trend": trend}))

    rows = rows_of(section(contents, "trend").tables[0])
    assert [(row["month"], row["opened"], row["won"], row["lost"], row["won_value"]) for row in rows] == [
        (FEBRUARY, 4, 2, 1, eur(10)),
        (FEBRUARY, None, None, None, usd(20)),
        (MARCH, 0, 0, 0, None),
    ]
    won, win_rate = contents.highlights[2:4]
    assert (won.values, win_rate.values) == ((eur(10), usd(20)), (Rate.of(2, 3),))


@pytest.mark.requirement("CRD-CRMOP-0080")
def test_the_forecast_tells_a_range_and_what_is_in_no_month(empty_report: AnalyticsReport) -> None:
    opportunities = [open_opportunities(MARCH), open_opportunities(MARCH, slipped=True), open_opportunities(None)]
    outlook = PipelineForecast.of(opportunities, [], as_of=TODAY, confidence_percent=90)

    forecast = section(contents_of(empty_report.model_copy(update={"forecast": outlook})), "forecast")

    ahead, categories, apart = (rows_of(table) for table in forecast.tables)
    assert [(row["category"], row["deals"], row["worth"], row["weighted"]) for row in categories] == [
        ("pipeline", 3, eur(3_000), eur(1_500))
    ]
    assert [(row["month"], row["low"], row["expected"], row["high"], row["everything"]) for row in ahead] == [
        (MARCH, eur(0), eur(500), eur(1_000), eur(1_000))
    ]
    assert [(row["why"], row["expected"]) for row in apart] == [
        ("Expected close is past", eur(500)),
        ("No expected close", eur(500)),
    ]
    assert forecast.note is not None
    assert "90 of 100" in forecast.note
    assert forecast.charts[0].series[0].highs == (1_000,)


@pytest.mark.requirement("FEAT-003", "INT-CRMOP-0089")
def test_conversion_and_velocity_of_a_stage_stand_side_by_side(empty_report: AnalyticsReport) -> None:
    place = {"pipeline_id": "p-1", "stage": "proposal", "display_name": "Proposal", "display_order": 1}
    rate = ConversionRate.model_validate(place | {"entered": 4, "moved_on": 1, "lost": 2, "rate": Rate.of(1, 4)})
    speed = StageVelocity.model_validate(place | {"stays": 3, "total_seconds": 9, "average_seconds": 3})
    figures = {"conversion": ConversionRates(leads=Rate.of(0, 0), stages=(rate,)), "velocity": (speed,)}

    flow = section(contents_of(empty_report.model_copy(update=figures)), "flow").tables[0]

    assert flow.rows == (("Proposal", 4, 1, 2, Rate.of(1, 4), timedelta(seconds=3)),)


@pytest.mark.requirement("IFC-CRMOP-0037")
def test_people_sources_leads_and_events_are_told(empty_report: AnalyticsReport) -> None:
    opportunities = PipelineSummary.of([sums("EUR", Outcome.WON), sums("USD", Outcome.WON), sums("EUR", Outcome.LOST)])
    figures = {
        "people": (SalesPerformance(user_id="ann", opportunities=opportunities),),
        "sources": (
            SourcePerformance(
                source=LeadSource.PARTNER,
                leads=4,
                disqualified=1,
                conversion=Rate.of(2, 4),
                opportunities=opportunities,
            ),
        ),
        "metrics": PipelineMetrics(
            stages=(),
            summary=PipelineSummary.of([]),
            leads=LeadFunnel(total=4, by_status=(LeadCount(status=LeadStatus.NEW, count=4),), conversion=Rate.of(2, 4)),
        ),
        "events": (EventCount(name="lead.scored", count=3),),
        "cycle": SalesCycle.of(2, 86_400, 21_600),
        "lead_to_won": SalesCycle.of(2, 172_800),
    }

    contents = contents_of(empty_report.model_copy(update=figures))

    people = rows_of(section(contents, "people").tables[0])
    assert [(row["person"], row["won_value"], row["win_rate"]) for row in people] == [
        ("ann", eur(100), Rate.of(1, 2)),
        ("ann", usd(100), Rate.of(1, 1)),
    ]
    sources, leads = (rows_of(table) for table in section(contents, "sources").tables)
    assert [(row["source"], row["leads"], row["conversion"], row["won_value"]) for row in sources] == [
        ("Partner", 4, Rate.of(2, 4), eur(100)),
        ("Partner", None, None, usd(100)),
    ]
    assert leads == [{"status": "New", "leads": 4}]
    assert section(contents, "events").tables[0].rows == (("lead.scored", 3),)
    cycle, whole = contents.highlights[-2:]
    assert (cycle.values, cycle.note) == (
        (timedelta(hours=12),),
        "from opening to winning; half of them within 0.2 days",
    )
    assert (whole.values, whole.note) == ((timedelta(days=1),), "from capturing the lead to winning")


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_a_report_says_what_it_was_narrowed_down_to(empty_report: AnalyticsReport) -> None:
    metrics = empty_report.metrics.model_copy(update={"stages": (stage("Proposal"),)})
    report = empty_report.model_copy(update={"metrics": metrics})

    assert contents_of(report, ReportQuery(pipeline_id="p-1", assigned_to="ann")).scope == "Sales; deals of ann"


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_every_row_has_a_cell_for_every_column_and_money_its_currency(empty_report: AnalyticsReport) -> None:
    metrics = empty_report.metrics.model_copy(update={"stages": (stage("Proposal", currency="EUR", count=1),)})

    for table in contents_of(empty_report.model_copy(update={"metrics": metrics})).tables:
        kinds = {column.kind for column in table.columns}
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert ColumnKind.CURRENCY in kinds or ColumnKind.MONEY not in kinds


def stage(name: str, **figures: object) -> StageFigures:
    place = {
        "pipeline_id": "p-1",
        "pipeline": "Sales",
        "stage": name.lower(),
        "display_name": name,
        "display_order": 1,
        "outcome": Outcome.OPEN,
    }
    return StageFigures.model_validate(place | figures)


def open_opportunities(month: date | None, *, slipped: bool = False) -> OpenOpportunities:
    return OpenOpportunities(
        currency="EUR",
        month=month,
        slipped=slipped,
        probability_basis_points=5_000,
        count=1,
        priced_count=1,
        total_minor=1_000,
        squared=1_000_000,
    )


def sums(currency: str, outcome: Outcome) -> OpportunitySums:
    return OpportunitySums(
        currency=currency, outcome=outcome, probability_basis_points=0, count=1, priced_count=1, total_minor=100
    )


def test_service_levels_are_those_due_in_the_months_of_the_report(empty_report: AnalyticsReport) -> None:
    world = FakeWorld()
    stopped = {"stopped_at": START, "reported_at": START, "elapsed_seconds": 90}
    every: tuple[dict[str, Any], ...] = (
        {"owner": "ada", "status": ClockStatus.MET, **stopped},
        {"owner": "ada", "status": ClockStatus.MET_LATE, **stopped},
        {"owner": "bob", "status": ClockStatus.CANCELLED},
        {"owner": "ada", "status": ClockStatus.MET, "due_at": START - timedelta(days=400), **stopped},
    )
    with world.records.writing(world.actor) as work:
        for number, changes in enumerate(every, start=1):
            work.sla_clocks.add(an_sla_clock(number, tenant_id=world.actor.tenant_id, **changes))

    [table] = section(contents_of(empty_report, world=world), "service_levels").tables
    ada, bob = rows_of(table)

    assert (ada["policy"], ada["target"], ada["person"]) == ("default", "First contact", "ada")
    assert (ada["met"], ada["met_late"], ada["compliance"]) == (1, 1, Rate.of(1, 2))
    assert (ada["first_contact_median"], bob["first_contact_median"]) == (timedelta(seconds=90), None)
    assert (bob["cancelled"], bob["compliance"]) == (1, Rate.of(0, 0))
    only = contents_of(empty_report, ReportQuery(assigned_to="bob"), world=world)
    assert [row["person"] for row in rows_of(section(only, "service_levels").tables[0])] == ["bob"]


def test_approvals_are_those_asked_for_in_the_months_of_the_report(empty_report: AnalyticsReport) -> None:
    world = FakeWorld()
    decided_at = START + timedelta(seconds=90)
    every: tuple[dict[str, Any], ...] = (
        {"owner": "ada", "state": ApprovalState.REJECTED, "decided_at": decided_at},
        {"owner": "ada", "former_request_id": an_approval(1).id},
        {"owner": "bob", "level": ApprovalLevel.DIRECTOR},
        {"owner": "ada", "created_at": START - timedelta(days=400)},
    )
    with world.records.writing(world.actor) as work:
        for number, changes in enumerate(every, start=1):
            work.approvals.add(an_approval(number, tenant_id=world.actor.tenant_id, **changes))

    manager, director = rows_of(section(contents_of(empty_report, world=world), "approvals").tables[0])

    assert (manager["level"], manager["requests"], manager["rejected"], manager["pending"]) == ("Manager", 2, 1, 1)
    assert (manager["rework"], manager["decided_median"]) == (1, timedelta(seconds=90))
    assert (director["level"], director["requests"], director["decided_p90"]) == ("Director", 1, None)
    only = contents_of(empty_report, ReportQuery(assigned_to="bob"), world=world)
    assert [row["level"] for row in rows_of(section(only, "approvals").tables[0])] == ["Director"]
