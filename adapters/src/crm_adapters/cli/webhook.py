"""``crm webhook``: other applications that are told what happens here."""

from datetime import time
from typing import Annotated

import typer
from rich.table import Table

from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.reading import moment_of
from crm_adapters.cli.shell.screen import counted, facts, moment, plain, state, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.notifiers import DeliveryState, Webhook, WebhookState, WebhookWithSecret

app = typer.Typer(no_args_is_help=True)

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id: see crm webhook list.")]


@app.command("add")
def add_webhook(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to, such as https://...")],
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="EVENT", help="Only this event, such as lead.converted; repeat it. Else all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell an address of events from now on. The secret is shown this once."""
    session = session_of(ctx)
    added = session.crm.webhooks.add(session.actor, url, topic or ("*",))
    _show_secret(session, added, "is told from now on", as_json=as_json)


@app.command("list")
def list_webhooks(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the addresses that are told."""
    session = session_of(ctx)
    found = session.crm.webhooks.list(session.actor)
    grid = table("Webhook", "Address and events", "State", "Given up", right=("Given up",), whole=("Webhook",))
    for each in found:
        grid.add_row(each.id, f"{plain(each.url)}\n{', '.join(each.topics)}", state(each.state), str(each.failures))
    session.print_result(found, grid if found else "Nobody is told: see crm webhook add.", as_json=as_json)


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


@app.command("rotate")
def rotate_secret(
    ctx: typer.Context,
    webhook: WebhookId,
    at_once: Annotated[
        bool, typer.Option("--at-once", metavar="", help="The former secret leaked: sign with it no more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draw a new secret, shown this once. For a while deliveries are signed with both."""
    session = session_of(ctx)
    rotated = session.crm.webhooks.rotate_secret(session.actor, webhook, at_once=at_once)
    _show_secret(session, rotated, "has a new secret", as_json=as_json)


@app.command("enable")
def enable_webhook(ctx: typer.Context, webhook: WebhookId, as_json: AsJson = False) -> None:
    """Tell it again. What was given up meanwhile waits for a replay."""
    session = session_of(ctx)
    enabled = session.crm.webhooks.enable(session.actor, webhook)
    session.print_result(enabled, f"{plain(enabled.url)} is told again.", as_json=as_json)


@app.command("disable")
def disable_webhook(
    ctx: typer.Context,
    webhook: WebhookId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever wonders later.")],
    as_json: AsJson = False,
) -> None:
    """Tell it nothing more until it is enabled."""
    session = session_of(ctx)
    disabled = session.crm.webhooks.disable(session.actor, webhook, reason)
    session.print_result(disabled, f"{plain(disabled.url)} is told nothing more.", as_json=as_json)


@app.command("remove")
def remove_webhook(ctx: typer.Context, webhook: WebhookId, as_json: AsJson = False) -> None:
    """Forget it, and what is on its way to it."""
    session = session_of(ctx)
    session.crm.webhooks.remove(session.actor, webhook)
    session.print_result({"removed": webhook}, f"{plain(webhook)} is forgotten.", as_json=as_json)


@app.command("test")
def ping_webhook(ctx: typer.Context, webhook: WebhookId, as_json: AsJson = False) -> None:
    """Send a ping now, signed like everything else, and see what comes back."""
    session = session_of(ctx)
    pong = session.crm.webhooks.test(session.actor, webhook)
    text = f": {plain(pong.text)}" if pong.text else ""
    session.print_result(pong, f"HTTP {pong.status} after {pong.milliseconds:,} ms{text}", as_json=as_json)


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
    moment_since = moment_of(since, session.zone, option="--since", day_at=time.min)
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


def _show_secret(session: Session, drawn: WebhookWithSecret, what: str, *, as_json: bool) -> None:
    webhook = drawn.webhook
    session.print_result(
        drawn, f"{plain(webhook.url)} {what}: {webhook.id}", f"Secret: {drawn.secret}", as_json=as_json
    )
    if not as_json:
        session.print_note(f"The secret is not shown again. Next: crm webhook test {webhook.id}", "dim")
