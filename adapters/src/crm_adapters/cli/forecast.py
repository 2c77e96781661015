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
from crm_core.forecasts import CategoryForecast, ForecastOrigin, ForecastSubmission, Movement, WaterfallColumn
from crm_operations.forecasting import Forecast, ForecastCoordinator, ForecastSnapshotCoordinator, Waterfall

app = typer.Typer(no_args_is_help=True)
snapshots = typer.Typer(no_args_is_help=True)

WHOSE = Noun.by_key("user_id", "USER", "Whose forecast it is.")
AMOUNT = Column[ForecastSubmission]("Amount", lambda each, _: amount(each.amount_minor, each.currency_code), right=True)
STATE = Column[ForecastSubmission](
    "", lambda each, _: "withdrawn" if each.withdrawn_at else "replaced" if each.replaced_at else ""
)


def forecast_sheet(found: Forecast) -> RenderableType:
    """Managers above those who report to them; beneath what somebody said, what is computed."""
    grid = table("Person", "Closed", "Commit", "Best case", right=("Closed", "Commit", "Best case"))
    for each in found.people:
        grid.add_row(
            "  " * each.depth + plain(each.name or each.user),
            amount(each.closed_minor, found.currency),
            _figure_cell(each.commit, found.currency),
            _figure_cell(each.best_case, found.currency),
        )
    grid.add_section()
    total = found.total
    grid.add_row(
        f"all of {found.period}",
        *(amount(minor, found.currency) for minor in (total.closed_minor, total.commit_minor, total.best_case_minor)),
    )
    return grid


def _figure_cell(figure: CategoryForecast, currency: str) -> str:
    text = amount(figure.forecast_minor, currency)
    if figure.origin is ForecastOrigin.COMPUTED:
        return text
    origin = "adjusted" if figure.origin is ForecastOrigin.ADJUSTMENT else "submitted"
    return f"{text}\n{origin}, computed {amount(figure.computed_minor, currency)}"


def waterfall_sheet(found: Waterfall) -> RenderableType:
    """A table for each currency: the steps below one another, the categories beside one another."""
    sheets = []
    for currency in dict.fromkeys(column.currency for column in found.columns):
        columns = [column for column in found.columns if column.currency == currency]
        titles = [_title(column) for column in columns]
        grid = table("", *titles, "Deals", right=(*titles, "Deals"))
        for place, step in enumerate(columns[-1].steps):
            if step.step is Movement.CLOSING:
                grid.add_section()
            figures = (amount(column.steps[place].amount_minor, currency) for column in columns)
            grid.add_row(words(step.step).capitalize(), *figures, f"{step.count:,}")
        sheets.append(grid)
    return Group(*sheets)


def _title(column: WaterfallColumn) -> str:
    return "All" if column.category is None else words(column.category).capitalize()


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
