"""``crm pipeline``: how the deals stand, as a board for people and as figures for scripts."""

from typing import Any

import typer

from crm_adapters.cli.pipeline.board import board
from crm_adapters.cli.shell.options import AsJson, AssignedTo, PipelineName, pipeline_id_of
from crm_adapters.cli.shell.session import session_of
from crm_core.leads import LeadStatus
from crm_core.pipelines import CurrencyFigures, StageFigures
from crm_operations.pipeline_analytics import Dashboard, ReportQuery


def show_pipeline(
    ctx: typer.Context, pipeline: PipelineName = None, assigned_to: AssignedTo = None, as_json: AsJson = False
) -> None:
    """Show the board: deals and their worth, stage by stage."""
    session = session_of(ctx)
    query = ReportQuery(pipeline_id=pipeline_id_of(session, pipeline), assigned_to=assigned_to)
    dashboard = session.crm.analytics.get_dashboard_data(session.actor, query)
    shown = board(dashboard, session.out.width, in_ascii=session.out.options.ascii_only)
    session.print_result(figures_of(dashboard), shown, as_json=as_json)


def figures_of(dashboard: Dashboard) -> dict[str, Any]:
    """One row for each stage and currency; a win rate of None says that nothing is decided yet."""
    summary = dashboard.summary
    several = len({figures.pipeline_id for figures in dashboard.stages}) > 1
    return {
        "stages": [_stage(figures, name_pipeline=several) for figures in dashboard.stages],
        "won": {"count": summary.won_count, **_won(summary.currencies)},
        "lost": {"count": summary.lost_count},
        "open": {"count": summary.open_count},
        "leads": {"unconverted": unconverted(dashboard)},
        "win_rate": summary.win_rate.by_count.value,
    }


def unconverted(dashboard: Dashboard) -> int:
    """Leads in any status but the last."""
    return sum(row.count for row in dashboard.leads.by_status if row.status is not LeadStatus.CONVERTED_TO_OPPORTUNITY)


def _stage(figures: StageFigures, *, name_pipeline: bool) -> dict[str, Any]:
    row = {
        "stage": figures.stage,
        "count": figures.count,
        "total_minor": figures.total_minor,
        "weighted_minor": figures.weighted_minor,
        "currency": figures.currency,
    }
    return {"pipeline": figures.pipeline, **row} if name_pipeline else row


def _won(currencies: tuple[CurrencyFigures, ...]) -> dict[str, Any]:
    """Two currencies are never added: then each stands by itself, and the total is None."""
    won = [figures for figures in currencies if figures.won_count]
    if len(won) <= 1:
        return {"total_minor": sum(figures.won_minor for figures in won)}
    by_currency = [
        {"currency": figures.currency, "count": figures.won_count, "total_minor": figures.won_minor} for figures in won
    ]
    return {"total_minor": None, "by_currency": by_currency}
