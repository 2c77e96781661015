"""``crm timer``: what falls due later; fired by workers or, without one, by ``crm timer run``."""

from typing import Annotated

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import counted, words
from crm_adapters.cli.shell.session import session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_core.actor import Permission
from crm_operations.records import Timer
from crm_operations.timers import TimerCoordinator

app = typer.Typer(no_args_is_help=True)

ABOUT = Column[Timer]("About", lambda timer, _: words(timer.subject.kind))

add_listing(app, TimerCoordinator.list, (("Due", "trigger_at"), "kind", "rung", "state", ABOUT, "id"), "timers")
add_command(app, "show", TimerCoordinator.get)
add_command(app, "cancel", TimerCoordinator.cancel, "{id} is {state}.")
add_command(app, "retry", TimerCoordinator.retry, "{id} is {state}.", next_step="crm timer run")


@app.command("run")
def run_timers(
    ctx: typer.Context,
    watch: Annotated[
        bool, typer.Option("--watch", metavar="", help="Go on until Ctrl-C, firing what falls due.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fire everything that is due, whatever tenant it belongs to.

    A worker does this by itself.
    """
    session = session_of(ctx)
    session.actor.require(Permission.PROCESS_MANAGE)
    firing = session.crm.timer_firing
    if watch:
        with stop_requested() as stop:
            session.print_note("Firing; Ctrl-C stops.")
            firing_loop = session.crm.container.infrastructure.loops().named("timers")
            firing_loop.run(firing.run_next, stop)
        return
    run = firing.run_until_none()
    text = f"{counted(run.fired, 'timer')} fired, {run.retried:,} to be tried again, {run.failed:,} failed."
    session.print_result({**run.to_dict(), "claimed": run.claimed}, text, as_json=as_json)
    if run.failed and not as_json:
        session.print_note("Next: crm timer list --failed", "dim")
