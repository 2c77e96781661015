"""``crm work``: what waits for you, a person, a team, a role or everybody."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from crm_adapters.cli.shell.cells import Column, columns
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.screen import moment, plain, print_json, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_core.roles import Role
from crm_operations.work_queue import WorkChange, WorkItem, WorkKind, WorkOrder, WorkQuery

SHOWN = columns(
    WorkItem,
    Column[WorkItem]("Due", lambda item, zone: moment(item.due_at, zone) if item.due_at else "", whole=True),
    "kind",
    Column[WorkItem]("Number", lambda item, _: plain(item.number), whole=True),
    Column[WorkItem]("What", lambda item, _: f"{plain(item.title)} ({', '.join(map(words, item.reasons))})"),
    Column[WorkItem]("Who", lambda item, _: plain(who_acts(item))),
)


def who_acts(item: WorkItem) -> str:
    """``bob for ada`` where somebody is stood in for."""
    return " for ".join(each for each in (item.user, item.for_user) if each)


def show_work(
    ctx: typer.Context,
    user: Annotated[
        str | None, typer.Option("--user", metavar="USER", help="What waits for this person, instead of you.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="NAME", help="What waits for the people of this team.")
    ] = None,
    role: Annotated[
        Role | None, typer.Option("--for-role", metavar="ROLE", help="What waits for the people who have this role.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--everybody", metavar="", help="What waits for anybody.")] = False,
    kind: Annotated[
        WorkKind | None,
        typer.Option("--kind", metavar="KIND", help=f"Only this kind of work: {', '.join(WorkKind)}."),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", metavar="", help="Only what should be done by now.")] = False,
    order: Annotated[
        WorkOrder, typer.Option("--order", metavar="ORDER", help=f"What comes first: {', '.join(WorkOrder)}.")
    ] = WorkOrder.DUE,
    limit: Limit = 50,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="PLACE", help="Go on after this place, which the page before names."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", metavar="", help="Go on, and say what enters, leaves or changes, until stopped.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """See what waits for you, a person, a team or a role, first what is due first."""
    session = session_of(ctx)
    query = WorkQuery(
        user_id=user,
        team=team,
        role=role,
        everybody=everybody,
        kind=kind,
        overdue=overdue,
        order=order,
        after=after,
        limit=limit + 1,
    )
    if follow:
        _follow(session, query, as_json=as_json)
        return
    found = session.crm.dashboard.pending(session.actor, query)

    def shown(page: Sequence[WorkItem]) -> EntityTable[WorkItem]:
        return EntityTable(SHOWN, page, session.zone)

    session.print_page(found, limit, "work", shown, lambda item: item.place, as_json=as_json)


def _follow(session: Session, query: WorkQuery, *, as_json: bool) -> None:
    """The list, then a line for each change; for scripts a line of JSON for each, from the first item on."""
    with stop_requested() as stop:
        for count, moved in enumerate(session.crm.live.work(session.actor, stop, query)):
            if as_json:
                for each in moved:
                    print_json({"change": each.change, **each.item.to_dict()}, indent=None)
            elif count == 0:
                items = [each.item for each in moved]
                session.out.print(EntityTable(SHOWN, items, session.zone) if items else "No work.")
            else:
                for each in moved:
                    session.out.print_line(_as_line(each))
            sys.stdout.flush()


def _as_line(change: WorkChange) -> str:
    item = change.item
    why, who = ", ".join(map(words, item.reasons)), who_acts(item)
    of_whom = f", {plain(who)}" if who else ""
    return f"{change.change}: {item.kind} {plain(item.number)} {plain(item.title)} ({why}){of_whom}"
