"""A worker: runs the queues, delivers the outbox and does maintenance, until it is stopped."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from crm_adapters.durable.engine import Engine
from crm_adapters.durable.maintenance import NEVER, WORKFLOW, Maintenance, MaintenanceJob
from crm_adapters.durable.runner import DurableRunner
from crm_adapters.loops import FailingLoop, Loops
from crm_adapters.system_clock import SystemClock
from crm_core.values import Value
from crm_operations.process import process_and_number
from crm_operations.settings import OperationsSettings

_PAGE = 500
"""One statement names every run of a page."""

_log = structlog.get_logger(__name__)


class Deliverer(Protocol):
    """The relay, as far as a worker needs it."""

    def run_forever(self, stop: threading.Event) -> None: ...

    def prune(self, older_than: timedelta) -> int: ...


class Timers(Protocol):
    """The firing of timers, as far as a worker needs it."""

    def run_next(self) -> float: ...

    def forget_old(self) -> int: ...


class WorkerReport(Value):
    """``left`` counts runs, deliveries and timers that had not ended in the end; other workers take them over."""

    worker_id: str
    seconds: float
    processes: int
    left: int
    failing: tuple[FailingLoop, ...]
    """The loops that were failing when it was stopped, and since when."""


class Worker:
    """Runs queued processes with an engine that works off queues and is not open yet."""

    def __init__(
        self,
        runner: DurableRunner,
        relay: Deliverer,
        settings: OperationsSettings,
        relays: Sequence[Deliverer],
        forget_updates: Callable[[], int],
        forget_attempts: Callable[[datetime], int],
        sync_sales: Callable[[], int] | None = None,
        loops: Loops | None = None,
        timers: Timers | None = None,
        timer_threads: int = 1,
    ) -> None:
        """Each of ``relays`` gets its own thread, and may be listed twice; ``relay`` is for the maintenance jobs."""
        self._timers = timers
        self._timer_threads = timer_threads if timers else 0
        self._runner = runner
        self._engine = runner.engine
        self._relay = relay
        self._relays = relays
        self._message_retention = timedelta(days=settings.relay.retention_days)
        self._process_retention = timedelta(days=settings.processes.retention_days)
        self._forget_updates = forget_updates
        self._forget_attempts = forget_attempts
        self._sync_sales = sync_sales
        self._processes = settings.processes
        self._clock = SystemClock()
        self._loops = loops or Loops()

    def run(self, stop: threading.Event, seconds: float | None = None) -> WorkerReport:
        """Runs until stopped, or for so many seconds; then it takes nothing more and waits a while for what runs.

        Raises EngineInUse, Invalid for a malformed cron expression, and DatabaseOfAnotherRelease: when it opens the
        database, and at the end when another release migrated the database meanwhile so that this one may not write.
        """
        began = time.monotonic()
        self._engine.set_maintenance(self._maintenance())
        self._runner.when_refused(stop.set)
        self._runner.open()
        relays = [
            threading.Thread(target=self._deliver, args=(relay, stop), name=f"crm-relay-{number}", daemon=True)
            for number, relay in enumerate(self._relays)
        ]
        timers = [
            threading.Thread(target=self._fire, args=(stop,), name=f"crm-timers-{number}", daemon=True)
            for number in range(self._timer_threads)
        ]
        for thread in (*relays, *timers):
            thread.start()
        names: dict[str, Any] = {"worker": self._engine.executor_id}
        _log.info("worker.began", **names, concurrency=self._processes.concurrency, relay_threads=len(relays))
        try:
            stop.wait(seconds)
        finally:
            stop.set()
            failing = self._loops.failing
            _log.info("worker.stopping", **names, running=self._engine.running, grace=self._processes.grace_seconds)
            left = self._end([*relays, *timers])
        report = WorkerReport(
            worker_id=self._engine.executor_id,
            seconds=round(time.monotonic() - began, 3),
            processes=self._engine.started,
            left=left,
            failing=failing,
        )
        figures = {"seconds": report.seconds, "processes": report.processes, "left": left}
        _log.info("worker.stopped", **names, **figures, failing=[each.loop for each in failing])
        if self._runner.refusal is not None:
            raise self._runner.refusal
        return report

    def _end(self, threads: Sequence[threading.Thread]) -> int:
        """How many runs, deliveries and batches of timers had not ended within the grace time."""
        until = time.monotonic() + self._processes.grace_seconds
        self._runner.close()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return self._engine.running + sum(thread.is_alive() for thread in threads)

    def _deliver(self, relay: Deliverer, stop: threading.Event) -> None:
        """Runs the relay, and starts it again should it ever end by itself."""

        def deliver() -> float:
            relay.run_forever(stop)
            return 0.0

        self._loops.named("relay").run(deliver, stop)

    def _fire(self, stop: threading.Event) -> None:
        """Fires what falls due, batch by batch."""
        if self._timers is not None:
            self._loops.named("timers").run(self._timers.run_next, stop)

    def _maintenance(self) -> Maintenance:
        due = self._processes.maintenance
        sync_sales, timers = self._sync_sales, self._timers
        return Maintenance(
            {
                "prune_outbox": MaintenanceJob(due.prune_outbox, lambda: self._relay.prune(self._message_retention)),
                "forget_updates": MaintenanceJob(due.forget_updates, self._forget_updates),
                "forget_processes": MaintenanceJob(due.forget_processes, self._forget_processes),
                "forget_timers": NEVER if timers is None else MaintenanceJob(due.forget_timers, timers.forget_old),
                "sync_sales": NEVER if sync_sales is None else MaintenanceJob(due.sync_sales, sync_sales),
            },
            self._loops,
        )

    def _forget_processes(self) -> int:
        before = self._clock.now() - self._process_retention
        return forget_finished(self._engine, before) + self._forget_attempts(before)


def forget_finished(engine: Engine, before: datetime) -> int:
    """Deletes runs finished before then, and answers how many; failed ones stay, with all runs of their process."""
    failed = {
        process_and_number(run.workflow_id)[0]
        for run in engine.runs.list(
            status=["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"], load_input=False, load_output=False
        )
        if run.name != WORKFLOW
    }
    which: dict[str, Any] = {
        "status": ["SUCCESS", "CANCELLED"],
        "completed_before": before.astimezone(UTC).isoformat(),
        "limit": _PAGE,
        "load_input": False,
        "load_output": False,
    }
    forgotten = skipped = 0
    while page := engine.runs.list(**which, offset=skipped):
        old = [run.workflow_id for run in page if process_and_number(run.workflow_id)[0] not in failed]
        engine.runs.forget(old)
        forgotten += len(old)
        skipped += len(page) - len(old)
    return forgotten
