"""``crm activity``: what was done with a lead or a deal, and what is still to do."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.cells import sheet_of
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.nouns import LEAD_OR_DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson, AssignedTo, Limit
from crm_adapters.cli.shell.screen import moment, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.cli.shell.timeline import activity_words, parts_of
from crm_core.activities import Activity, ActivityFilter
from crm_operations.activity_tracking import ActivityCoordinator

app = typer.Typer(no_args_is_help=True)


def show_activity(session: Session, asked: Asked[Activity], as_json: bool) -> None:
    activity = asked.answer
    done = activity.completed_at is not None
    when = "done" if done else f"due {moment(activity.due_date, session.zone)}"
    lines = (f"{activity_words(activity)}, {when}.", *parts_of(activity))
    session.print_result(activity, "\n".join(lines), as_json=as_json)
    if not done and not as_json:
        verb, more = ("answer", " done") if activity.assignees else ("complete", "")
        session.print_note(f"Next: crm activity {verb} {activity.id}{more}", "dim")


def show_whole(session: Session, asked: Asked[Activity], as_json: bool) -> None:
    """Every field, and the answers in one line."""
    sheet = sheet_of(asked.answer.model_copy(update={"answers": ()}), session.zone)
    session.print_result(asked.answer, Group(sheet, *parts_of(asked.answer)), as_json=as_json)


add_command(app, "log", ActivityCoordinator.log, show_activity, on=LEAD_OR_DEAL)
add_command(app, "show", ActivityCoordinator.get, show_whole)


@app.command("list")
def list_activities(
    ctx: typer.Context,
    about: Annotated[
        str | None, typer.Argument(metavar="LEAD|DEAL", help="Only what is about this lead or deal.")
    ] = None,
    assigned_to: AssignedTo = None,
    waiting_for: Annotated[
        str | None, typer.Option("--waiting-for", metavar="USER", help="Only tasks that wait for their answer.")
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", metavar="", help="Only what should be done by now and is not.")
    ] = False,
    limit: Limit = 50,
    after: Annotated[str | None, typer.Option("--after", metavar="ID", help="Go on after this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List activities, oldest first."""
    session = session_of(ctx)
    query = ActivityFilter(
        related=session.crm.audit.find(session.actor, about) if about else None,
        assigned_to=assigned_to,
        waiting_for=waiting_for,
        overdue_at=session.crm.clock.now() if overdue else None,
        after_id=after,
        limit=limit + 1,
    )
    found = session.crm.activities.list(session.actor, query)
    session.print_page(
        found, limit, "activities", lambda page: _table(session, page), lambda activity: activity.id, as_json=as_json
    )


add_command(app, "complete", ActivityCoordinator.complete, show_activity)
add_command(app, "assign", ActivityCoordinator.assign, show_activity)
add_command(app, "answer", ActivityCoordinator.answer, show_activity)
add_command(app, "withdraw", ActivityCoordinator.withdraw, show_activity)


def _table(session: Session, activities: Sequence[Activity]) -> Table:
    now = session.crm.clock.now()
    grid = table("When", "State", "What", whole=("When",))
    for each in activities:
        at = each.completed_at or each.due_date or each.created_at
        what = Text.assemble("\n".join((activity_words(each), *parts_of(each))), "\n", (each.id, "dim"))
        grid.add_row(moment(at, session.zone), _state(each, overdue=each.is_overdue(now)), what)
    return grid


def _state(activity: Activity, *, overdue: bool) -> RenderableType:
    if activity.outcome is not None and activity.outcome.did_not_take_place:
        return Text(words(activity.outcome), style="dim")
    if activity.completed_at is not None:
        return Text("done", style="green")
    return Text("overdue", style="red") if overdue else Text("to do", style="yellow")
