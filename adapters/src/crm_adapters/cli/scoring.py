"""``crm scoring``: how leads are scored, and how well that separates converted from disqualified ones."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, read_file, value_of
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import counted, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.errors import Invalid
from crm_core.leads import WHOLE_CATEGORY, Backtest, ScoreCategory, ScoringModel, ScoringWeight
from crm_operations.lead_scoring import LeadScoringCoordinator

app = typer.Typer(no_args_is_help=True)

FIGURES = ("Version", "Ready", "Converted", "Of them")
EXAMPLE = "crm scoring show --json"
_MODEL = TypeAdapter(ScoringModel)
_VERSION = Noun.by_key("version", "VERSION", "The number of an earlier version, as `crm scoring list` shows it.")


def model_sheet(model: ScoringModel) -> RenderableType:
    """Rules with what each counts, category by category, and the most a category may."""
    grid = table("Points", "Counts", "For", "When", right=("Points", "Counts"))
    for category in ScoreCategory:
        for rule in (rule for rule in model.rules if rule.category is category):
            style = "" if rule.is_active else "dim strike"
            what = Text(f"{category}/{plain(rule.factor)}", style)
            grid.add_row(f"{rule.points:+d}", f"{model.percent_of(rule)} %", what, plain(rule.condition))
        grid.add_section()
    most = ", ".join(f"{category} {model.caps.of(category)}" for category in ScoreCategory)
    heading = Text.assemble((plain(model.name), "bold"), f"  version {model.version}")
    return Group(heading, "", grid, Text(f"At most: {most} points.", style="dim"))


def backtest_sheet(result: Backtest) -> RenderableType:
    grid = table(*FIGURES, "Lift by tenth of the leads, best first", right=FIGURES)
    for model in result.models:
        precision = model.precision_basis_points
        lifts = " ".join(f"{decile.lift_percent / 100:.1f}" for decile in model.deciles)
        share = "none" if precision is None else f"{precision / 100:.1f} %"
        ready, converted = f"{model.above_threshold:,}", f"{model.converted_above_threshold:,}"
        grid.add_row(str(model.model_version), ready, converted, share, lifts)
    sample = f"{counted(result.converted, 'converted lead')} and {result.disqualified:,} disqualified"
    explained = f"Of {sample}; ready from {result.threshold} points. A lift of 1.0 is no better than chance."
    return Group(grid, Text(explained, style="dim"))


def _show_model(session: Session, asked: Asked[ScoringModel], as_json: bool) -> None:
    session.print_result(asked.answer, model_sheet(asked.answer), as_json=as_json)


add_command(app, "show", LeadScoringCoordinator.get, _show_model)
add_listing(app, LeadScoringCoordinator.list, ("version", "name"), "models")


@app.command("set")
def set_model(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Score by the model of a file from now on; scores that were given stay."""
    session = session_of(ctx)
    model = _model_of(session, file)
    saved = session.crm.scoring.set(session.actor, model)
    session.print_result(saved, f"Leads are scored by {plain(saved.name)}, version {saved.version}.", as_json=as_json)


@app.command("weigh")
def weigh(
    ctx: typer.Context,
    weights: Annotated[
        list[str],
        typer.Argument(metavar="CATEGORY/FACTOR=PERCENT...", help="Such as behavioral/source=150, or behavioral=80."),
    ],
    as_json: AsJson = False,
) -> None:
    """Let rules count more or less of their points, in percent."""
    session = session_of(ctx)
    saved = session.crm.scoring.weigh(session.actor, tuple(_weight(each) for each in weights))
    session.print_result(saved, model_sheet(saved), as_json=as_json)


add_command(
    app,
    "restore",
    LeadScoringCoordinator.restore,
    "Leads are scored by {name} again, as version {version}.",
    on=_VERSION,
)


@app.command("backtest")
def compare(
    ctx: typer.Context,
    version: Annotated[
        list[int] | None,
        typer.Option(metavar="NUMBER", help="An earlier version; repeat it for more."),
    ] = None,
    candidate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="A model not set yet, as `set` takes it."),
    ] = None,
    threshold: Annotated[
        int | None, typer.Option(metavar="POINTS", min=0, max=100, help="From which a lead counts as ready to sell to.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare models on the leads that ended; nothing is changed."""
    session = session_of(ctx)
    model = _model_of(session, candidate) if candidate is not None else None
    result = session.crm.scoring.backtest(session.actor, tuple(version or ()), model, threshold)
    session.print_result(result, backtest_sheet(result), as_json=as_json)


def _model_of(session: Session, file: Path) -> ScoringModel:
    """The version after the one it was made from: the one the file names, or else the one that scores."""
    read: Any = read_file(file, EXAMPLE)
    if isinstance(read, dict):
        basis = read.get("version", session.crm.scoring.get(session.actor).version)
        read = {"name": file.stem, **read, "version": basis + 1 if isinstance(basis, int) else basis}
    return value_of(file, _MODEL, read, EXAMPLE)


def _weight(text: str) -> ScoringWeight:
    target, separator, percent = text.partition("=")
    category, _, factor = target.partition("/")
    if not separator or category not in set(ScoreCategory) or not percent.isdecimal():
        known = ", ".join(ScoreCategory)
        raise Invalid.field("weight", f"{text!r} is none", f"write CATEGORY/FACTOR=PERCENT; categories are {known}")
    return ScoringWeight(category=ScoreCategory(category), factor=factor or WHOLE_CATEGORY, percent=int(percent))
