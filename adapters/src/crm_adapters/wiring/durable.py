"""Creates the durable runner, where the extra is installed and a database for its processes is available."""

import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crm_adapters.extras import extra, not_installed
from crm_adapters.identifiers import new_id
from crm_adapters.loops import Loops
from crm_adapters.storage import Database, SqlWorkers, driver_named
from crm_adapters.wiring.settings import CrmSettings, RunnerKind
from crm_core.actor import Actor
from crm_core.errors import Invalid
from crm_core.values import Value
from crm_operations.process import Answer, InProcessRunner, ProcessId, ProcessWatch, RunsDurably, Workflow

if TYPE_CHECKING:
    from crm_adapters.durable import DurableRunner

C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


_OTHERWISE = "or set CRM_RUNNER=in_process"


class LazyDurableRunner:
    """A ProcessRunner that loads the durable engine only for what needs it.

    A call whose workflow is one commit does not: it is atomic already, and after a crash the caller repeats it.
    """

    def __init__(self, make: "Callable[[], DurableRunner]", in_process: InProcessRunner) -> None:
        self._make = make
        self._in_process = in_process
        self._making = threading.Lock()
        self.loaded: DurableRunner | None = None

    def load(self) -> "DurableRunner":
        """Raises Invalid without the extra, or on MariaDB without a place named for the processes."""
        with self._making:  # two threads at once would create two engines, and a process may have one
            if self.loaded is None:
                self.loaded = self._make()
            return self.loaded

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        if self._in_process.is_one_commit:
            try:
                return self._in_process.start(workflow, process_id, actor, command, unless_durable=True)
            except RunsDurably:
                """The engine knows whether it waits, runs, failed, or was never enqueued after all."""
        return self.load().start(workflow, process_id, actor, command)

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        return self.load().enqueue(workflow, process_id, actor, command)


def durable_where_possible(settings: CrmSettings) -> CrmSettings:
    """The settings, with durable runs where the runner is not set and they are possible."""
    if "runner" in settings.model_fields_set or why_not_durable(settings) is not None:
        return settings
    return settings.model_copy(update={"runner": RunnerKind.DURABLE})


def why_not_durable(settings: CrmSettings) -> Invalid | None:
    """What is missing and the remedy; None when nothing is. Imports nothing."""
    if find_spec("dbos") is None:
        return not_installed("dbos", "durable", "runner", _OTHERWISE)
    try:
        processes_url(settings)
    except Invalid as missing:
        return missing
    return None


def durable_runner(
    settings: CrmSettings,
    database: Database,
    in_process: InProcessRunner,
    workflows: Sequence[Workflow[Any, Any]],
    watch: ProcessWatch,
    works_off_queues: bool,
    loops: Loops,
) -> "DurableRunner":
    """Raises Invalid without the extra, or on MariaDB without a place named for the processes."""
    with extra("durable", field="runner", otherwise=_OTHERWISE):
        from crm_adapters.durable import DurableRunner, Engine, WorkerLease
    processes = settings.operations.processes
    engine = Engine(processes_url(settings), new_id(), processes, works_off_queues=works_off_queues)
    lease = WorkerLease(engine, SqlWorkers(database), processes.lease_seconds, processes.concurrency, loops)
    return DurableRunner(
        engine,
        lease,
        workflows,
        in_process,
        settings.operations.retry,
        watch,
        processes,
    )


def processes_url(settings: CrmSettings) -> str:
    """Raises Invalid on MariaDB, and for a database in memory, when no place is named."""
    if settings.processes_url is not None:
        return settings.processes_url
    url = driver_named(settings.database_url)
    match url.get_backend_name():
        case "sqlite" if url.database not in {None, "", ":memory:"}:
            beside = Path(str(url.database)).with_suffix(".processes.db")
            return url.set(database=str(beside)).render_as_string(hide_password=False)
        case "postgresql":
            return url.render_as_string(hide_password=False)
        case kind:
            remedy = "name a PostgreSQL or a SQLite file in CRM_PROCESSES_URL, or set CRM_RUNNER=in_process"
            raise Invalid.field("processes_url", f"durable processes cannot be kept on {kind}", remedy)
