"""Analytics in memory: it stores what is tracked, and answers the figures that a test sets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadStatus
from crm_core.pipelines import (
    DEFAULT_CONFIDENCE,
    Confidence,
    FiguresFilter,
    Months,
    MonthTrend,
    PipelineForecast,
    PipelineNotFound,
    PipelineSummary,
    Rate,
    SalesCycle,
)
from crm_core.values import Value
from crm_operations.providers import (
    AnalyticsReport,
    ConversionRates,
    EventCount,
    ExportedOpportunity,
    ForecastAccuracy,
    LeadCount,
    LeadFunnel,
    PipelineMetrics,
    SalesPerformance,
    SourcePerformance,
    TrackedConversion,
    TrackedEvent,
)
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query

CONVERTED = "lead.converted"
NOTHING = Rate.of(0, 0)

T = TypeVar("T")


class Tracked(Value):
    tenant_id: str
    event: TrackedEvent
    delivery_id: str


class FakeAnalytics(RecordingFake):
    """An AnalyticsProvider.

    Features: everything of RecordingFake; ``tracked`` and ``conversions`` list what was tracked, nothing twice;
    ``knows`` sets the answer of a query, which until then is that of a company without any leads and deals;
    a pipeline in a query must be among ``pipelines``.
    """

    partner: ClassVar[str] = "analytics"
    state_attributes: ClassVar[tuple[str, ...]] = ("tracked", "conversions", "pipelines", "_known")

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self.tracked: list[Tracked] = []
        self.conversions: list[TrackedConversion] = []
        self.pipelines: set[tuple[str, str]] = set()
        self._known: dict[str, Any] = {}

    def knows(self, method: str, answer: object) -> None:
        """Sets the answer of a query from now on. Raises AttributeError for a query that does not exist."""
        if method not in self._methods():
            raise AttributeError(f"{type(self).__name__} has no method {method!r} that could answer")
        self._known[method] = answer

    def picture(self) -> Mapping[str, Any]:
        """Everything tracked, to be compared with another moment."""
        return {"tracked": [tracked.to_dict() for tracked in self.tracked]}

    @command
    def track(self, tenant_id: str, event: TrackedEvent, *, delivery_id: str) -> None:
        self._store(tenant_id, event, delivery_id)

    @command
    def track_conversion(self, tenant_id: str, conversion: TrackedConversion, *, delivery_id: str) -> None:
        subject = EntityRef.unchecked(EntityKind.LEAD, conversion.lead_id)
        if self._store(tenant_id, TrackedEvent(name=CONVERTED, at=conversion.at, subject=subject), delivery_id):
            self.conversions.append(conversion)

    @query
    def get_pipeline_metrics(self, tenant_id: str, filters: FiguresFilter) -> PipelineMetrics:
        return self._answer(tenant_id, filters, "get_pipeline_metrics", _no_metrics())

    @query
    def get_conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> ConversionRates:
        return self._answer(tenant_id, filters, "get_conversion_rates", ConversionRates(leads=NOTHING, stages=()))

    @query
    def get_lead_source_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SourcePerformance]:
        return self._answer(tenant_id, filters, "get_lead_source_performance", ())

    @query
    def get_sales_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SalesPerformance]:
        return self._answer(tenant_id, filters, "get_sales_performance", ())

    @query
    def get_forecast_accuracy(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[ForecastAccuracy]:
        return self._answer(tenant_id, filters, "get_forecast_accuracy", ())

    @query
    def generate_report(
        self,
        tenant_id: str,
        filters: FiguresFilter,
        months: Months,
        as_of: date,
        confidence_percent: Confidence = DEFAULT_CONFIDENCE,
    ) -> AnalyticsReport:
        report = AnalyticsReport(
            months=months,
            as_of=as_of,
            metrics=_no_metrics(),
            conversion=ConversionRates(leads=NOTHING, stages=()),
            velocity=(),
            cycle=SalesCycle.of(0, 0),
            trend=tuple(MonthTrend(month=month) for month in months.each),
            forecast=PipelineForecast.of([], [], as_of=as_of, confidence_percent=confidence_percent),
            accuracy=(),
            people=(),
            sources=(),
            events=self._event_counts(tenant_id, months),
        )
        return self._answer(tenant_id, filters, "generate_report", report)

    @query
    def export_data(
        self, tenant_id: str, filters: FiguresFilter, *, after_id: str | None = None, limit: int = 5_000
    ) -> Sequence[ExportedOpportunity]:
        opportunities: Sequence[ExportedOpportunity] = self._answer(tenant_id, filters, "export_data", ())
        return [opportunity for opportunity in opportunities if after_id is None or opportunity.id > after_id][:limit]

    def _store(self, tenant_id: str, event: TrackedEvent, delivery_id: str) -> bool:
        if any((known.tenant_id, known.delivery_id) == (tenant_id, delivery_id) for known in self.tracked):
            return False
        self.tracked.append(Tracked(tenant_id=tenant_id, event=event, delivery_id=delivery_id))
        return True

    def _answer(self, tenant_id: str, filters: FiguresFilter, method: str, otherwise: T) -> T:
        if filters.pipeline_id is not None and (tenant_id, filters.pipeline_id) not in self.pipelines:
            raise PipelineNotFound.because_unknown("pipeline", filters.pipeline_id)
        answer: T = self._known.get(method, otherwise)
        return answer

    def _event_counts(self, tenant_id: str, months: Months) -> tuple[EventCount, ...]:
        begin, *_, end = months.boundaries
        events = (tracked.event for tracked in self.tracked if tracked.tenant_id == tenant_id)
        counts = Counter(event.name for event in events if begin <= event.at < end)
        return tuple(EventCount(name=name, count=count) for name, count in sorted(counts.items()))


def _no_metrics() -> PipelineMetrics:
    by_status = tuple(LeadCount(status=status, count=0) for status in LeadStatus)
    return PipelineMetrics(
        stages=(), summary=PipelineSummary.of([]), leads=LeadFunnel(total=0, by_status=by_status, conversion=NOTHING)
    )
