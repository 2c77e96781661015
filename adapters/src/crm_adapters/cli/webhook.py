"""``crm webhook``: other applications that receive events."""

from typing import Annotated

import typer
from rich.table import Table

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.reading import moment_of
from crm_adapters.cli.shell.screen import counted, facts, moment, plain, state, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.notifiers import DeliveryState, Pong, Webhook, Webhooks, WebhookState, WebhookWithSecret

app = typer.Typer(no_args_is_help=True)

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id: see crm webhook list.")]


@app.command("list")
def list_webhooks(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the addresses that receive events."""
    session = session_of(ctx)
    found = session.crm.webhooks.list(session.actor)
    grid = table("Webhook", "Address and events", "State", "Given up", right=("Given up",), whole=("Webhook",))
    for each in found:
        grid.add_row(each.id, f"{plain(each.url)}\n{', '.join(each.topics)}", state(each.state), str(each.failures))
    session.print_result(found, grid if found else "No webhooks: see crm webhook add.", as_json=as_json)


@app.command("show")
def show_webhook(
    ctx: typer.Context,
    webhook: WebhookId,
    only: Annotated[
        DeliveryState | None,
        typer.Option("--state", metavar="STATE", help=f"Deliveries that are {', '.join(DeliveryState)} only."),
    ] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Show one of them, and what became of its deliveries, the latest first."""
    session = session_of(ctx)
    found = session.crm.webhooks.show(session.actor, webhook)
    deliveries = session.crm.webhooks.deliveries(session.actor, webhook, state=only, limit=limit)
    grid = table("Delivery", "Event", "State", "Tried", "Last error", right=("Tried",), whole=("Delivery",))
    for each in deliveries:
        grid.add_row(each.id, each.topic, state(each.state), str(each.attempts), plain(each.error))
    answer = {**found.to_dict(), "deliveries": [each.to_dict() for each in deliveries]}
    session.print_result(answer, _sheet(session, found), grid if deliveries else "No deliveries.", as_json=as_json)
    if not as_json and any(each.state is DeliveryState.DEAD for each in deliveries):
        session.print_note(f"Next: crm webhook replay {found.id}", "dim")


def show_secret(session: Session, asked: Asked[WebhookWithSecret], as_json: bool) -> None:
    webhook = asked.answer.webhook
    line = f"{plain(webhook.url)}: {webhook.id}"
    session.print_result(asked.answer, line, f"Secret: {asked.answer.secret}", as_json=as_json)
    if not as_json:
        session.print_note(f"The secret is not shown again. Next: crm webhook test {webhook.id}", "dim")


add_command(app, "add", Webhooks.add, show_secret)
add_command(app, "rotate", Webhooks.rotate_secret, show_secret)
add_command(app, "enable", Webhooks.enable, "{url} receives events again.")
add_command(app, "disable", Webhooks.disable, "{url} receives nothing more.")


@app.command("remove")
def remove_webhook(ctx: typer.Context, webhook: WebhookId, as_json: AsJson = False) -> None:
    """Delete it, and what is on its way to it."""
    session = session_of(ctx)
    session.crm.webhooks.remove(session.actor, webhook)
    session.print_result({"removed": webhook}, f"{plain(webhook)} is deleted.", as_json=as_json)


def show_pong(session: Session, asked: Asked[Pong], as_json: bool) -> None:
    pong = asked.answer
    text = f": {plain(pong.text)}" if pong.text else ""
    session.print_result(pong, f"HTTP {pong.status} after {pong.milliseconds:,} ms{text}", as_json=as_json)


add_command(app, "test", Webhooks.test, show_pong)


@app.command("replay")
def replay_deliveries(
    ctx: typer.Context,
    webhook: WebhookId,
    ids: Annotated[list[str] | None, typer.Argument(metavar="DELIVERY", help="Which; else what was given up.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Everything since then, taken or not: 2026-01-31, or 2026-01-31T09:00."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send again, under the same ids, what was given up, or what was taken and got lost there."""
    session = session_of(ctx)
    moment_since = moment_of(since, session.zone, option="--since")
    count = session.crm.webhooks.replay(session.actor, webhook, ids=ids or None, since=moment_since)
    session.print_result({"replayed": count}, f"{counted(count, 'delivery', 'deliveries')} put back.", as_json=as_json)
    if count and not as_json:
        session.print_note("Next: crm relay run, unless a worker runs", "dim")


def _sheet(session: Session, webhook: Webhook) -> Table:
    until = webhook.former_secret_until
    is_disabled = webhook.state is WebhookState.DISABLED
    return facts(
        [
            ("Webhook", webhook.id),
            ("Address", plain(webhook.url)),
            ("Events", ", ".join(webhook.topics)),
            ("State", state(webhook.state)),
            ("Why", plain(webhook.reason) if is_disabled else None),
            ("Given up in a row", str(webhook.failures)),
            ("Two secrets until", moment(until, session.zone) if until else None),
            ("Since", moment(webhook.created_at, session.zone)),
        ]
    )
