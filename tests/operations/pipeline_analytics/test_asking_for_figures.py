"""The coordinator of figures: who may ask, what is passed on, which month and day it is where the tenant lives."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.money import ExchangeRate, Money
from crm_core.pipelines import (
    FiguresFilter,
    Months,
    MonthTrend,
    OpportunitySums,
    Outcome,
    PipelineForecast,
    PipelineSummary,
    Rate,
    SalesCycle,
    StageFigures,
)
from crm_core.testing import TENANT, VirtualClock, a_currency_rate
from crm_core.vocabulary import OpportunityType
from crm_operations.pipeline_analytics import (
    PipelineAnalyticsCoordinator,
    Report,
    ReportContents,
    ReportFormat,
    ReportQuery,
    Row,
)
from crm_operations.providers import ExportedOpportunity, LeadFunnel, PipelineMetrics
from crm_operations.settings import OperationsSettings
from crm_operations.testing import FakeAnalytics, FakePeople, FakeWorld

ACTOR = Actor(tenant_id=TENANT, user_id="ann", roles=frozenset({Role.REP}))
PARTNER = Actor(tenant_id=TENANT, user_id="pat", roles=frozenset({Role.PARTNER}))
NEW_YEARS_EVE = datetime(2026, 1, 1, 3, tzinfo=UTC)
"""In New York it is still the old year."""


class KnownFigures:
    """A PipelineFiguresStore that answers empty figures and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def stage_figures(self, tenant_id: str, filters: FiguresFilter) -> Sequence[StageFigures]:
        self.asked.append(("stage_figures", tenant_id, filters))
        return ()

    def summary(self, tenant_id: str, filters: FiguresFilter) -> PipelineSummary:
        self.asked.append(("summary", tenant_id, filters))
        return PipelineSummary.of([])

    def conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> Sequence[Any]:
        self.asked.append(("conversion_rates", tenant_id, filters))
        return ()

    def velocity(self, tenant_id: str, filters: FiguresFilter) -> Sequence[Any]:
        self.asked.append(("velocity", tenant_id, filters))
        return ()

    def sales_cycle(self, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
        self.asked.append(("sales_cycle", tenant_id, filters, months))
        return SalesCycle.of(0, 0)

    def trend(self, tenant_id: str, filters: FiguresFilter, months: Months) -> Sequence[MonthTrend]:
        self.asked.append(("trend", tenant_id, filters, months))
        return tuple(MonthTrend(month=month) for month in months.each)

    def forecast(
        self, tenant_id: str, filters: FiguresFilter, as_of: date, confidence_percent: int = 80
    ) -> PipelineForecast:
        self.asked.append(("forecast", tenant_id, filters, as_of, confidence_percent))
        return PipelineForecast.of([], [], as_of=as_of, confidence_percent=confidence_percent)


class PlainReports:
    """A ReportRenderer that keeps the contents and writes down their title."""

    def __init__(self) -> None:
        self.rendered: list[tuple[ReportContents, ReportFormat]] = []

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        self.rendered.append((contents, report_format))
        return Report(filename=f"{contents.name}.{report_format}", media_type="text/plain", content=b"x")

    def render_parts(
        self, contents: ReportContents, report_format: ReportFormat, rows: Iterable[Row] | None = None
    ) -> Iterator[bytes]:
        self.rendered.append((contents, report_format))
        for row in rows or ():
            yield str(row[-1]).encode()


class Setup:
    def __init__(self, timezone: str = "America/New_York") -> None:
        self.analytics = FakeAnalytics()
        self.figures = KnownFigures()
        self.reports = PlainReports()
        self.records = FakeWorld().records
        self.coordinator = PipelineAnalyticsCoordinator(
            self.analytics,
            self.figures,
            self.reports,
            self.records,
            FakePeople(),
            lambda _: OperationsSettings(timezone=timezone),
            VirtualClock(NEW_YEARS_EVE),
        )


@pytest.fixture
def setup() -> Setup:
    return Setup()


OPERATIONS: dict[str, Callable[[PipelineAnalyticsCoordinator, Actor, ReportQuery], object]] = {
    "get_dashboard_data": lambda operation, actor, query: operation.get_dashboard_data(actor, query),
    "get_pipeline_summary": lambda operation, actor, query: operation.get_pipeline_summary(actor, query),
    "get_opportunities_by_stage": lambda operation, actor, query: operation.get_opportunities_by_stage(actor, query),
    "get_conversion_rates": lambda operation, actor, query: operation.get_conversion_rates(actor, query),
    "get_stage_velocity": lambda operation, actor, query: operation.get_stage_velocity(actor, query),
    "get_pipeline_trends": lambda operation, actor, query: operation.get_pipeline_trends(actor, query),
    "get_forecasts": lambda operation, actor, query: operation.get_forecasts(actor, query),
    "get_report_contents": lambda operation, actor, query: operation.get_report_contents(actor, query),
    "generate_report": lambda operation, actor, query: operation.generate_report(actor, query),
    "write_export": lambda operation, actor, query: operation.write_export(actor, lambda _: None, query),
    "export_data": lambda operation, actor, query: operation.export_data(actor, query),
}


@pytest.mark.requirement("SR-001")
@pytest.mark.parametrize("ask", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_who_may_not_read_reports_is_refused_before_anything_is_asked(ask: Any, setup: Setup) -> None:
    with pytest.raises(NotPermitted, match="may not see reports"):
        ask(setup.coordinator, PARTNER, ReportQuery())

    assert (setup.figures.asked, setup.analytics.asked) == ([], [])


@pytest.mark.parametrize("ask", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_every_question_is_asked_for_the_actors_tenant_and_the_wanted_deals(ask: Any, setup: Setup) -> None:
    setup.analytics.pipelines.add((TENANT, "p-1"))
    ask(setup.coordinator, ACTOR, ReportQuery(pipeline_id="p-1", assigned_to="bob"))

    filtered = [tuple(asked[1:3]) for asked in setup.figures.asked]
    filtered += [(asked.arguments["tenant_id"], asked.arguments["filters"]) for asked in setup.analytics.asked]
    assert filtered == [(TENANT, FiguresFilter(pipeline_id="p-1", assigned_to="bob"))]


@pytest.mark.requirement("FUN-CRMOP-0027", "CRD-CRMOP-0076")
def test_the_dashboard_is_one_question_and_tells_the_tenants_day(setup: Setup) -> None:
    metrics = PipelineMetrics(
        stages=(),
        summary=PipelineSummary.of([sums("EUR", Outcome.OPEN, 1_000)]),
        leads=LeadFunnel(total=0, by_status=(), conversion=Rate.of(0, 0)),
    )
    setup.analytics.knows("get_pipeline_metrics", metrics)

    dashboard = setup.coordinator.get_dashboard_data(ACTOR)

    assert len(setup.analytics.asked) == 1
    assert dashboard.summary == metrics.summary
    assert (dashboard.as_of, dashboard.timezone) == (date(2025, 12, 31), "America/New_York")
    assert dashboard.in_one_currency is None


@pytest.mark.requirement("FUN-CRMOP-0027", "FUN-CRMOP-0028")
def test_totals_in_one_currency_name_their_rates_and_what_they_leave_out(setup: Setup) -> None:
    rows = [sums("EUR", Outcome.OPEN, 1_000), sums("USD", Outcome.OPEN, 1_000), sums("JPY", Outcome.WON, 7)]
    metrics = PipelineMetrics(
        stages=(),
        summary=PipelineSummary.of(rows),
        leads=LeadFunnel(total=0, by_status=(), conversion=Rate.of(0, 0)),
    )
    setup.analytics.knows("get_pipeline_metrics", metrics)
    rate = ExchangeRate(source="USD", target="EUR", rate=Decimal("0.9"), on=date(2025, 12, 30))
    euro_in_dollars = a_currency_rate(tenant_id=ACTOR.tenant_id, rate=Decimal(4), day=date(2025, 12, 31))
    tomorrows = a_currency_rate(2, tenant_id=ACTOR.tenant_id, rate=Decimal(9), day=date(2026, 1, 1))
    with setup.records.writing(ACTOR) as work:
        work.currency_rates.add(euro_in_dollars)
        work.currency_rates.add(tomorrows)

    totals = setup.coordinator.get_dashboard_data(ACTOR, ReportQuery(currency="EUR", rates=(rate,))).in_one_currency

    assert totals is not None
    assert (totals.open.total, totals.open.rates) == (Money(minor=1_900, currency="EUR"), (rate,))
    assert totals.weighted.total.minor == 950
    assert (totals.won.total.minor, totals.won.not_priced, totals.won.not_priced_currencies) == (0, 1, ("JPY",))
    stored = setup.coordinator.get_dashboard_data(ACTOR, ReportQuery(currency="EUR")).in_one_currency
    assert stored is not None
    assert (stored.open.total, stored.open.rates) == (
        Money(minor=1_250, currency="EUR"),
        (euro_in_dollars.towards("EUR"),),
    )


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_trends_end_with_the_month_it_is_where_the_tenant_lives(setup: Setup) -> None:
    trend = setup.coordinator.get_pipeline_trends(ACTOR, ReportQuery(months=2))

    assert [month.month for month in trend] == [date(2025, 11, 1), date(2025, 12, 1)]
    assert setup.figures.asked[0][3] == Months(first=date(2025, 11, 1), count=2, timezone="America/New_York")


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_trends_can_end_in_another_month(setup: Setup) -> None:
    trend = setup.coordinator.get_pipeline_trends(ACTOR, ReportQuery(months=1, until=date(2024, 2, 9)))

    assert [month.month for month in trend] == [date(2024, 2, 1)]


@pytest.mark.requirement("CRD-CRMOP-0080")
def test_a_forecast_begins_today_and_is_as_sure_as_asked(setup: Setup) -> None:
    forecast = setup.coordinator.get_forecasts(ACTOR, ReportQuery(confidence_percent=95))

    assert (forecast.as_of, forecast.confidence_percent) == (date(2025, 12, 31), 95)


@pytest.mark.requirement("FUN-CRMOP-0029")
@pytest.mark.parametrize("report_format", ReportFormat)
def test_a_report_is_written_in_the_format_asked_for(setup: Setup, report_format: ReportFormat) -> None:
    report = setup.coordinator.generate_report(ACTOR, ReportQuery(months=3), report_format)

    ((contents, filtered),) = setup.reports.rendered
    assert (report.filename, filtered) == (f"pipeline-report.{report_format}", report_format)
    assert (contents.tenant_id, contents.scope, contents.timezone) == (TENANT, "All pipelines", "America/New_York")
    assert contents.months == Months(first=date(2025, 10, 1), count=3, timezone="America/New_York")
    assert [section.name for section in contents.sections] == [
        *("stages", "forecast", "waterfall", "trend", "flow", "people", "attainment", "commissions"),
        *("sources", "service_levels", "approvals", "accuracy", "events"),
    ]


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_an_export_holds_every_deal_however_many_pages_that_takes(setup: Setup) -> None:
    opportunities = [exported(f"{place:05}") for place in range(12_000)]
    setup.analytics.knows("export_data", opportunities)

    setup.coordinator.export_data(ACTOR)

    ((contents, filtered),) = setup.reports.rendered
    assert filtered is ReportFormat.CSV
    assert [row[-1] for row in contents.tables[0].rows] == [opportunity.id for opportunity in opportunities]
    assert len(setup.analytics.asked) == 3
    unrendered = setup.coordinator.get_export_contents(ACTOR)
    assert [row[-1] for row in unrendered.tables[0].rows] == [opportunity.id for opportunity in opportunities]


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_an_export_written_part_by_part_asks_for_a_page_when_the_one_before_is_written(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    opportunities = [exported(f"{place:05}") for place in range(12_000)]
    setup.analytics.knows("export_data", opportunities)
    pages = 0
    find = setup.analytics.export_data

    def counted(*asked: Any, **more: Any) -> Sequence[ExportedOpportunity]:
        nonlocal pages
        pages += 1
        return find(*asked, **more)

    monkeypatch.setattr(setup.analytics, "export_data", counted)
    pages_by_part: list[int] = []

    size = setup.coordinator.write_export(ACTOR, lambda _: pages_by_part.append(pages))

    assert size == sum(len(each.id) for each in opportunities)
    assert Counter(pages_by_part) == {1: 5_000, 2: 5_000, 3: 2_000}
    assert setup.reports.rendered[0][0].tables[0].rows == ()


@pytest.mark.requirement("CRD-CRMOP-0081")
def test_an_exported_deal_is_weighted_by_its_own_probability(setup: Setup) -> None:
    setup.analytics.knows("export_data", [exported("1")])

    setup.coordinator.export_data(ACTOR)

    table = setup.reports.rendered[0][0].tables[0]
    row = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
    assert (row["expected"], row["weighted"]) == (Money(minor=1_001, currency="EUR"), Money(minor=250, currency="EUR"))
    assert row["probability"] == Rate.of(2_500, 10_000)


def test_the_company_in_memory_has_everything_the_door_needs(crm_world: FakeWorld) -> None:
    coordinator = PipelineAnalyticsCoordinator(
        crm_world.analytics,
        KnownFigures(),
        PlainReports(),
        crm_world.records,
        crm_world.people,
        crm_world.settings_for,
        crm_world.clock,
    )

    assert coordinator.get_dashboard_data(crm_world.actor).summary.count == 0


def sums(currency: str, outcome: Outcome, minor: int) -> OpportunitySums:
    return OpportunitySums(
        currency=currency,
        outcome=outcome,
        probability_basis_points=5_000,
        count=1,
        priced_count=1,
        total_minor=minor,
    )


def exported(opportunity_id: str) -> ExportedOpportunity:
    return ExportedOpportunity(
        id=opportunity_id,
        number=f"OPP-2026-{opportunity_id}",
        name="Deal",
        pipeline="Sales",
        stage="Proposal",
        outcome=Outcome.OPEN,
        type=OpportunityType.NEW_BUSINESS,
        assigned_to="ann",
        customer_id="c-1",
        source="partner",
        currency="EUR",
        expected=Money(minor=1_001, currency="EUR"),
        probability_basis_points=2_500,
        opened_at=NEW_YEARS_EVE,
    )
