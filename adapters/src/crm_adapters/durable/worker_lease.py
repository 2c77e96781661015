"""Renews the lease of this process, and recovers the runs of workers whose lease has ended."""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from crm_adapters.durable.engine import Engine
from crm_adapters.loops import Loops
from crm_adapters.storage import DatabaseOfAnotherRelease, SqlWorkers, Worker
from crm_adapters.system_clock import SystemClock
from crm_core.errors import Conflict

WORKER, COMMAND = "worker", "command"
HEARTBEATS_PER_LEASE = 3
"""A worker that misses one of them is not yet taken for dead."""

_log = structlog.get_logger(__name__)


class WorkerLease:
    """Renews the lease in a thread beside an open engine; ``refusal`` is why this release may not continue, if so."""

    def __init__(
        self, engine: Engine, workers: SqlWorkers, lease_seconds: float, concurrency: int, loops: Loops | None = None
    ) -> None:
        self._loops = loops or Loops()
        self._engine = engine
        self._workers = workers
        self._duration = timedelta(seconds=lease_seconds)
        self._concurrency = concurrency
        self._clock = SystemClock()  # leases are between processes, to which a virtual clock means nothing
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._recovering = threading.Lock()
        self.refusal: DatabaseOfAnotherRelease | None = None
        self._when_refused: list[Callable[[], None]] = []

    def when_refused(self, do: Callable[[], None]) -> None:
        """``do`` is called in the lease's thread when another release's migration forbids this one to continue."""
        self._when_refused.append(do)

    def enter(self) -> None:
        """Takes the lease; called before the engine runs anything, so that no crash leaves runs nobody recovers."""
        if self._thread is None:
            with suppress(Conflict):  # an earlier try succeeded, and its answer was lost
                self._workers.enter(self._me(self._clock.now()))

    def begin(self) -> None:
        """Starts to renew the lease."""
        if self._thread is not None:
            return
        self._stop.clear()
        self._thread = threading.Thread(target=self._heartbeat, name="crm-worker-lease", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ends the lease, so that others may take over unfinished runs at once."""
        if self._thread is None:
            return
        self._stop.set()
        self._thread.join()
        self._thread = None
        if self._engine.has_unfinished_work():
            self._workers.renew(self._engine.executor_id, self._clock.now())
        else:
            self._workers.leave(self._engine.executor_id)

    def recover_expired_workers(self) -> int:
        """Queues the runs of dead workers again, and answers how many."""
        with self._recovering:
            now = self._clock.now()
            runs = 0
            # Read before the leases, since a worker that starts meanwhile takes its lease first.
            at_work = self._engine.executors_at_work()
            known = self._workers.known()
            for worker in known:
                if worker.alive_until > now or worker.id == self._engine.executor_id:
                    continue
                if self._workers.claim(worker, now + self._duration):
                    runs += self._recover(worker.id)
                    self._workers.leave(worker.id)
            # A worker taken for dead too early starts more runs until it notices; if it dies before, it has no lease.
            for unknown in at_work - {worker.id for worker in known} - {self._engine.executor_id}:
                runs += self._recover(unknown)
            return runs

    def has_other_worker(self) -> bool:
        """Whether a worker other than this process is alive, to run what waits."""
        now = self._clock.now()
        return any(
            worker.kind == WORKER and worker.alive_until > now and worker.id != self._engine.executor_id
            for worker in self._workers.known()
        )

    def _recover(self, worker_id: str) -> int:
        found = self._engine.recover(worker_id)
        _log.info("processes.taken_over", worker=worker_id, runs=found)
        return found

    def _heartbeat(self) -> None:
        interval = self._duration.total_seconds() / HEARTBEATS_PER_LEASE

        def renew() -> float:
            try:
                self._workers.look_at_release()
            except DatabaseOfAnotherRelease as refusal:
                self._leave_to_newer(refusal)
                self._stop.set()
                return 0.0
            now = self._clock.now()
            if not self._workers.renew(self._engine.executor_id, now + self._duration):
                # Taken for dead, and its runs recovered by others; those here end without effect at their next step.
                _log.warning("processes.taken_for_dead", worker=self._engine.executor_id)
                self._workers.enter(self._me(now))
            self.recover_expired_workers()
            return interval

        self._loops.named("lease").run(renew, self._stop, longest_pause=interval)

    def _leave_to_newer(self, refusal: DatabaseOfAnotherRelease) -> None:
        """Stops renewing; others may take over the runs here when the lease ends."""
        _log.error("processes.left_to_newer_release", worker=self._engine.executor_id, error=str(refusal))
        self.refusal = refusal
        for do in self._when_refused:
            do()

    def _me(self, now: datetime) -> Worker:
        return Worker(
            id=self._engine.executor_id,
            kind=WORKER if self._engine.works_off_queues else COMMAND,
            host=socket.gethostname(),
            pid=os.getpid(),
            concurrency=self._concurrency,
            started_at=now,
            alive_until=now + self._duration,
        )
