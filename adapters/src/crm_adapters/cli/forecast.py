"""``crm forecast``: what a period comes to, by deals and by what people say."""

from collections.abc import Sequence

import typer
from rich.console import Group, RenderableType

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.screen import amount, plain, table, words
from crm_adapters.cli.shell.session import Session
from crm_core.forecasts import ForecastOrigin, ForecastSubmission, Movement, WaterfallColumn
from crm_operations.forecasting import Forecast, ForecastCoordinator, ForecastSnapshotCoordinator, Waterfall

app = typer.Typer(no_args_is_help=True)
snapshots = typer.Typer(no_args_is_help=True)

WHOSE = Noun.by_key("user_id", "USER", "Whose forecast it is.")
AMOUNT = Column[ForecastSubmission]("Amount", lambda each, _: amount(each.amount_minor, each.currency_code), right=True)
STATE = Column[ForecastSubmission](
    "", lambda each, _: "withdrawn" if each.withdrawn_at else "replaced" if each.replaced_at else ""
)


def forecast_sheet(found: Forecast) -> RenderableType:
    """Managers above those who report to them; beneath what somebody submitted or adjusted, what is computed."""
    grid = table("Person", "Closed", "Commit", "Best case", right=("Closed", "Commit", "Best case"))
    for each in found.people:
        figures = (each.commit, each.best_case)
        grid.add_row(
            "  " * each.depth + plain(each.name or each.user),
            amount(each.closed_minor, found.currency),
            *(f"{amount(figure.forecast_minor, found.currency)}{_ORIGINS[figure.origin]}" for figure in figures),
        )
        if any(figure.origin is not ForecastOrigin.COMPUTED for figure in figures):
            computed = (amount(figure.computed_minor, found.currency) for figure in figures)
            grid.add_row("  " * each.depth + "  computed", "", *computed, style="dim")
    grid.add_section()
    total = found.total
    grid.add_row(
        f"all of {found.period}",
        *(amount(minor, found.currency) for minor in (total.closed_minor, total.commit_minor, total.best_case_minor)),
    )
    return grid


_ORIGINS = {ForecastOrigin.ADJUSTMENT: " adj.", ForecastOrigin.SUBMISSION: " sub.", ForecastOrigin.COMPUTED: ""}


def waterfall_sheet(found: Waterfall) -> RenderableType:
    """Of each currency the steps of all deals, and a row for each category."""
    sheets = []
    for whole in (column for column in found.columns if column.category is None):
        currency = whole.currency
        steps = table("Step", "Deals", "Amount", right=("Deals", "Amount"))
        for step in whole.steps:
            if step.step is Movement.CLOSING:
                steps.add_section()
            steps.add_row(words(step.step).capitalize(), f"{step.count:,}", amount(step.amount_minor, currency))
        titles = ("Opening", "Moves", "Category", "Closing")
        categories = table("Of it", *titles, right=titles)
        for column in found.columns:
            if column.currency == currency and column.category is not None:
                figures = (amount(minor, currency) for minor in _in_short(column))
                categories.add_row(words(column.category).capitalize(), *figures)
        sheets += [steps, categories]
    return Group(*sheets)


def _in_short(column: WaterfallColumn) -> tuple[int, int, int, int]:
    """Opening, all movements but those between categories, these, and closing."""
    opening, category, closing = (
        column.step(step).amount_minor for step in (Movement.OPENING, Movement.CATEGORY, Movement.CLOSING)
    )
    return opening, closing - opening - category, category, closing


def show_forecast(session: Session, asked: Asked[Forecast], as_json: bool) -> None:
    found = asked.answer
    text = forecast_sheet(found) if found.people else f"Nobody has a forecast of {found.period}."
    session.print_result(found, text, as_json=as_json)
    if as_json:
        return
    if found.other_currencies:
        more = ", ".join(found.other_currencies)
        session.print_note(f"There is more in {more}; see crm forecast show --currency.", "yellow")
    unpriced = sum(each.unpriced for each in found.people if each.depth == 0)
    if unpriced:
        session.print_note(f"{unpriced:,} open deals have no value yet; see crm deal edit --value.", "yellow")


def show_waterfall(session: Session, asked: Asked[Waterfall], as_json: bool) -> None:
    found = asked.answer
    nothing = f"Nothing was open in {found.period} on {found.opening.taken_on} or on {found.closing.taken_on}."
    session.print_result(found, waterfall_sheet(found) if found.columns else nothing, as_json=as_json)
    if not as_json:
        session.print_note(f"From the snapshot of {found.opening.taken_on} to that of {found.closing.taken_on}.", "dim")


def _show(sentence: str, session: Session, submission: ForecastSubmission, as_json: bool) -> None:
    figure = amount(submission.amount_minor, submission.currency_code)
    what = f"The {words(submission.category)} of {plain(submission.user_id)} for {submission.period}"
    session.print_result(submission, f"{what} {sentence} {figure}.", as_json=as_json)


def show_submission(session: Session, asked: Asked[ForecastSubmission], as_json: bool) -> None:
    _show(
        "is" if asked.answer.origin is ForecastOrigin.SUBMISSION else "is adjusted to", session, asked.answer, as_json
    )


def show_withdrawn(session: Session, asked: Asked[ForecastSubmission], as_json: bool) -> None:
    _show("is no longer", session, asked.answer, as_json)


LISTED: Sequence[str | tuple[str, str] | Column[ForecastSubmission]] = (
    ("Person", "user_id"),
    "period",
    "category",
    "origin",
    AMOUNT,
    STATE,
    "id",
)

add_command(app, "show", ForecastCoordinator.show, show_forecast)
add_command(app, "submit", ForecastCoordinator.submit, show_submission, next_step="crm forecast show")
add_command(app, "adjust", ForecastCoordinator.adjust, show_submission, on=WHOSE)
add_listing(app, ForecastCoordinator.list, LISTED, "submissions")
add_command(app, "get", ForecastCoordinator.get)
add_command(app, "withdraw", ForecastCoordinator.withdraw, show_withdrawn)
add_command(
    app,
    "snapshot",
    ForecastSnapshotCoordinator.take,
    "{deals} deals are in the snapshot of {taken_on}.",
    next_step="crm forecast waterfall, once there is a later one",
)
add_command(app, "waterfall", ForecastSnapshotCoordinator.waterfall, show_waterfall)
app.add_typer(snapshots, name="snapshots", help="See the snapshots there are.")
add_listing(
    snapshots, ForecastSnapshotCoordinator.list, ("taken_on", "created_at", "taken_by", "deals", "id"), "snapshots"
)
add_command(snapshots, "show", ForecastSnapshotCoordinator.get)
