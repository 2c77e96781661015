"""``crm inbox``: notices, each with its reason, until they are read."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.group import group_with
from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.screen import counted, moment, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.notifiers import InboxMessage
from crm_core.errors import Invalid
from crm_operations.providers import Urgency

app = typer.Typer(cls=group_with("list"))

_STYLES = {Urgency.INFO: "bold", Urgency.REMINDER: "bold yellow", Urgency.ESCALATION: "bold red"}


@app.command("list")
def show_inbox(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", metavar="", help="Also what was read.")] = False,
    limit: Limit = 50,
    after: Annotated[str | None, typer.Option("--after", metavar="ID", help="Go on after this message.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is unread, newest first, each with its reason; so does crm inbox alone. --as says who you are."""
    session = session_of(ctx)
    messages = session.crm.notifier.inbox(session.actor, unread_only=not everything, before_id=after, limit=limit)
    nothing = "Nothing." if everything else "Nothing unread."
    session.print_result(messages, _table(messages, session) if messages else nothing, as_json=as_json)


@app.command("read")
def mark_read(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Which messages.")] = None,
    everything: Annotated[bool, typer.Option("--all", metavar="", help="Whatever is unread.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mark messages as read."""
    if bool(ids) == everything:
        raise Invalid.field("ID", "it is not clear which messages", "name some, or say --all")
    session = session_of(ctx)
    count = session.crm.notifier.mark_read(session.actor, ids or None)
    session.print_result({"read": count}, f"{counted(count, 'message')} read.", as_json=as_json)


@app.command("count")
def count_unread(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how many messages are unread."""
    session = session_of(ctx)
    count = session.crm.notifier.unread_count(session.actor)
    session.print_result({"unread": count}, f"{counted(count, 'message')} unread.", as_json=as_json)


def _table(messages: Sequence[InboxMessage], session: Session) -> Table:
    grid = table("When", "Message", whole=("When",))
    for entry in messages:
        message = entry.message
        what = Text.assemble((plain(message.title), "dim" if entry.read_at else _STYLES[message.urgency]))
        if message.urgency is not Urgency.INFO:
            what.append(f"  {message.urgency}", "dim")
        if entry.due is not None:
            what.append(f", due {moment(entry.due, session.zone)}", "dim")
        what.append(f"\n{plain(message.body)}\nWhy: {plain(message.reason)}")
        what.append(f"\n{entry.id}", "dim")
        grid.add_row(moment(entry.created_at, session.zone), what)
    return grid
