"""``crm sla list|show|pause|resume|start``: the clocks of leads and deals."""

from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import counted, moment, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_operations.service_levels import ClocksOf, ServiceLevelCoordinator, ShownClock, SlaRow

_MINUTE = 60
_LONG = 24
"""Hours of which the minutes say nothing."""

TARGET = Column[SlaRow]("Target", lambda row, _: words(row.target))
LEFT = Column[SlaRow]("Left", lambda row, _: duration(row.remaining_seconds))


def duration(seconds: int | None) -> str:
    """``40 min``, ``3 h 20 min``, ``168 h``, of a long time the hours alone; with a minus after it was due."""
    if seconds is None:
        return ""
    hours, minutes = divmod(abs(seconds) // _MINUTE, 60)
    in_hours = [f"{hours} h"] if hours else []
    in_minutes = [] if hours >= _LONG or (hours and not minutes) else [f"{minutes} min"]
    return "-" * (seconds < 0) + " ".join([*in_hours, *in_minutes])


def clocks_sheet(session: Session, answer: ClocksOf) -> RenderableType:
    """Each clock with its verdict, and what it was counted by."""
    if not answer.clocks:
        return Text(f"No clock ever ran for {plain(answer.number)}.")
    return Group(*(_sheet(session, each) for each in answer.clocks))


def _sheet(session: Session, shown: ShownClock) -> RenderableType:
    row = shown.row
    heading = Text.assemble((words(row.target), "bold"), f"  {words(row.state)}")
    reported = shown.reported_at if shown.reported_at != row.stopped_at else None
    late = [Text(f"  told {moment(reported, session.zone)}")] if reported else []
    reasons = [Text(f"  {plain(reason)}") for reason in shown.result.reasons]
    spans = table("  From", "Until")
    for span in shown.result.counted[-5:]:
        spans.add_row(f"  {moment(span.start, session.zone)}", moment(span.end, session.zone))
    return Group(heading, *late, *reasons, *([spans] if spans.row_count else []))


def _show(session: Session, asked: Asked[ClocksOf], as_json: bool) -> None:
    session.print_result(asked.answer, clocks_sheet(session, asked.answer), as_json=as_json)


def _show_paused(session: Session, asked: Asked[ClocksOf], as_json: bool) -> None:
    until = max((pause.end for each in asked.answer.clocks for pause in each.pauses[-1:] if pause.end), default=None)
    text = f"{plain(asked.answer.number)} is paused until {moment(until, session.zone)}."
    session.print_result(asked.answer, text, as_json=as_json)


def add_clocks(app: typer.Typer) -> None:
    """The commands of clocks stand in the group itself."""
    columns = ("number", TARGET, "state", ("Due", "due_at"), LEFT, "owner")
    add_listing(app, ServiceLevelCoordinator.list, columns, "clocks")
    add_command(app, "show", ServiceLevelCoordinator.get, _show)
    add_command(app, "pause", ServiceLevelCoordinator.pause, _show_paused)
    add_command(app, "resume", ServiceLevelCoordinator.resume, "{number} goes on.")
    app.command("start")(start_clocks)


def start_clocks(
    ctx: typer.Context,
    existing: Annotated[
        bool, typer.Option("--existing", metavar="", help="Of open leads and deals that have no clock, from now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start, from now, what is promised of open leads and deals that existed before and have no clock."""
    session = session_of(ctx)
    if not existing:
        raise typer.BadParameter("what is new starts by itself; name --existing for what there was before")
    started = session.crm.service_levels.start_existing(session.actor)
    whose = f"{counted(started.leads, 'lead')} and {counted(started.deals, 'deal')}"
    session.print_result(started, f"{counted(started.clocks, 'clock')} started, for {whose}.", as_json=as_json)
