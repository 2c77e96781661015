"""``crm sla calendar``: the hours, special days and holidays that deadlines count by."""

from datetime import date, timedelta
from typing import Any

import typer
from pydantic import TypeAdapter
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, listed, read_file, value_of
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import facts, moment, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.calendars import AddCalendar, CalendarFilter, CalendarProblem, EditCalendar, WorkingCalendar
from crm_core.stores import Listed
from crm_operations.working_calendars import CalendarDue, WorkingCalendarCoordinator

app = typer.Typer(no_args_is_help=True)

CALENDAR = Noun.by_key("name", "NAME", "What policies call it, such as Berlin.")
EXAMPLE = "crm sla calendar list --json"
_CALENDARS: TypeAdapter[tuple[AddCalendar, ...]] = TypeAdapter(tuple[AddCalendar, ...])

STATE = Column[WorkingCalendar](
    "", lambda each, _: "replaced" if each.replaced_at else "retired" if each.retired_at else ""
)
WEEK = Column[WorkingCalendar]("Week", lambda each, _: "; ".join(each.week))
PLACE = Column[WorkingCalendar]("Holidays", lambda each, _: "-".join(filter(None, (each.country, each.region))))


def calendar_sheet(calendar: WorkingCalendar) -> RenderableType:
    """The week, the days that differ from it, and the holidays from the year of its writing on."""
    place = " ".join(filter(None, (calendar.country, calendar.region)))
    state = "replaced" if calendar.replaced_at else "retired" if calendar.retired_at else None
    grid = facts(
        [
            ("Calendar", Text.assemble((plain(calendar.name), "bold"), f"  revision {calendar.revision}")),
            ("State", Text(state) if state else None),
            ("Zone", Text(plain(calendar.timezone))),
            ("Week", Text("\n".join(calendar.week))),
            ("Days", Text("\n".join(calendar.days)) if calendar.days else None),
            ("Holidays of", Text(plain(place)) if place else None),
        ]
    )
    days = table("Day", "Holiday", whole=("Day",))
    for day, name in calendar.known_holidays.items():
        if date(calendar.created_at.year, 1, 1) <= day < date(calendar.created_at.year + 2, 1, 1):
            days.add_row(f"{day:%a} {day.isoformat()}", plain(name))
    return Group(grid, days) if days.row_count else grid


def due_sheet(session: Session, due: CalendarDue) -> RenderableType:
    """In the tenant's zone, which may be another than the calendar's, so it is named."""
    zone = session.zone
    grid = table("From", "Until", "Hours", right=("Hours",))
    for start, end in due.intervals:
        grid.add_row(moment(start, zone), moment(end, zone), f"{(end - start) / timedelta(hours=1):g}")
    heading = f"Due {moment(due.due_at, zone)} ({zone.key}), by {plain(due.calendar)}, revision {due.revision}."
    return Group(Text(heading), grid) if due.intervals else Text(heading)


def _show_calendar(session: Session, asked: Asked[WorkingCalendar], as_json: bool) -> None:
    session.print_result(asked.answer, calendar_sheet(asked.answer), as_json=as_json)


def _show_due(session: Session, asked: Asked[CalendarDue], as_json: bool) -> None:
    session.print_result(asked.answer, due_sheet(session, asked.answer), as_json=as_json)


add_listing(app, WorkingCalendarCoordinator.list, ("name", "revision", "timezone", PLACE, STATE, WEEK), "calendars")
add_command(app, "show", WorkingCalendarCoordinator.get, _show_calendar, on=CALENDAR)
add_command(app, "add", WorkingCalendarCoordinator.add, _show_calendar)
add_command(app, "edit", WorkingCalendarCoordinator.edit, _show_calendar, on=CALENDAR)


@app.command("set")
def set_calendars(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Add the calendars of a file, and edit those there are; what is as it was stays."""
    session = session_of(ctx)
    read = listed(read_file(file, EXAMPLE), "calendars")
    requests = value_of(file, _CALENDARS, _entered(read if isinstance(read, list) else [read]), EXAMPLE)
    every = session.crm.calendars.list(session.actor, CalendarFilter(only_current=True, limit=1_000))
    known = {each.name for each in every}
    calendars = [_set(session, request, request.name in known) for request in requests]
    names = ", ".join(f"{plain(each.name)} (revision {each.revision})" for each in calendars)
    session.print_result(calendars, f"Calendars: {names}.", as_json=as_json)


add_command(app, "renew", WorkingCalendarCoordinator.renew, "{name} has revision {revision}.", on=CALENDAR)
add_command(app, "retire", WorkingCalendarCoordinator.retire, "{name} is retired.", on=CALENDAR)
add_command(app, "reinstate", WorkingCalendarCoordinator.reinstate, "Policies may name {name} again.", on=CALENDAR)
add_command(app, "due", WorkingCalendarCoordinator.due, _show_due, on=CALENDAR)


def _show_problems(session: Session, asked: Asked[Listed[CalendarProblem]], as_json: bool) -> None:
    lines = [f"{plain(each.calendar)}: {plain(each.problem)}; {plain(each.remedy)}." for each in asked.answer]
    session.print_result(asked.answer, *(lines or ["Nothing is odd about the calendars in use."]), as_json=as_json)


add_command(app, "lint", WorkingCalendarCoordinator.lint, _show_problems)


def _entered(read: list[Any]) -> list[Any]:
    """Without what ``list --json`` shows besides, so that a list can be written back."""
    besides = WorkingCalendar.model_fields.keys() - AddCalendar.model_fields.keys()
    return [
        {name: value for name, value in each.items() if name not in besides} if isinstance(each, dict) else each
        for each in read
    ]


def _set(session: Session, request: AddCalendar, exists: bool) -> WorkingCalendar:
    if not exists:
        return session.crm.calendars.add(session.actor, request)
    fields = {name: value for name, value in dict(request).items() if name not in EditCalendar.fixed}
    return session.crm.calendars.edit(session.actor, request.name, EditCalendar(**fields))
