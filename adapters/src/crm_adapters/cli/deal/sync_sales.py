"""``crm deal follow``: closes here what people closed in the sales system itself."""

from typing import Annotated

import typer

from crm_adapters.cli.shell.screen import counted
from crm_adapters.cli.shell.session import session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_adapters.wiring import sales_sync
from crm_core.actor import Permission
from crm_core.errors import Unavailable


def sync_deals(
    ctx: typer.Context,
    every: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1, help="Go on looking until stopped; else look once."),
    ] = None,
) -> None:
    """Close the deals whose quotation somebody confirmed, or whose opportunity was lost, in Tryton itself.

    With --every a Tryton that is away is named and looked at again.
    """
    session = session_of(ctx)
    session.actor.require(Permission.DEAL_CLOSE)
    sync = sales_sync(session.crm)
    with stop_requested() as stop:
        while True:
            try:
                result = sync.run(session.actor)
            except Unavailable as outage:
                if every is None:
                    raise
                session.print_note(str(outage), "yellow")
            else:
                won, lost = (counted(len(deals), "deal") for deals in (result.won, result.lost))
                session.out.print_line(f"{won} won there, {lost} lost.")
                if result.waiting:
                    waiting = counted(len(result.waiting), "deal")
                    session.print_note(f"Accepted there and waiting here: {waiting}; see crm work.")
                for each in result.not_synced:
                    session.print_note(f"{each.opportunity_id}: {each.problem}", "yellow")
            if every is None or stop.wait(every):
                return
