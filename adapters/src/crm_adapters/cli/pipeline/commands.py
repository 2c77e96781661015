"""``crm pipeline``: how the deals stand, as a board for people and as figures for scripts; and its stages."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from crm_adapters.cli.pipeline.board import board
from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.group import group_with
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.options import AsJson, AssignedTo, PipelineName
from crm_adapters.cli.shell.reading import pipeline_id_of, pipeline_named
from crm_adapters.cli.shell.screen import facts, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.leads import LeadStatus
from crm_core.pipelines import CurrencyFigures, Pipeline, PipelineRules, StageFigures, StageRules, StageTemplate
from crm_operations.pipeline_analytics import Dashboard, ReportQuery
from crm_operations.pipeline_management import PipelineCoordinator

app = typer.Typer(cls=group_with("board"))

PIPELINE = Noun(
    "pipeline_id",
    "PIPELINE",
    "The pipeline's name or id.",
    pipeline_named,
    lambda pipeline: pipeline.id,
)

STATE = Column[Pipeline]("", lambda each, _: "default" if each.is_default else "retired" * bool(each.retired_at))
STAGES = Column[Pipeline]("Stages", lambda each, _: ", ".join(words(stage.name) for stage in each.stages))


@app.command("board")
def show_board(
    ctx: typer.Context, pipeline: PipelineName = None, assigned_to: AssignedTo = None, as_json: AsJson = False
) -> None:
    """Show the board: deals and their worth, stage by stage; so does crm pipeline alone."""
    session = session_of(ctx)
    query = ReportQuery(pipeline_id=pipeline_id_of(session, pipeline), assigned_to=assigned_to)
    dashboard = session.crm.analytics.get_dashboard_data(session.actor, query)
    shown = board(dashboard, session.out.width, in_ascii=session.out.options.ascii_only)
    session.print_result(figures_of(dashboard), shown, as_json=as_json)


def show_stages(session: Session, rules: PipelineRules, as_json: bool) -> None:
    """As JSON they are what ``--stages`` reads."""
    stages = [StageTemplate.of(stage) for stage in sorted(rules.stages, key=lambda stage: stage.display_order)]
    grid = table("Stage", "Likely", "Forecast", "Leads to", right=("Likely",), whole=("Stage", "Forecast"))
    for stage in stages:
        leads_to = ", ".join(words(name) for name in stage.next_stages)
        grid.add_row(words(stage.name), f"{stage.percent}%", words(stage.forecast_category or ""), leads_to)
    answer = {
        "name": rules.pipeline,
        "rules_version": rules.version,
        "stages": [{"name": stage.name, **stage.to_dict()} for stage in stages],
    }
    asked = [(words(stage.name), "; ".join(texts)) for stage in stages if (texts := list(rules_in_words(stage)))]
    heading = f"Pipeline {plain(rules.pipeline)}, version {rules.version} of its rules:"
    session.print_result(answer, heading, grid, *([facts(asked)] if asked else []), as_json=as_json)


def rules_in_words(stage: StageRules) -> Iterator[str]:
    """Each rule of the stage, as a person reads it."""
    if stage.required_fields:
        yield f"needs {', '.join(words(field) for field in stage.required_fields)}"
    yield from (criterion.condition for criterion in stage.exit_criteria)
    if not stage.may_be_skipped:
        yield "may not be skipped"
    if not stage.may_be_returned_to:
        yield "may not be gone back to"
    if stage.rotting_days is not None:
        yield f"rots after {stage.rotting_days} days"


add_listing(app, PipelineCoordinator.pipelines, ("name", STATE, STAGES, "id"), "pipelines")


@app.command("stages")
def list_stages(
    ctx: typer.Context,
    pipeline: Annotated[str, typer.Argument(metavar=PIPELINE.metavar, help=PIPELINE.help)],
    version: Annotated[
        int | None, typer.Option("--version", metavar="NUMBER", min=1, help="As of a former version of its rules.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the stages of a pipeline and their rules; with --json as --stages reads them."""
    session = session_of(ctx)
    found = pipeline_named(session, pipeline)
    show_stages(session, session.crm.deals.rules(session.actor, found.id, version), as_json)


def show_changed(session: Session, asked: Asked[Pipeline], as_json: bool) -> None:
    show_stages(session, asked.answer.rules, as_json)


add_command(app, "add", PipelineCoordinator.create_pipeline, show_changed)
add_command(app, "edit", PipelineCoordinator.edit_pipeline, show_changed, on=PIPELINE)
add_command(app, "retire", PipelineCoordinator.retire_pipeline, "{name} is retired.", on=PIPELINE)
add_command(app, "reinstate", PipelineCoordinator.reinstate_pipeline, "Deals may begin in {name} again.", on=PIPELINE)


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
