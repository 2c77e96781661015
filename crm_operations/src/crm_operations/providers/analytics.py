"""Analytics: stores events and conversions, and answers figures (IFC-CRMOP-0037)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.identity import EntityRef
from crm_core.leads import LeadStatus
from crm_core.money import AnyMoney, StoredCurrency, TotalMinorUnits
from crm_core.pipelines import (
    DEFAULT_CONFIDENCE,
    Confidence,
    ConversionRate,
    FiguresFilter,
    Months,
    MonthTrend,
    Outcome,
    PipelineForecast,
    PipelineSummary,
    Rate,
    SalesCycle,
    StageFigures,
    StageVelocity,
)
from crm_core.values import AnyMoment, Utc, Value
from crm_core.vocabulary import (
    AnyDay,
    AnyText,
    AttributeValue,
    Figure,
    Id,
    OpportunityType,
    ShortText,
    SourceKey,
    Total,
)
from crm_operations.providers.call_kinds import command, uncached_query

Properties = Annotated[Mapping[ShortText, AttributeValue], Field(max_length=32)]
"""A few small facts about an event: no personal data, nothing that needs a structure."""


class TrackedEvent(Value):
    """Something that happened at ``at``, in UTC; ``properties`` are at most 32 plain values."""

    name: Annotated[ShortText, Field(max_length=100)]
    at: Utc
    subject: EntityRef | None = None
    properties: Properties = Field(default_factory=dict)


class TrackedConversion(Value):
    """A lead that became an opportunity."""

    lead_id: Id
    opportunity_id: Id
    source: SourceKey
    at: Utc
    value: AnyMoney | None = None


class LeadCount(Value):
    """How many leads have one status."""

    status: LeadStatus
    count: Total


class LeadFunnel(Value):
    """Leads by status, each status once and in its order; ``conversion`` is converted of all."""

    total: Total
    by_status: tuple[LeadCount, ...]
    conversion: Rate


class PipelineMetrics(Value):
    """The figures of this moment: each stage, all deals together, and leads by status."""

    stages: tuple[StageFigures, ...]
    summary: PipelineSummary
    leads: LeadFunnel


class ConversionRates(Value):
    """From lead to opportunity, and from each open stage onwards."""

    leads: Rate
    stages: tuple[ConversionRate, ...]


class SourcePerformance(Value):
    """The leads of one source, and its deals: those open now, and those won and lost in these months."""

    source: AnyText
    leads: Total
    disqualified: Total
    conversion: Rate
    opportunities: PipelineSummary


class SalesPerformance(Value):
    """One person's deals: those open now, and those won and lost in these months."""

    user_id: AnyText
    opportunities: PipelineSummary


class AccuracyMonth(Value):
    """Won deals only: expected for this month and worth that much, against won in this month and worth that much."""

    month: AnyDay
    expected_count: Total = 0
    expected_minor: TotalMinorUnits = 0
    won_count: Total = 0
    won_minor: TotalMinorUnits = 0


class ForecastAccuracy(Value):
    """How accurate the expectations of won deals were, in one currency; value and month as last expected.

    ``bias`` is (expected - won) / won of the deals that had been given a month and a value: above 0, too much was
    expected. ``mape`` is the mean of |expected - won| / won over the months that won anything, so it sees a wrong month
    too. Deals that were lost, and what was expected of them, are not in it: no past forecasts are kept.
    """

    currency: StoredCurrency
    months: tuple[AccuracyMonth, ...]
    bias: Figure | None
    mape: Figure | None
    on_time: Rate
    """Won in the month they were expected, of the won deals with an expected month and value."""
    earlier: Total
    later: Total
    never_foreseen: Total
    """Won without an expected month and value."""


class EventCount(Value):
    """How many events of one name were tracked."""

    name: AnyText
    count: Total


class AnalyticsReport(Value):
    """All figures of a report, as of one moment."""

    months: Months
    as_of: AnyDay
    metrics: PipelineMetrics
    conversion: ConversionRates
    velocity: tuple[StageVelocity, ...]
    cycle: SalesCycle
    """From opening a deal to winning it."""
    lead_to_won: SalesCycle = SalesCycle.of(0, 0)
    """From capturing its lead."""
    trend: tuple[MonthTrend, ...]
    forecast: PipelineForecast
    accuracy: tuple[ForecastAccuracy, ...]
    people: tuple[SalesPerformance, ...]
    sources: tuple[SourcePerformance, ...]
    events: tuple[EventCount, ...]


class ExportedOpportunity(Value):
    """A deal as it is exported, with the names of its pipeline and stage."""

    id: AnyText
    number: AnyText
    name: AnyText
    pipeline: AnyText
    stage: AnyText
    outcome: Outcome
    type: OpportunityType
    assigned_to: AnyText
    customer_id: AnyText
    source: AnyText
    currency: StoredCurrency
    expected: AnyMoney | None = None
    probability_basis_points: Total
    actual: AnyMoney | None = None
    expected_close: AnyDay | None = None
    closed_on: AnyDay | None = None
    opened_at: AnyMoment
    lost_reason: AnyText | None = None


class AnalyticsProvider(Protocol):
    """A partner system. Every method may raise Unavailable; each with a pipeline, PipelineNotFound.

    ``delivery_id`` stays the same over retries: an event that is delivered twice counts once.
    """

    @command
    def track(self, tenant_id: str, event: TrackedEvent, *, delivery_id: str) -> None:
        """Counts the event under its name. Raises Unavailable."""
        ...

    @command
    def track_conversion(self, tenant_id: str, conversion: TrackedConversion, *, delivery_id: str) -> None:
        """Also an event named ``lead.converted``."""
        ...

    @uncached_query
    def get_pipeline_metrics(self, tenant_id: str, filters: FiguresFilter) -> PipelineMetrics:
        """The figures of this moment; leads belong to no pipeline, so only the person limits them."""
        ...

    @uncached_query
    def get_conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> ConversionRates:
        """From lead to opportunity, and from each open stage to a later one, of all times."""
        ...

    @uncached_query
    def get_lead_source_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SourcePerformance]:
        """Leads captured in these months, most leads first, and deals; a source with neither is not listed.

        A deal has one source, so what the sources won adds up to what was won.
        """
        ...

    @uncached_query
    def get_sales_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SalesPerformance]:
        """By person, ordered by id."""
        ...

    @uncached_query
    def get_forecast_accuracy(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[ForecastAccuracy]:
        """Of the deals won in these months, by currency; empty when none was won."""
        ...

    @uncached_query
    def generate_report(
        self,
        tenant_id: str,
        filters: FiguresFilter,
        months: Months,
        as_of: date,
        confidence_percent: Confidence = DEFAULT_CONFIDENCE,
    ) -> AnalyticsReport:
        """All of the above in one consistent view."""
        ...

    @uncached_query
    def export_data(
        self, tenant_id: str, filters: FiguresFilter, *, after_id: str | None = None, limit: int = 5_000
    ) -> Sequence[ExportedOpportunity]:
        """At most ``limit`` deals, ordered by id; ``after_id`` is the last id of the page before."""
        ...
