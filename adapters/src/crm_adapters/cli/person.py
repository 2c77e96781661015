"""``crm person``: the built-in directory of those who can be given leads."""

import re
from collections.abc import Callable, Sequence
from datetime import time
from typing import Annotated, Any, Self

import typer
from rich.table import Table

from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import NOTHING, cut, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.wiring import behind_guards
from crm_core.actor import Permission, Role
from crm_core.errors import Invalid, NotFound, Refused
from crm_operations.providers import Person, WorkingHours

app = typer.Typer(no_args_is_help=True)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2})", re.ASCII | re.IGNORECASE)

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="Id of the person, such as ada.")]
Names = list[str] | None


class DirectoryElsewhere(Refused):
    @classmethod
    def because_not_built_in(cls) -> Self:
        return cls("people are kept in another system; change them there")


@app.command("add")
def add_person(
    ctx: typer.Context,
    person_id: Annotated[str, typer.Argument(metavar="ID", help="What the person is known by, such as ada.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Full name; else the id.")] = None,
    role: Annotated[
        list[Role] | None,
        typer.Option("--works-as", metavar="ROLE", help=f"What they are: {', '.join(Role)}. Else rep."),
    ] = None,
    team: Annotated[str | None, typer.Option(metavar="TEXT", help="The team they belong to.")] = None,
    manager: Annotated[str | None, typer.Option(metavar="ID", help="Who leads them.")] = None,
    acts_for: Annotated[
        str | None, typer.Option("--acts-for", metavar="ID", help="The human behind a bot or a token.")
    ] = None,
    territory: Annotated[Names, typer.Option(metavar="TEXT", help="A region they look after; repeat it.")] = None,
    skill: Annotated[Names, typer.Option(metavar="TEXT", help="What they know, such as german; repeat it.")] = None,
    weight: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help="Their share where leads are given by weight.")
    ] = 1,
    capacity: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, help="Open leads at most; else the tenant's default.")
    ] = None,
    daily: Annotated[
        int | None, typer.Option("--daily-capacity", metavar="NUMBER", min=0, help="New leads a day at most.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where they live, such as Europe/Berlin; else the tenant's.")
    ] = None,
    hours: Annotated[
        Names, typer.Option(metavar="DAYS TIMES", help="When they work: 'mon-fri 09:00-17:00'; else always. Repeat it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody whom leads can be given to."""
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    _require_id(person_id)
    person = Person(
        id=person_id,
        name=name or person_id,
        roles=frozenset(role or {Role.REP}),
        team=team,
        manager_id=manager,
        acts_for=acts_for,
        territories=frozenset(territory or ()),
        skills=frozenset(skill or ()),
        weight=weight,
        capacity=capacity,
        daily_capacity=daily,
        timezone=timezone or session.own_settings.timezone,
        working_hours=tuple(each for text in hours or () for each in working_hours_of(text)),
    )
    saved = _directory(session).add(session.actor.tenant_id, person)
    session.print_result(saved, f"{_who(saved)} can be given leads.", as_json=as_json)


def _who(person: Person) -> str:
    return plain(person.name) if person.name == person.id else f"{plain(person.name)} ({plain(person.id)})"


@app.command("list")
def list_people(
    ctx: typer.Context,
    team: Annotated[str | None, typer.Option(metavar="TEXT", help="Only this team.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the directory, with the open leads everybody has."""
    session = session_of(ctx)
    session.actor.require(Permission.LEAD_READ)
    tenant = session.actor.tenant_id
    people = session.crm.people.members(tenant, team)
    beside, ids = Beside(), [person.id for person in people]
    workloads = beside.ask("open leads, of the directory", lambda: session.crm.people.open_workload(tenant, ids))
    open_leads = {workload.user_id: workload.open_leads for workload in workloads or ()}
    default = session.own_settings.routing.default_capacity
    shown = _table(people, None if workloads is None else open_leads, default) if people else "Nobody yet."
    session.print_result(people, shown, *beside.shown(), as_json=as_json)


@app.command("pause")
def pause_person(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Give somebody no new leads for a while."""
    _change(ctx, person, {"paused": True}, lambda name: f"{name} gets no new leads for now.", as_json=as_json)


@app.command("resume")
def resume_person(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Give somebody new leads again."""
    changes = {"paused": False, "is_active": True}
    _change(ctx, person, changes, lambda name: f"{name} can be given leads again.", as_json=as_json)


@app.command("leave")
def person_leaves(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Say that somebody left; what they have stays theirs until it is given to others."""
    _change(ctx, person, {"is_active": False}, lambda name: f"{name} has left.", as_json=as_json)


def working_hours_of(text: str) -> tuple[WorkingHours, ...]:
    """``mon-fri 09:00-17:00``, a day each. Raises Invalid."""
    parts = _HOURS.fullmatch(text.strip())
    try:
        if parts is None:
            raise ValueError(text)
        first = DAYS.index(parts[1].lower())
        last = DAYS.index((parts[2] or parts[1]).lower())
        start, end = (time.fromisoformat(parts[which].zfill(5)) for which in (3, 4))
        if first > last or start >= end:
            raise ValueError(text)
    except ValueError as cause:
        raise Invalid.field(
            "--hours", f"{text!r} is not a time of work", "write it like 'mon-fri 09:00-17:00'"
        ) from cause
    return tuple(WorkingHours(weekday=day, start=start, end=end) for day in range(first, last + 1))


def _change(
    ctx: typer.Context, person_id: str, changes: dict[str, Any], sentence: Callable[[str], str], *, as_json: bool
) -> None:
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    directory = _directory(session)
    known = directory.find_by_id(session.actor.tenant_id, person_id)
    if known is None:
        raise NotFound.because_unknown("person", person_id)
    saved = directory.update(session.actor.tenant_id, known.model_copy(update=changes))
    session.print_result(saved, sentence(plain(saved.name)), as_json=as_json)


def _directory(session: Session) -> EmbeddedPeople:
    people = session.crm.people
    if not isinstance(behind_guards(people), EmbeddedPeople):
        raise DirectoryElsewhere.because_not_built_in()
    return people


def _require_id(person_id: str) -> None:
    if not person_id.strip():
        raise Invalid.field("ID", "it names nobody", "give a short name such as ada")


def _table(people: Sequence[Person], open_leads: dict[str, int] | None, default_capacity: int) -> Table:
    """A column that would say nothing of anybody is left out; nobody knows how many leads where there is no answer."""
    details: dict[str, list[str | None]] = {
        "Team": [person.team for person in people],
        "Looks after": [", ".join(sorted(person.territories)) for person in people],
        "Knows": [", ".join(sorted(person.skills)) for person in people],
        "Acts for": [person.acts_for for person in people],
    }
    columns = [name for name, texts in details.items() if any(texts)]
    grid = table("Id", "Name", "Open leads", *columns, right=("Open leads",), whole=("Id",))
    for row, person in enumerate(people):
        name = cut(person.name + _away(person))
        name.stylize("" if person.is_active and not person.paused else "dim")
        capacity = default_capacity if person.capacity is None else person.capacity
        held = NOTHING if open_leads is None else f"{open_leads.get(person.id, 0)} of {capacity}"
        grid.add_row(plain(person.id), name, held, *(cut(details[each][row]) for each in columns))
    return grid


def _away(person: Person) -> str:
    if not person.is_active:
        return " (left)"
    return " (paused)" if person.paused else ""
