"""``crm worker``: a process that runs what others enqueued, delivers, and recovers what died."""

import os
from typing import Annotated

import typer
from structlog.contextvars import unbind_contextvars

from crm_adapters.cli.shell.logs import set_up_logs
from crm_adapters.cli.shell.screen import moment
from crm_adapters.cli.shell.session import session_of
from crm_adapters.cli.shell.stopping import stop_requested
from crm_adapters.wiring import CrmSettings
from crm_core.actor import Permission


def run_worker(
    ctx: typer.Context,
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", min=1, help="Processes run at a time; the worker begun last says it for all of them."
        ),
    ] = None,
    relay_threads: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help="Threads that deliver notices and events.")
    ] = 1,
    delivery_threads: Annotated[
        int,
        typer.Option(
            metavar="NUMBER", min=0, help="Threads that take messages to addresses outside, which may be slow."
        ),
    ] = 1,
    timer_threads: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help="Threads that fire timers when they fall due.")
    ] = 1,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", min=0, help="Stop by itself after so long.")
    ] = None,
) -> None:
    """Work until stopped: run what was enqueued or falls due, deliver, recover what died, delete what is old.

    As many workers as you like may share a PostgreSQL; each serves all tenants.

    Ctrl-C or SIGTERM lets it finish what it is at, for a while; a second one ends it at once.
    """
    session = session_of(ctx)
    session.actor.require(Permission.PROCESS_MANAGE)
    session.actor.require(Permission.RELAY_RUN)
    if not ctx.find_root().params["verbose"]:
        set_up_logs(os.environ.get("CRM_LOG_LEVEL", "info"))
    session.open(_with_concurrency(session.settings, concurrency), works_off_queues=True)
    worker = session.crm.worker(
        relay_threads=relay_threads, delivery_threads=delivery_threads, timer_threads=timer_threads
    )
    unbind_contextvars("tenant", "actor")  # it acts for whoever enqueued
    with stop_requested() as stop:
        report = worker.run(stop, seconds)
    for failing in report.failing:
        since = moment(failing.since, session.zone)
        session.print_note(
            f"Failing since {since}, {failing.failures:,} times: {failing.loop}: {failing.error}", "yellow"
        )


def _with_concurrency(settings: CrmSettings, concurrency: int | None) -> CrmSettings:
    if concurrency is None:
        return settings
    operations = settings.operations
    processes = operations.processes.model_copy(update={"concurrency": concurrency})
    return settings.model_copy(update={"operations": operations.model_copy(update={"processes": processes})})
