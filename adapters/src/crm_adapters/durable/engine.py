"""DBOS, opened once a process: it stores the runs, the answer of each step, and the queue."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from dbos import DBOS, DBOSContextSetAuth, EnqueueOptions, SetWorkflowAttributes, SetWorkflowID, error

from crm_adapters.durable import configuration
from crm_adapters.durable.dbos_runs import DbosRuns
from crm_adapters.durable.maintenance import MAINTENANCE_QUEUE, Maintenance
from crm_adapters.storage import TRANSLATED, driver_named
from crm_core.errors import Conflict, Refused
from crm_operations.settings import ProcessSettings

QUEUE = "crm"
INTERNAL_QUEUE = "_dbos_internal_queue"
"""The queue of DBOS for runs to be executed again, from which every open engine takes them."""

PAUSE_SECONDS = 0.02
"""Between two looks at what sends no signal."""

Order = dict[str, Any]
Outcome = dict[str, Any]
Perform = Callable[[str, Order], Outcome]
"""Runs the workflow of that name as ordered, and says what came of it."""


class EngineInUse(Refused):
    @classmethod
    def because_one_process_has_one(cls, held: str, requested: str) -> Self:
        return cls(
            "processes run durably on {held} here already; close that first, or use {wanted} from a process of its own",
            {"held": held, "wanted": requested},
        )


class KnownRun(Conflict):
    @classmethod
    def because_started_before(cls, run_id: str) -> Self:
        return cls("{run} was begun before", {"run": run_id})


class Engine:
    """The durable engine; between ``open`` and ``close`` any number of threads may use it."""

    _holder: "Engine | None" = None
    _changing = threading.RLock()

    def __init__(self, url: str, executor_id: str, settings: ProcessSettings, *, works_off_queues: bool) -> None:
        self.url = driver_named(url)
        self.executor_id = executor_id
        self.works_off_queues = works_off_queues
        self.runs = DbosRuns()
        self._settings = settings
        self._perform: Perform | None = None
        self._maintenance: Maintenance | None = None
        self._launched: DBOS | None = None
        self._is_open = False
        self._idle = threading.Condition()
        self._running = 0
        self._started = 0
        self._broken_off: set[str] = set()

    @property
    def is_open(self) -> bool:
        """True only once every method can be called, since other threads may come while it is being opened."""
        return self._is_open

    @property
    def running(self) -> int:
        """How many runs are under way here."""
        return self._running

    @property
    def started(self) -> int:
        """How many runs were started or taken over here."""
        return self._started

    def set_maintenance(self, maintenance: Maintenance) -> None:
        """Sets the maintenance jobs; to be called before ``open``."""
        self._maintenance = maintenance

    def open(self, workflows: Sequence[str], perform: Perform) -> None:
        """Launches DBOS with these workflows; a second call changes nothing.

        Raises EngineInUse when this process has another one open, Unavailable when the database goes away, and Invalid.
        """
        with Engine._changing, TRANSLATED:
            if self.is_open:
                return
            if Engine._holder is not None:
                raise EngineInUse.because_one_process_has_one(str(Engine._holder.url), str(self.url))
            self._perform = perform
            self._launched = DBOS(config=configuration.configuration_of(self.url, self.executor_id))
            for workflow in workflows:
                _register(workflow)
            DBOS.listen_queues(
                [*([QUEUE] if self.works_off_queues else []), *([MAINTENANCE_QUEUE] if self._maintenance else [])]
            )
            Engine._holder = self
            try:
                DBOS.launch()
                DBOS.register_queue(
                    QUEUE,
                    worker_concurrency=self._settings.concurrency,
                    partition_concurrency=self._settings.tenant_concurrency,
                    polling_interval_sec=self._settings.poll_seconds,
                    on_conflict="always_update" if self.works_off_queues else "never_update",
                )
                if self._maintenance is not None:
                    self._maintenance.begin()
            except BaseException:
                self.close()
                raise
            self._is_open = True

    def close(self) -> None:
        """Stops DBOS; runs that have not ended are left for other workers. Raises nothing."""
        with Engine._changing:
            self._is_open = False
            if Engine._holder is self:
                DBOS.destroy()
                Engine._holder = None

    def stop_dequeuing(self) -> None:
        """Takes no more runs from the queue; those that run here continue."""
        if self._launched is not None:
            for event in self._launched.background_thread_stop_events:
                event.set()

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether, within so many seconds, every run claimed here ended and its outcome was stored."""
        until = time.monotonic() + seconds
        while True:
            with self._idle:
                if not self._idle.wait_for(lambda: self._running == 0, timeout=max(0.0, until - time.monotonic())):
                    return False
            if not self._claimed():
                return True
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE_SECONDS)

    def run_here(
        self, workflow: str, run_id: str, tenant_id: str, order: Order, attributes: Mapping[str, Any]
    ) -> Outcome:
        """Runs it in this thread. Raises KnownRun when a run of that id was begun before."""
        run: Callable[[Order], Outcome] = _WORKFLOWS[workflow]
        try:
            with (
                TRANSLATED,
                DBOSContextSetAuth(tenant_id, None),
                SetWorkflowAttributes(dict(attributes) or None),
                SetWorkflowID(run_id, workflow_id_reuse_policy="reject"),
            ):
                return run(order)
        except error.DBOSWorkflowIDInUseError as cause:
            raise KnownRun.because_started_before(run_id) from cause

    def enqueue(self, workflow: str, run_id: str, tenant_id: str, order: Order, attributes: Mapping[str, Any]) -> None:
        """For a worker to run. Raises KnownRun when a run of that id was begun before."""
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": QUEUE,
            "workflow_id": run_id,
            "workflow_id_reuse_policy": "reject",
            "queue_partition_key": tenant_id,
            "authenticated_user": tenant_id,
            "app_version": configuration.FORMAT,
            "attributes": dict(attributes),
        }
        try:
            with TRANSLATED:
                DBOS.enqueue_workflow_with_options(options, order)
        except error.DBOSWorkflowIDInUseError as cause:
            raise KnownRun.because_started_before(run_id) from cause

    def has_unfinished_work(self) -> bool:
        """Whether runs of this executor have not ended."""
        return bool(self.runs.list(executor_id=self.executor_id, status="PENDING", limit=1, load_input=False))

    def executors_at_work(self) -> set[str]:
        """The ids of executors with running runs, alive or not."""
        under_way = self.runs.list(status="PENDING", load_input=False, load_output=False)
        return {run.executor_id for run in under_way if run.executor_id}

    def unclaimed(self, limit: int = 1_000) -> int:
        """How many recovered or resumed runs, ``limit`` at most, wait for any open engine."""
        return len(
            self.runs.list(
                queue_name=INTERNAL_QUEUE, status="ENQUEUED", limit=limit, load_input=False, load_output=False
            )
        )

    def recover(self, executor_id: str) -> int:
        """Queues the runs of a dead executor again, each once however many workers call this; answers how many."""
        with TRANSLATED:
            return len(DBOS._recover_pending_workflows([executor_id]))  # noqa: SLF001  DBOS' recovery has no public function

    def perform(self, workflow: str, order: Order) -> Outcome:
        if self._perform is None:
            raise RuntimeError("performed before it was opened")
        with self._idle:
            self._running += 1
            self._started += 1
        try:
            return self._perform(workflow, order)
        except (KeyboardInterrupt, SystemExit):
            self._broken_off.add(DBOS.workflow_id or "")
            raise
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def _claimed(self) -> set[str]:
        """Ids of runs starting, running or being stored here, but for those interrupted by the end of the process."""
        pending = self.runs.list(executor_id=self.executor_id, status="PENDING", load_input=False, load_output=False)
        return {run.workflow_id for run in pending} - self._broken_off


_WORKFLOWS: dict[str, Callable[[Order], Outcome]] = {}


def _register(workflow: str) -> None:
    """Registers a workflow once, since DBOS knows it by name for the lifetime of the process."""
    if workflow in _WORKFLOWS:
        return

    def perform(order: Order) -> Outcome:
        engine = Engine._holder  # noqa: SLF001
        if engine is None:
            raise RuntimeError("performed after the engine was closed")
        return engine.perform(workflow, order)

    _WORKFLOWS[workflow] = DBOS.workflow(name=workflow, max_recovery_attempts=None)(perform)
