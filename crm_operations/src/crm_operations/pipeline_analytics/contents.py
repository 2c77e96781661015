"""Builds a report from figures: title, highlights, and the order of sections."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm_core.approvals import ApprovalCounts
from crm_core.money import BASIS_POINTS, Money
from crm_core.pipelines import CurrencyFigures, Rate, SalesCycle
from crm_core.service_levels import Compliance
from crm_operations.pipeline_analytics import (
    approval_sections,
    attainment_sections,
    commission_sections,
    forecast_sections,
    outlook_sections,
    people_sections,
    service_level_sections,
    stage_sections,
)
from crm_operations.pipeline_analytics.attainment_sections import AttainedQuotas
from crm_operations.pipeline_analytics.commission_sections import PostedCommissions
from crm_operations.pipeline_analytics.forecast_sections import PeriodMovements
from crm_operations.pipeline_analytics.query import ReportQuery
from crm_operations.pipeline_analytics.report import (
    Column,
    ColumnKind,
    Highlight,
    ReportContents,
    Row,
    Section,
    Table,
)
from crm_operations.providers import AnalyticsReport, ExportedOpportunity

_OPPORTUNITY_COLUMNS = (
    Column(name="number", title="Number"),
    Column(name="name", title="Name"),
    Column(name="pipeline", title="Pipeline"),
    Column(name="stage", title="Stage"),
    Column(name="outcome", title="Outcome"),
    Column(name="type", title="Type"),
    Column(name="assigned_to", title="Person"),
    Column(name="customer", title="Customer"),
    Column(name="source", title="Source"),
    Column(name="currency", title="Currency", kind=ColumnKind.CURRENCY),
    Column(name="expected", title="Expected value", kind=ColumnKind.MONEY),
    Column(name="probability", title="Probability", kind=ColumnKind.RATE),
    Column(name="weighted", title="Weighted", kind=ColumnKind.MONEY),
    Column(name="actual", title="Actual value", kind=ColumnKind.MONEY),
    Column(name="expected_close", title="Expected close", kind=ColumnKind.DATE),
    Column(name="closed_on", title="Closed on", kind=ColumnKind.DATE),
    Column(name="opened_at", title="Opened at", kind=ColumnKind.MOMENT),
    Column(name="lost_reason", title="Lost because"),
    Column(name="id", title="Id"),
)


def report_contents(
    report: AnalyticsReport,
    query: ReportQuery,
    tenant_id: str,
    *,
    service_levels: Sequence[Compliance],
    approvals: Sequence[ApprovalCounts],
    moved: PeriodMovements | None,
    attained: AttainedQuotas,
    posted: PostedCommissions,
    timezone: str,
    at: datetime,
) -> ReportContents:
    return ReportContents(
        name="pipeline-report",
        title="Pipeline report",
        tenant_id=tenant_id,
        scope=_scope(query, {stage.pipeline for stage in report.metrics.stages}),
        months=report.months,
        generated_at=at,
        timezone=timezone,
        highlights=_highlights(report),
        sections=(
            stage_sections.stages(report),
            outlook_sections.forecast(report),
            forecast_sections.waterfall(moved),
            stage_sections.trend(report),
            stage_sections.flow(report),
            people_sections.people(report),
            attainment_sections.attainment(attained),
            commission_sections.commissions(posted),
            people_sections.sources(report),
            service_level_sections.service_levels(service_levels),
            approval_sections.approvals(approvals),
            outlook_sections.accuracy(report),
            people_sections.events(report),
        ),
    )


def export_contents(
    rows: Sequence[Row], query: ReportQuery, tenant_id: str, *, pipeline: str | None, timezone: str, at: datetime
) -> ReportContents:
    """One table with a row for every deal; ``pipeline`` is the name of theirs, where there is one."""
    table = Table(
        name="deals",
        title="Deals",
        columns=_OPPORTUNITY_COLUMNS,
        rows=tuple(rows),
        empty="There are no deals yet.",
    )
    return ReportContents(
        name="deals",
        title="Deals",
        tenant_id=tenant_id,
        scope=_scope(query, {pipeline} if pipeline else set()),
        generated_at=at,
        timezone=timezone,
        sections=(Section(name="deals", title="Deals", tables=(table,)),),
    )


def _highlights(report: AnalyticsReport) -> tuple[Highlight, ...]:
    summary, cycle = report.metrics.summary, report.cycle
    months = f"in {report.months.count} months" if report.months.count > 1 else "in this month"
    won = [amount for month in report.trend for amount in month.amounts]
    won_by_currency = {amount.currency: 0 for amount in won if amount.won_minor}
    for amount in won:
        if amount.won_minor:
            won_by_currency[amount.currency] += amount.won_minor
    won_count = sum(month.won for month in report.trend)
    decided = won_count + sum(month.lost for month in report.trend)
    unpriced = f", {summary.unpriced_count} without a value" if summary.unpriced_count else ""
    return (
        Highlight(
            title="Open",
            values=tuple(_money(figures, figures.open_minor) for figures in summary.currencies if figures.open_count),
            note=f"{_opportunities(summary.open_count)}{unpriced}",
        ),
        Highlight(
            title="Weighted",
            values=tuple(
                _money(figures, figures.weighted_minor) for figures in summary.currencies if figures.open_count
            ),
            note="value times probability",
        ),
        Highlight(
            title="Won",
            values=tuple(Money.unchecked(minor, code) for code, minor in sorted(won_by_currency.items())),
            note=f"{_opportunities(won_count)} {months}",
        ),
        Highlight(title="Win rate", values=(Rate.of(won_count, decided),), note=f"{won_count} of {decided} {months}"),
        Highlight(
            title="Sales cycle",
            values=(_duration(cycle.average_seconds),),
            note=f"from opening to winning{_half(cycle)}",
        ),
        Highlight(
            title="Lead to won",
            values=(_duration(report.lead_to_won.average_seconds),),
            note=f"from capturing the lead to winning{_half(report.lead_to_won)}",
        ),
    )


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _half(cycle: SalesCycle) -> str:
    """The median beside the mean, in days."""
    if cycle.median_seconds is None:
        return ""
    return f"; half of them within {cycle.median_seconds / 86_400:.1f} days"


def _money(figures: CurrencyFigures, minor: int) -> Money:
    return Money.unchecked(minor, figures.currency)


def _opportunities(count: int) -> str:
    return "1 deal" if count == 1 else f"{count} deals"


def export_row(opportunity: ExportedOpportunity) -> Row:
    return (
        opportunity.number,
        opportunity.name,
        opportunity.pipeline,
        opportunity.stage,
        opportunity.outcome,
        opportunity.type,
        opportunity.assigned_to,
        opportunity.customer_id,
        opportunity.source,
        opportunity.currency,
        opportunity.expected,
        Rate.of(opportunity.probability_basis_points, BASIS_POINTS),
        opportunity.expected.share(opportunity.probability_basis_points) if opportunity.expected else None,
        opportunity.actual,
        opportunity.expected_close,
        opportunity.closed_on,
        opportunity.opened_at,
        opportunity.lost_reason,
        opportunity.id,
    )


def _scope(query: ReportQuery, pipelines: set[str]) -> str:
    """In words, which deals the report contains."""
    which = ", ".join(sorted(pipelines)) if query.pipeline_id and pipelines else "All pipelines"
    return f"{which}; deals of {query.assigned_to}" if query.assigned_to else which
