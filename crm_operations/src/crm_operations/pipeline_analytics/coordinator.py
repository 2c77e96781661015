"""The coordinator of figures: dashboard, summary, trends, forecasts, reports and exports (FUN-CRMOP-0027..0029)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from crm_core.actor import Actor, Permission
from crm_core.approvals import ApprovalDimension, ApprovalFiguresQuery
from crm_core.clock import Clock, local_date
from crm_core.commissions import EntryQuery, PeriodParts
from crm_core.currency_rates import newest_rate
from crm_core.figures import Period
from crm_core.fiscal import PeriodLength
from crm_core.forecasts import WaterfallScope, snapshots_of, waterfall_of
from crm_core.pipelines import (
    Months,
    MonthTrend,
    PipelineFiguresStore,
    PipelineForecast,
    PipelineSummary,
    StageFigures,
    StageVelocity,
)
from crm_core.quotas import QuotaHolder
from crm_core.service_levels import ComplianceQuery, Dimension
from crm_operations.attainment import Attained, Attainments
from crm_operations.operation import inward, reads
from crm_operations.pipeline_analytics.attainment_sections import AttainedQuotas
from crm_operations.pipeline_analytics.commission_sections import PostedCommissions
from crm_operations.pipeline_analytics.contents import export_contents, export_row, report_contents
from crm_operations.pipeline_analytics.forecast_sections import PeriodMovements
from crm_operations.pipeline_analytics.query import Dashboard, OneCurrency, ReportQuery
from crm_operations.pipeline_analytics.report import Report, ReportContents, ReportFormat, ReportRenderer, Row
from crm_operations.providers import AnalyticsProvider, ConversionRates, ExportedOpportunity, PeopleProvider, Person
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import SettingsFor

EVERYTHING = ReportQuery()
"""All pipelines, everybody, the last twelve months."""

WriteBytes = Callable[[bytes], object]

_PAGE = 5_000
_BY_LEVEL = frozenset({ApprovalDimension.LEVEL})
_IN_A_REPORT = frozenset({Dimension.POLICY, Dimension.TARGET, Dimension.USER})


class PipelineAnalyticsCoordinator:
    """The figures of pipelines and sales: dashboard, summary, forecast, reports and exports.

    Every method only reads, for one tenant. Amounts are whole minor units of their currency, durations seconds,
    rates exact parts of a whole. Each method raises NotPermitted.
    """

    def __init__(
        self,
        analytics: AnalyticsProvider,
        figures: PipelineFiguresStore,
        renderer: ReportRenderer,
        records: Records,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._analytics = analytics
        self._figures = figures
        self._renderer = renderer
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.REPORT_READ)
    def get_dashboard_data(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Dashboard:
        """The figures of this moment; the months of the query are not used.

        Raises PipelineNotFound, Unavailable.
        """
        metrics = self._analytics.get_pipeline_metrics(actor.tenant_id, query.opportunities)
        return Dashboard(
            as_of=self._today(actor),
            timezone=self._settings_for(actor.tenant_id).timezone,
            stages=metrics.stages,
            summary=metrics.summary,
            leads=metrics.leads,
            in_one_currency=self._in_one_currency(actor, metrics.summary, query),
        )

    @reads(Permission.REPORT_READ)
    def get_pipeline_summary(self, actor: Actor, query: ReportQuery = EVERYTHING) -> PipelineSummary:
        """Counts and sums of all deals of the query by outcome; amounts by currency, never added across currencies.

        Raises PipelineNotFound.
        """
        return self._figures.summary(actor.tenant_id, query.opportunities)

    @reads(Permission.REPORT_READ)
    def get_opportunities_by_stage(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[StageFigures]:
        """Every stage in order, a row for each currency; a stage without deals has one row of zeros.

        Raises PipelineNotFound.
        """
        return self._figures.stage_figures(actor.tenant_id, query.opportunities)

    @reads(Permission.REPORT_READ)
    def get_conversion_rates(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ConversionRates:
        """From lead to opportunity, and from each open stage to a later one; of all times, whatever the months.

        Raises PipelineNotFound, Unavailable.
        """
        return self._analytics.get_conversion_rates(actor.tenant_id, query.opportunities)

    @reads(Permission.REPORT_READ)
    def get_stage_velocity(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[StageVelocity]:
        """How long deals stayed in each open stage, in seconds, by ended stays; None while none has ended.

        Raises PipelineNotFound.
        """
        return self._figures.velocity(actor.tenant_id, query.opportunities)

    @reads(Permission.REPORT_READ)
    def get_pipeline_trends(self, actor: Actor, query: ReportQuery = EVERYTHING) -> Sequence[MonthTrend]:
        """By month in the tenant's time zone, oldest first. Raises PipelineNotFound."""
        return self._figures.trend(actor.tenant_id, query.opportunities, self._months(actor, query))

    @reads(Permission.REPORT_READ)
    def get_forecasts(self, actor: Actor, query: ReportQuery = EVERYTHING) -> PipelineForecast:
        """By month and currency, from this month on. Raises PipelineNotFound."""
        return self._figures.forecast(
            actor.tenant_id, query.opportunities, self._today(actor), query.confidence_percent
        )

    @reads(Permission.REPORT_READ, further=(Permission.COMMISSION_READ_ALL,))
    def generate_report(
        self, actor: Actor, query: ReportQuery = EVERYTHING, report_format: ReportFormat = ReportFormat.HTML
    ) -> Report:
        """All figures in one file, commissions of others only for those who may see theirs.

        Raises PipelineNotFound, Unavailable, ReportTooLarge.
        """
        return self._renderer.render(self.get_report_contents(actor, query), report_format)

    @reads(Permission.REPORT_READ, further=(Permission.COMMISSION_READ_ALL,))
    def get_report_contents(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ReportContents:
        """The contents of ``generate_report``, not rendered. Raises PipelineNotFound, Unavailable."""
        months, at = self._months(actor, query), self._clock.now()
        figures = self._analytics.generate_report(
            actor.tenant_id, query.opportunities, months, self._today(actor), query.confidence_percent
        )
        timezone = self._settings_for(actor.tenant_id).timezone
        period = Period(since=months.first, until=months.end - timedelta(days=1), timezone=timezone)
        users = None if query.assigned_to is None else frozenset({query.assigned_to})
        people = self._people.members(actor.tenant_id)
        with self._records.reading(actor) as work:
            service_levels = work.sla_figures.compliance(ComplianceQuery(period, at, _IN_A_REPORT, {}, users=users))
            approvals = work.approval_figures.counted(ApprovalFiguresQuery(period, _BY_LEVEL, {}, owners=users))
            moved = self._moved(work, actor, query)
            attained = self._attained(work, actor, query, people)
            posted = self._posted(work, actor, query, people)
        return report_contents(
            figures,
            query,
            actor.tenant_id,
            service_levels=service_levels,
            approvals=approvals,
            moved=moved,
            attained=attained,
            posted=posted,
            timezone=timezone,
            at=at,
        )

    @reads(Permission.REPORT_READ)
    def export_data(
        self, actor: Actor, query: ReportQuery = EVERYTHING, report_format: ReportFormat = ReportFormat.CSV
    ) -> Report:
        """Every deal of the query's pipeline and person, whenever opened, one a row.

        Raises PipelineNotFound, Unavailable, ReportTooLarge.
        """
        return self._renderer.render(self.get_export_contents(actor, query), report_format)

    @inward("it is written part by part to whoever calls", Permission.REPORT_READ)
    def write_export(
        self,
        actor: Actor,
        write: WriteBytes,
        query: ReportQuery = EVERYTHING,
        report_format: ReportFormat = ReportFormat.CSV,
    ) -> int:
        """The content of ``export_data``, part by part; as CSV or JSON any number of deals takes the memory of a page.

        Answers how many bytes it was. Raises PipelineNotFound, Unavailable, ReportTooLarge.
        """
        opportunities = self._opportunities(actor, query)
        first = next(opportunities, None)  # an unreadable row raises before anything is written
        rows = () if first is None else map(export_row, chain([first], opportunities))
        contents = self._export_contents(actor, query, (), first)
        size = 0
        for part in self._renderer.render_parts(contents, report_format, rows):
            write(part)
            size += len(part)
        return size

    @reads(Permission.REPORT_READ)
    def get_export_contents(self, actor: Actor, query: ReportQuery = EVERYTHING) -> ReportContents:
        """The contents of ``export_data``, not rendered. Raises PipelineNotFound, Unavailable."""
        opportunities = list(self._opportunities(actor, query))
        rows = [export_row(opportunity) for opportunity in opportunities]
        return self._export_contents(actor, query, rows, next(iter(opportunities), None))

    def _export_contents(
        self, actor: Actor, query: ReportQuery, rows: Sequence[Row], first: ExportedOpportunity | None
    ) -> ReportContents:
        return export_contents(
            rows,
            query,
            actor.tenant_id,
            pipeline=first.pipeline if first else None,
            timezone=self._settings_for(actor.tenant_id).timezone,
            at=self._clock.now(),
        )

    def _opportunities(self, actor: Actor, query: ReportQuery) -> Iterator[ExportedOpportunity]:
        """Page by page, in order of id."""
        after = None
        while True:
            page = self._analytics.export_data(actor.tenant_id, query.opportunities, after_id=after, limit=_PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def _moved(self, work: UnitOfWork, actor: Actor, query: ReportQuery) -> PeriodMovements | None:
        """Of the present period; None of one pipeline, which no snapshot knows, and without two snapshots."""
        settings = self._settings_for(actor.tenant_id)
        period = settings.fiscal.containing(query.until or self._today(actor), settings.forecasts.period)
        compared = None if query.pipeline_id is not None else snapshots_of(work.forecast_snapshots, period)
        if compared is None or not (compared.are_in_order and compared.are_near):
            return None
        opening, closing = compared
        users = None if query.assigned_to is None else {query.assigned_to}
        scope = WaterfallScope(opening.id, closing.id, opening.created_at, period.start, period.end, users)
        columns = waterfall_of(work.forecast_figures.movements(scope))
        return PeriodMovements(period.id, opening.taken_on, closing.taken_on, columns)

    def _attained(self, work: UnitOfWork, actor: Actor, query: ReportQuery, people: Sequence[Person]) -> AttainedQuotas:
        """Of the quarter of the report's last day, as of the end of today; of one person alone where one is named."""
        settings, today = self._settings_for(actor.tenant_id), self._today(actor)
        period = settings.fiscal.containing(query.until or today, PeriodLength.QUARTER)
        attainments = Attainments(work, settings, period, people, today)
        names = {person.id: person.name for person in people}
        of_people: list[tuple[str, Attained]] = []
        groups: dict[str, Attained] = {}
        for subject in attainments.quotas:
            if subject.product is not None:
                continue
            if subject.kind is QuotaHolder.PERSON:
                if query.assigned_to in {None, subject.holder}:
                    of_people.append((names.get(subject.holder, subject.holder), attainments.of(subject)))
            elif query.assigned_to is None:
                groups[f"{subject.kind} {subject.holder}"] = attainments.of(subject)
        return AttainedQuotas(period.id, settings.currency, of_people, groups)

    def _posted(
        self, work: UnitOfWork, actor: Actor, query: ReportQuery, people: Sequence[Person]
    ) -> PostedCommissions:
        """Into the month, quarter and year in which the report ends; of others only to those who may see theirs."""
        calendar, day = self._settings_for(actor.tenant_id).fiscal, query.until or self._today(actor)
        periods = [calendar.containing(day, length).id for length in PeriodLength]
        payee, parts = query.assigned_to, list[PeriodParts]()
        if not actor.may(Permission.COMMISSION_READ_ALL):
            payee = payee or actor.user_id
        if payee == actor.user_id or actor.may(Permission.COMMISSION_READ_ALL):
            for period in periods:
                parts += work.commission_entries.parts(EntryQuery(posted_period=period, payee_id=payee))
        return PostedCommissions(periods, parts, {person.id: person.name for person in people})

    def _months(self, actor: Actor, query: ReportQuery) -> Months:
        timezone = self._settings_for(actor.tenant_id).timezone
        return Months.until(query.until or self._today(actor), query.months, timezone)

    def _in_one_currency(self, actor: Actor, summary: PipelineSummary, query: ReportQuery) -> OneCurrency | None:
        """None when the query names no currency."""
        into, today = query.currency, self._today(actor)
        if into is None:
            return None
        if query.rates:
            return OneCurrency.of(summary, into, query.rates)
        sources = [figures.currency for figures in summary.currencies]
        with self._records.reading(actor) as work:
            stored = work.currency_rates.newest(sources, into, today)
        found = (newest_rate(stored, source, into, today) for source in sources)
        return OneCurrency.of(summary, into, [rate for rate in found if rate is not None])

    def _today(self, actor: Actor) -> date:
        return local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
