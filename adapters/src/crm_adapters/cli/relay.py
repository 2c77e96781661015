"""``crm relay``: deliver the outbox, and retry dead letters."""

from typing import Annotated

import typer
from rich.text import Text

from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.screen import counted, moment, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_adapters.storage import DELIVERY
from crm_core.actor import Permission
from crm_operations.records import OutboxMessage

app = typer.Typer(no_args_is_help=True)


@app.command("run")
def run_relay(
    ctx: typer.Context,
    watch: Annotated[
        bool, typer.Option("--watch", metavar="", help="Go on until Ctrl-C, delivering what comes in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Deliver everything that is due.

    Notices reach inboxes, and from there mailboxes and other addresses outside;
    events reach analytics, customer journeys, webhooks, live updates and the
    message broker, where these are set up; integrations are run.
    Whatever tenant they belong to.
    """
    session = _permitted(ctx)
    if watch:
        _watch(session)
        return
    run = session.crm.relay.run_until_empty()
    lines = [f"{counted(run.delivered, 'message')} delivered, {run.retried:,} to be tried again, {run.dead:,} dead."]
    session.print_result({**run.to_dict(), "claimed": run.claimed}, *lines, as_json=as_json)
    if run.dead and not as_json:
        session.print_note("Next: crm relay dead", "dim")


@app.command("dead")
def list_dead(ctx: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List what was given up on, with the last error."""
    session = _permitted(ctx)
    dead = session.crm.relay.dead(session.actor.tenant_id, limit=limit)
    grid = table("Message", "Tried", "Last error", right=("Tried",))
    for message in dead:
        what = Text.assemble(plain(message.topic), "\n", (message.id, "dim"))
        what.append(f"\n{moment(message.created_at, session.zone)}", "dim")
        grid.add_row(what, str(message.attempts), plain(message.last_error))
    session.print_result(
        [_presentable(message) for message in dead], grid if dead else "Nothing is dead.", as_json=as_json
    )


@app.command("retry")
def retry_dead(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Which; without any, all of them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put what was given up on back, to be delivered by the next run."""
    session = _permitted(ctx)
    count = session.crm.relay.retry(ids or None, tenant_id=session.actor.tenant_id)
    session.print_result({"revived": count}, f"{counted(count, 'message')} put back.", as_json=as_json)


def _presentable(message: OutboxMessage) -> OutboxMessage:
    """Without the address of a delivery, which may hold a secret; ``crm notification dead`` shows it masked."""
    return message.model_copy(update={"body": ""}) if message.topic.startswith(DELIVERY) else message


def _permitted(ctx: typer.Context) -> Session:
    session = session_of(ctx)
    session.actor.require(Permission.RELAY_RUN)
    return session


def _watch(session: Session) -> None:
    """Ctrl-C or SIGTERM lets the message in hand be delivered and settled; a second one ends it at once."""
    with stop_requested() as stop:
        session.print_note("Delivering; Ctrl-C stops.")
        session.crm.relay.run_forever(stop)
