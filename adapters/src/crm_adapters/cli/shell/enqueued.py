"""Progress of runs enqueued for workers, while a command waits for them."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crm_adapters.cli.shell.screen import Screen
from crm_adapters.cli.shell.session import Session
from crm_adapters.wiring import Crm, RunnerKind
from crm_core.errors import Invalid
from crm_operations.process import NoQueue

if TYPE_CHECKING:
    from crm_adapters.durable import RunEnded

MANY_RUNS = 500
"""As many are asked about by one statement; those enqueued first are done first."""

Enqueue = Annotated[
    bool, typer.Option("--enqueue", metavar="", help="Leave it to the workers, and show how far they are.")
]
NoWait = Annotated[bool, typer.Option("--no-wait", metavar="", help="With --enqueue: hand it over and leave.")]


def check_enqueue(crm: Crm, *, enqueue: bool, no_wait: bool) -> None:
    """Before anything is enqueued. Raises NoQueue; Invalid for one option that needs the other."""
    if no_wait and not enqueue:
        raise Invalid.field("--no-wait", "nothing is enqueued that one could wait for", "add --enqueue")
    if enqueue and crm.settings.runner is not RunnerKind.DURABLE:
        raise NoQueue.because_workflows_run_in_process()


def ended(session: Session, run_ids: Iterable[str]) -> "Iterator[RunEnded]":
    """Each of these runs when it ends, whichever worker runs it; prints a note while there is no worker."""
    crm = session.crm
    pause = crm.settings.operations.processes.poll_seconds
    poller = _RunPoller(session)
    coming = iter(dict.fromkeys(run_ids))
    asked: set[str] = set()
    try:
        while asked := asked.union(islice(coming, MANY_RUNS - len(asked))):
            found = crm.processes.outcomes(session.actor, asked)
            asked -= {run.id for run in found}
            yield from found
            if asked:
                poller.poll()
                time.sleep(pause)
    except KeyboardInterrupt:
        session.print_note("What was enqueued goes on without this command.")
        raise


def bar(screen: Screen) -> Progress:
    """A progress bar with the time left, on standard error; only in a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


class _RunPoller:
    """Polls the runs, and prints a note each time no worker is alive any more."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pause = session.crm.settings.operations.processes.lease_seconds / 10
        self._next = 0.0
        self._has_warned = False

    def poll(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._pause
        has_other_worker = self._session.crm.processes.has_worker
        if not has_other_worker and not self._has_warned:
            self._session.print_note("No worker is alive, so it waits; start one elsewhere with: crm worker", "yellow")
        self._has_warned = not has_other_worker
