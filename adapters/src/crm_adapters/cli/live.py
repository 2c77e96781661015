"""``crm live``: serve live updates to connected clients."""

import sys
from typing import Annotated

import typer

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_adapters.wiring import CrmSettings
from crm_core.actor import Permission

app = typer.Typer(no_args_is_help=True)


@app.command("token")
def mint_token(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make a token that lets your screen in for a while; --tenant, --as and --role say whose."""
    session = session_of(ctx)
    token = session.open().live.token(session.actor)
    seconds = session.settings.live.token_seconds
    session.print_result({"token": token, "seconds": seconds}, token, as_json=as_json)


@app.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Where to listen; else as set.")] = None,
    port: Annotated[
        int | None, typer.Option(metavar="PORT", min=0, max=65_535, help="Where to listen; 0 takes a free one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve live updates over WebSocket until Ctrl-C or SIGTERM.

    As many servers as you like may share a database; each serves all tenants.
    """
    session = session_of(ctx)
    session.actor.require(Permission.RELAY_RUN)
    session.open(_listening_at(session.settings, host, port))
    server = session.crm.live.server()
    with stop_requested() as stop:
        session.print_result({"url": server.url}, f"Serving {server.url}; Ctrl-C stops.", as_json=as_json)
        sys.stdout.flush()
        server.run(stop)


def _listening_at(settings: CrmSettings, host: str | None, port: int | None) -> CrmSettings:
    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update={"live": settings.live.model_copy(update=changes)})
