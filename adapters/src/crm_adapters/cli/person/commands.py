"""``crm person``: the built-in directory of those who can be given leads."""

from collections.abc import Callable
from typing import Annotated, Any, Self

import typer
from pydantic import ValidationError

from crm_adapters.cli.person.options import PersonId, named, with_options, written_as
from crm_adapters.cli.person.sheets import people_table, person_sheet, who
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.failures import explain_failure
from crm_adapters.cli.shell.fields import OptionUnusable
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import plain
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.wiring import behind_guards
from crm_core.actor import Permission
from crm_core.clock import local_date
from crm_core.errors import Invalid, NotFound, Refused
from crm_operations.providers import Person

app = typer.Typer(no_args_is_help=True)


class DirectoryElsewhere(Refused):
    @classmethod
    def because_not_built_in(cls) -> Self:
        return cls("people are kept in another system; change them there")


class PersonUnknown(NotFound):
    @classmethod
    def because_nobody_is_called_so(cls, person_id: str) -> Self:
        return cls("no person with id {id}; `crm person list` shows who there is", {"id": person_id})


@app.command("add")
@with_options
def add_person(
    ctx: typer.Context,
    person_id: Annotated[str, typer.Argument(metavar="ID", help="What the person is known by, such as ada.")],
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Add somebody whom leads can be given to."""
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    _require_id(person_id)
    known = {"name": person_id, "timezone": session.own_settings.timezone, **named(options)}
    directory = _directory(session)
    saved = _written(lambda: directory.add(session.actor.tenant_id, Person(id=person_id, **known)))
    session.print_result(saved, f"{who(saved)} can be given leads.", as_json=as_json)


@app.command("edit")
@with_options
def edit_person(
    ctx: typer.Context,
    person: PersonId,
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Change what is known of somebody. An empty text, as in --team '', empties it; a list replaces all there was."""
    changes = named(options)
    if not changes:
        raise Invalid.field("options", "nothing is to be changed", "name what is: see --help")
    _change(ctx, person, changes, lambda saved: f"{who(saved)} is changed.", as_json=as_json)


@app.command("show")
def show_person(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Show somebody of the directory: who leads them, whom they lead, what they have."""
    session = session_of(ctx)
    session.actor.require(Permission.LEAD_READ)
    tenant, people = session.actor.tenant_id, session.crm.people
    known = people.find_by_id(tenant, person)
    if known is None:
        raise PersonUnknown.because_nobody_is_called_so(person)
    beside = Beside()
    workloads = beside.ask("open leads, of the directory", lambda: people.open_workload(tenant, [known.id]))
    held = workloads[0].open_leads if workloads else None
    capacity = session.own_settings.routing.default_capacity
    sheet = person_sheet(known, people.members(tenant), held, capacity)
    session.print_result(known, sheet, *beside.shown(), as_json=as_json)


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
    shown = people_table(people, None if workloads is None else open_leads, default) if people else "Nobody yet."
    session.print_result(people, shown, *beside.shown(), as_json=as_json)


@app.command("pause")
def pause_person(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Give somebody no new leads for a while."""
    _change(ctx, person, {"paused": True}, lambda saved: f"{_name(saved)} gets no new leads for now.", as_json=as_json)


@app.command("resume")
def resume_person(ctx: typer.Context, person: PersonId, as_json: AsJson = False) -> None:
    """Give somebody new leads again, also one who had left."""
    changes = {"paused": False, "is_active": True, "left_on": None}
    _change(ctx, person, changes, lambda saved: f"{_name(saved)} can be given leads again.", as_json=as_json)


@app.command("leave")
def person_leaves(
    ctx: typer.Context,
    person: PersonId,
    last_day: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Their last day; else today.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say that somebody left; what they have stays theirs until it is given to others."""
    session = session_of(ctx)
    today = local_date(session.crm.clock.now(), session.zone)
    changes = {"is_active": False, "left_on": last_day or today}
    _change(ctx, person, changes, lambda saved: f"{_name(saved)} has left.", as_json=as_json)


def _change(
    ctx: typer.Context, person_id: str, changes: dict[str, Any], sentence: Callable[[Person], str], *, as_json: bool
) -> None:
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    directory = _directory(session)
    known = directory.find_by_id(session.actor.tenant_id, person_id)
    if known is None:
        raise PersonUnknown.because_nobody_is_called_so(person_id)
    edited = {**dict(known), **changes}
    saved = _written(lambda: directory.update(session.actor.tenant_id, Person.model_validate(edited)))
    session.print_result(saved, sentence(saved), as_json=as_json)


def _written(write: Callable[[], Person]) -> Person:
    """Raises Invalid, which names options as they are written."""
    try:
        return write()
    except ValidationError as error:
        raise OptionUnusable.because_it_does_not_fit(explain_failure(error, written_as)) from error
    except Invalid as refusal:
        field = written_as(str(refusal.facts.get("field")))
        raise type(refusal)(refusal.args[0], {**refusal.facts, "field": field}) from refusal


def _name(person: Person) -> str:
    return plain(person.name)


def _directory(session: Session) -> EmbeddedPeople:
    people = session.crm.people
    if not isinstance(behind_guards(people), EmbeddedPeople):
        raise DirectoryElsewhere.because_not_built_in()
    return people


def _require_id(person_id: str) -> None:
    if not person_id.strip():
        raise Invalid.field("ID", "it names nobody", "give a short name such as ada")
