"""Analytics on our own tables: each event is stored once, and figures are counted from the entities' own tables."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, func, select

from crm_adapters.storage.analytics import board, movement, outlook, performance
from crm_adapters.storage.analytics.tables import tracked_events
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_core.identity import EntityKind, EntityRef
from crm_core.pipelines import (
    DEFAULT_CONFIDENCE,
    Confidence,
    ConversionRate,
    FiguresFilter,
    Months,
    MonthTrend,
    PipelineForecast,
    PipelineSummary,
    SalesCycle,
    StageFigures,
    StageVelocity,
)
from crm_operations.providers import (
    AnalyticsReport,
    ConversionRates,
    EventCount,
    ExportedOpportunity,
    ForecastAccuracy,
    PipelineMetrics,
    SalesPerformance,
    SourcePerformance,
    TrackedConversion,
    TrackedEvent,
)

CONVERTED = "lead.converted"

_TRACK = InsertIfAbsent(tracked_events)


class SqlAnalytics:
    """The analytics provider and the store of figures in one: both read the same tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def track(self, tenant_id: str, event: TrackedEvent, *, delivery_id: str) -> None:
        row = {
            "tenant_id": tenant_id,
            "delivery_id": delivery_id,
            "name": event.name,
            "at": event.at,
            "entity_kind": event.subject.kind.value if event.subject else None,
            "entity_id": event.subject.id if event.subject else None,
            "properties": json.dumps(dict(event.properties), sort_keys=True, ensure_ascii=False),
        }
        with self._database.writing(tenant_id) as connection:
            if (joint := self._database.joint) is None:
                _TRACK.write(connection, row)
            else:
                joint.write_last(_TRACK.write_all, row)

    def track_conversion(self, tenant_id: str, conversion: TrackedConversion, *, delivery_id: str) -> None:
        value = conversion.value
        properties = {"opportunity_id": conversion.opportunity_id, "source": conversion.source}
        event = TrackedEvent(
            name=CONVERTED,
            at=conversion.at,
            subject=EntityRef.unchecked(EntityKind.LEAD, conversion.lead_id),
            properties=properties | ({"value_minor": value.minor, "currency": value.currency} if value else {}),
        )
        self.track(tenant_id, event, delivery_id=delivery_id)

    def stage_figures(self, tenant_id: str, filters: FiguresFilter) -> Sequence[StageFigures]:
        with self._filtered(tenant_id, filters) as connection:
            return board.stage_figures(connection, tenant_id, filters)

    def summary(self, tenant_id: str, filters: FiguresFilter) -> PipelineSummary:
        with self._filtered(tenant_id, filters) as connection:
            return board.summary(connection, tenant_id, filters)

    def conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> Sequence[ConversionRate]:
        with self._filtered(tenant_id, filters) as connection:
            return movement.conversion_rates(connection, tenant_id, filters)

    def velocity(self, tenant_id: str, filters: FiguresFilter) -> Sequence[StageVelocity]:
        with self._filtered(tenant_id, filters) as connection:
            return movement.velocity(connection, tenant_id, filters)

    def sales_cycle(self, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
        with self._filtered(tenant_id, filters) as connection:
            return movement.sales_cycle(connection, tenant_id, filters, months)

    def lead_to_won(self, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
        with self._filtered(tenant_id, filters) as connection:
            return movement.lead_to_won(connection, tenant_id, filters, months)

    def trend(self, tenant_id: str, filters: FiguresFilter, months: Months) -> Sequence[MonthTrend]:
        with self._filtered(tenant_id, filters) as connection:
            return movement.trend(connection, tenant_id, filters, months)

    def forecast(
        self, tenant_id: str, filters: FiguresFilter, as_of: date, confidence_percent: Confidence = DEFAULT_CONFIDENCE
    ) -> PipelineForecast:
        with self._filtered(tenant_id, filters) as connection:
            return outlook.forecast(connection, tenant_id, filters, as_of, confidence_percent)

    def get_pipeline_metrics(self, tenant_id: str, filters: FiguresFilter) -> PipelineMetrics:
        with self._filtered(tenant_id, filters) as connection:
            return board.metrics(connection, tenant_id, filters)

    def get_conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> ConversionRates:
        with self._filtered(tenant_id, filters) as connection:
            return _conversion(connection, tenant_id, filters)

    def get_lead_source_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SourcePerformance]:
        with self._filtered(tenant_id, filters) as connection:
            return performance.by_source(connection, tenant_id, filters, months)

    def get_sales_performance(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[SalesPerformance]:
        with self._filtered(tenant_id, filters) as connection:
            return performance.by_person(connection, tenant_id, filters, months)

    def get_forecast_accuracy(
        self, tenant_id: str, filters: FiguresFilter, months: Months
    ) -> Sequence[ForecastAccuracy]:
        with self._filtered(tenant_id, filters) as connection:
            return outlook.forecast_accuracy(connection, tenant_id, filters, months)

    def generate_report(
        self,
        tenant_id: str,
        filters: FiguresFilter,
        months: Months,
        as_of: date,
        confidence_percent: Confidence = DEFAULT_CONFIDENCE,
    ) -> AnalyticsReport:
        with self._filtered(tenant_id, filters) as connection:
            scope = (connection, tenant_id, filters)
            return AnalyticsReport(
                months=months,
                as_of=as_of,
                metrics=board.metrics(*scope),
                conversion=_conversion(*scope),
                velocity=tuple(movement.velocity(*scope)),
                cycle=movement.sales_cycle(*scope, months),
                lead_to_won=movement.lead_to_won(*scope, months),
                trend=tuple(movement.trend(*scope, months)),
                forecast=outlook.forecast(*scope, as_of, confidence_percent),
                accuracy=tuple(outlook.forecast_accuracy(*scope, months)),
                people=tuple(performance.by_person(*scope, months)),
                sources=tuple(performance.by_source(*scope, months)),
                events=tuple(_event_counts(connection, tenant_id, months)),
            )

    def export_data(
        self, tenant_id: str, filters: FiguresFilter, *, after_id: str | None = None, limit: int = 5_000
    ) -> Sequence[ExportedOpportunity]:
        with self._filtered(tenant_id, filters) as connection:
            return performance.exported(connection, tenant_id, filters, after_id, limit)

    @contextmanager
    def _filtered(self, tenant_id: str, filters: FiguresFilter) -> Iterator[Connection]:
        """A connection with one consistent view. Raises PipelineNotFound."""
        with self._database.reading(tenant_id) as connection:
            if filters.pipeline_id is not None:
                board.require_pipeline(connection, tenant_id, filters.pipeline_id)
            yield connection


def _conversion(connection: Connection, tenant_id: str, filters: FiguresFilter) -> ConversionRates:
    return ConversionRates(
        leads=board.lead_funnel(connection, tenant_id, filters).conversion,
        stages=tuple(movement.conversion_rates(connection, tenant_id, filters)),
    )


def _event_counts(connection: Connection, tenant_id: str, months: Months) -> list[EventCount]:
    begin, *_, end = months.boundaries
    event = tracked_events.c
    query = (
        select(event.name, func.count())
        .where(event.tenant_id == tenant_id, event.at >= begin, event.at < end)
        .group_by(event.name)
        .order_by(event.name)
    )
    return [EventCount(name=name, count=int(count)) for name, count in connection.execute(query)]
