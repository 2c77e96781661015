"""The door to the figures: dashboard, summary, trends, forecasts, reports and exports (FUN-CRMOP-0027..0029)."""

from collections.abc import Sequence
from datetime import date

from crm_core.actor import Actor, Permission
from crm_core.arguments import checks_arguments
from crm_core.clock import Clock, local_date
from crm_core.pipelines import (
    Months,
    MonthTrend,
    PipelineFiguresStore,
    PipelineForecast,
    PipelineSummary,
    StageFigures,
    StageVelocity,
)
from crm_operations.pipeline_analytics.contents import export_contents, report_contents
from crm_operations.pipeline_analytics.query import Dashboard, OneCurrency, ReportQuery
from crm_operations.pipeline_analytics.report import Report, ReportContents, ReportFormat, ReportRenderer
from crm_operations.providers import AnalyticsProvider, ConversionRates, ExportedOpportunity
from crm_operations.settings import SettingsFor

EVERYTHING = ReportQuery()
"""All pipelines, everybody, the last twelve months."""

_PAGE = 5_000


@checks_arguments
class PipelineAnalyticsCoordinator:
    """Reads only. Every method raises NotPermitted, PipelineNotFound; Unavailable when a partner does not answer."""

    def __init__(
        self,
        analytics: AnalyticsProvider,
        figures: PipelineFiguresStore,
        renderer: ReportRenderer,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._analytics = analytics
        self._figures = figures
        self._renderer = renderer
        self._settings_for = settings_for
        self._clock = clock

    def get_dashboard_data(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Dashboard:
        """As things stand now; the months of the query do not matter."""
        actor.require(Permission.REPORT_READ)
        metrics = self._analytics.get_pipeline_metrics(actor.tenant_id, query.opportunities)
        return Dashboard(
            as_of=self._today(actor),
            timezone=self._settings_for(actor.tenant_id).timezone,
            stages=metrics.stages,
            summary=metrics.summary,
            leads=metrics.leads,
            in_one_currency=OneCurrency.of(metrics.summary, query),
        )

    def get_pipeline_summary(self, actor: Actor, query: ReportQuery = EVERYTHING) -> PipelineSummary:
        actor.require(Permission.REPORT_READ)
        return self._figures.summary(actor.tenant_id, query.opportunities)

    def get_opportunities_by_stage(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[StageFigures]:
        actor.require(Permission.REPORT_READ)
        return self._figures.stage_figures(actor.tenant_id, query.opportunities)

    def get_conversion_rates(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ConversionRates:
        actor.require(Permission.REPORT_READ)
        return self._analytics.get_conversion_rates(actor.tenant_id, query.opportunities)

    def get_stage_velocity(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[StageVelocity]:
        actor.require(Permission.REPORT_READ)
        return self._figures.velocity(actor.tenant_id, query.opportunities)

    def get_pipeline_trends(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[MonthTrend]:
        """By month where the tenant lives, oldest first."""
        actor.require(Permission.REPORT_READ)
        return self._figures.trend(actor.tenant_id, query.opportunities, self._months(actor, query))

    def get_forecasts(self, actor: Actor, query: ReportQuery = EVERYTHING) -> PipelineForecast:
        """From this month on."""
        actor.require(Permission.REPORT_READ)
        return self._figures.forecast(
            actor.tenant_id, query.opportunities, self._today(actor), query.confidence_percent
        )

    def generate_report(
        self, actor: Actor, query: ReportQuery = EVERYTHING, report_format: ReportFormat = ReportFormat.HTML
    ) -> Report:
        """All figures in one file. Raises also ReportTooLarge."""
        actor.require(Permission.REPORT_READ)
        return self._renderer.render(self.get_report_contents(actor, query), report_format)

    def get_report_contents(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ReportContents:
        """What the report would say, for those who show it themselves."""
        actor.require(Permission.REPORT_READ)
        figures = self._analytics.generate_report(
            actor.tenant_id,
            query.opportunities,
            self._months(actor, query),
            self._today(actor),
            query.confidence_percent,
        )
        timezone = self._settings_for(actor.tenant_id).timezone
        return report_contents(figures, query, actor.tenant_id, timezone=timezone, at=self._clock.now())

    def export_data(
        self, actor: Actor, query: ReportQuery = EVERYTHING, report_format: ReportFormat = ReportFormat.CSV
    ) -> Report:
        """Every deal of the pipeline and person asked for, whenever opened. Raises also ReportTooLarge."""
        actor.require(Permission.REPORT_READ)
        return self._renderer.render(self.get_export_contents(actor, query), report_format)

    def get_export_contents(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ReportContents:
        """What the export would hold, for those who show it themselves."""
        actor.require(Permission.REPORT_READ)
        opportunities = self._every_opportunity(actor, query)
        timezone = self._settings_for(actor.tenant_id).timezone
        return export_contents(opportunities, query, actor.tenant_id, timezone=timezone, at=self._clock.now())

    def _every_opportunity(self, actor: Actor, query: ReportQuery) -> Sequence[ExportedOpportunity]:
        opportunities: list[ExportedOpportunity] = []
        while True:
            after = opportunities[-1].id if opportunities else None
            page = self._analytics.export_data(actor.tenant_id, query.opportunities, after_id=after, limit=_PAGE)
            opportunities += page
            if len(page) < _PAGE:
                return opportunities

    def _months(self, actor: Actor, query: ReportQuery) -> Months:
        timezone = self._settings_for(actor.tenant_id).timezone
        return Months.until(query.until or self._today(actor), query.months, timezone)

    def _today(self, actor: Actor) -> date:
        return local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
