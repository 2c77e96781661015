"""``crm deal follow``: closes here what people closed in the sales system itself."""

from typing import Annotated

import typer

from crm_adapters.cli.screen import counted
from crm_adapters.cli.session import session_of
from crm_adapters.cli.stopping import told_to_stop
from crm_adapters.loops import LONGEST_PAUSE, text_of
from crm_adapters.wiring import sales_follower
from crm_core.actor import Permission


def follow_deals(
    ctx: typer.Context,
    every: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1, help="Go on looking until told to stop; else look once."),
    ] = None,
) -> None:
    """Close the deals whose quotation somebody confirmed, or whose opportunity was lost, in Tryton itself.

    With --every whatever goes wrong is told, and it looks again after pauses that grow.
    """
    session = session_of(ctx)
    session.actor.require(Permission.DEAL_CLOSE)
    follower = sales_follower(session.crm)

    def follow() -> None:
        followed = follower.follow(session.actor)
        won, lost = (counted(len(deals), "deal") for deals in (followed.won, followed.lost))
        session.out.say(f"{won} won there, {lost} lost.")
        for each in followed.not_followed:
            session.say(f"{each.opportunity_id}: {each.problem}", "yellow")

    if every is None:
        follow()
        return
    pause = every

    def look() -> float:
        try:
            follow()
        except Exception as failure:
            session.say(text_of(failure) or type(failure).__name__, "yellow")
            raise
        return pause

    loop = session.crm.container.ground.loops().named("sales follower")
    with told_to_stop() as stop:
        loop.run(look, stop, longest_pause=max(pause, LONGEST_PAUSE))
