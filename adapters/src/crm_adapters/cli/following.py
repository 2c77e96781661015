"""``crm deal follow``: closes here what people closed in the sales system itself."""

from typing import Annotated

import typer

from crm_adapters.cli.screen import counted
from crm_adapters.cli.session import session_of
from crm_adapters.cli.stopping import told_to_stop
from crm_adapters.wiring import sales_follower
from crm_core.actor import Permission
from crm_core.errors import Unavailable


def follow_deals(
    ctx: typer.Context,
    every: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1, help="Go on looking until told to stop; else look once."),
    ] = None,
) -> None:
    """Close the deals whose quotation somebody confirmed, or whose opportunity was lost, in Tryton itself.

    With --every a Tryton that is away is told of and looked at again.
    """
    session = session_of(ctx)
    session.actor.require(Permission.DEAL_CLOSE)
    follower = sales_follower(session.crm)
    with told_to_stop() as stop:
        while True:
            try:
                followed = follower.follow(session.actor)
            except Unavailable as outage:
                if every is None:
                    raise
                session.say(str(outage), "yellow")
            else:
                won, lost = (counted(len(deals), "deal") for deals in (followed.won, followed.lost))
                session.out.say(f"{won} won there, {lost} lost.")
                for each in followed.not_followed:
                    session.say(f"{each.opportunity_id}: {each.problem}", "yellow")
            if every is None or stop.wait(every):
                return
