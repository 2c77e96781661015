"""``crm process``: what runs, what ran, and what a person has to look at."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_adapters.cli.process.sheets import process_lines, process_sheet, what_next
from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.screen import plain, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from crm_adapters.durable import Processes, RunState, RunView

app = typer.Typer(no_args_is_help=True)

PAUSE_SECONDS = 0.1
"""Between two looks at whether a process is at its end."""

ProcessRef = Annotated[
    str,
    typer.Argument(metavar="PROCESS", help="Its id; or the number of the lead or deal that only one is about."),
]


@app.command("list")
def list_processes(
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", metavar="", help="Only what a person has to look at.")] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="Only those that are queued, running, done ...")
    ] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", metavar="NAME", help="Only this kind, such as lead-conversion.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List processes, the latest first."""
    session = session_of(ctx)
    processes: Processes = session.crm.processes
    found = processes.list(session.actor, failed=failed, state=_state(state), workflow=workflow, limit=limit)
    session.print_result(found, *(process_lines(found, session.zone) or ["There is none."]), as_json=as_json)
    if failed and found and not as_json:
        session.print_note(f"Next: crm process show {plain(found[0].id)}", "dim")


@app.command("show")
def show_process(ctx: typer.Context, process: ProcessRef, as_json: AsJson = False) -> None:
    """Show one process: its steps, what was undone, and what to do next."""
    session = session_of(ctx)
    processes: Processes = session.crm.processes
    run = processes.show(session.actor, _id_of(session, process))
    session.print_result(run, plain(run.id), process_sheet(run, session.zone), as_json=as_json)
    if not as_json and (advice := what_next(run, has_worker=processes.has_worker)):
        session.print_note(f"Next: {advice}", "dim")


@app.command("resume")
def resume_process(ctx: typer.Context, process: ProcessRef, as_json: AsJson = False) -> None:
    """Take up what failed for good, once its cause is mended, or what was cancelled before it began."""
    session = session_of(ctx)
    run_id = _id_of(session, process)
    session.crm.processes.resume(session.actor, run_id)
    _print_outcome(session, run_id, as_json=as_json)


@app.command("cancel")
def cancel_process(ctx: typer.Context, process: ProcessRef, as_json: AsJson = False) -> None:
    """Cancel a process: what waits is not begun, what is under way is undone."""
    session = session_of(ctx)
    run_id = _id_of(session, process)
    session.crm.processes.cancel(session.actor, run_id)
    _print_outcome(session, run_id, as_json=as_json)


def _print_outcome(session: Session, run_id: str, *, as_json: bool) -> None:
    """Whoever is at it is waited for; without a worker that is this command. What takes too long goes on without us."""
    processes: Processes = session.crm.processes
    session.finish_abandoned_runs()
    until = time.monotonic() + session.settings.operations.processes.grace_seconds
    while not processes.outcomes(session.actor, [run_id]) and time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
    run = processes.show(session.actor, run_id)
    session.print_result(run, f"{plain(run.id)} is {words(run.state)}.", as_json=as_json)
    if not as_json and (advice := what_next(run, has_worker=processes.has_worker)):
        session.print_note(f"Next: {advice}", "dim")


def _id_of(session: Session, reference: str) -> str:
    """Raises NotFound, and Invalid naming the processes to choose from."""
    if ":" in reference:
        return reference
    entity = session.crm.audit.find(session.actor, reference)
    found: Sequence[RunView] = session.crm.processes.about(session.actor, entity.id)
    if not found:
        raise NotFound("no process is known about {reference}", {"reference": reference})
    if len(found) > 1:
        ids = ", ".join(run.id for run in found)
        raise Invalid.field("PROCESS", f"several are about {reference}", f"name one of: {ids}")
    return found[0].id


def _state(name: str | None) -> "RunState | None":
    from crm_adapters.durable import RunState

    try:
        return None if name is None else RunState(name.strip().lower())
    except ValueError as cause:
        raise Invalid.field("--state", f"there is no {name!r}", f"use one of: {', '.join(RunState)}") from cause
