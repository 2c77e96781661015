"""Scheduled maintenance jobs, each run by one of all workers at a time, such as the deletion of old data."""

from collections.abc import Callable, Mapping
from contextvars import Context
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from dbos import DBOS, ScheduleInput, error

from crm_adapters.loops import Loops
from crm_core.errors import CrmError, Invalid

WORKFLOW = "maintenance"
MAINTENANCE_QUEUE = "crm-maintenance"
"""Apart from the workflows' queue, which has a part for each tenant; only who has maintenance jobs listens to it."""

_log = structlog.get_logger(__name__)


class MaintenanceJob(NamedTuple):
    """``cron`` is in UTC, an empty one is never due; ``do`` answers how many things it processed."""

    cron: str
    do: Callable[[], int]


NEVER = MaintenanceJob("", lambda: 0)


class Maintenance:
    """The engine's scheduler queues each job once for each time it is due, however many workers there are."""

    _at_work: "Maintenance | None" = None

    def __init__(self, jobs: Mapping[str, MaintenanceJob], loops: Loops | None = None) -> None:
        self._jobs = jobs
        self._loops = loops or Loops()

    def begin(self) -> None:
        """Schedules the jobs on a launched engine. Raises Invalid for a malformed cron expression."""
        Maintenance._at_work = self
        DBOS.register_queue(MAINTENANCE_QUEUE, worker_concurrency=1, on_conflict="always_update")
        for name, job in self._jobs.items():
            if job.cron.strip():
                _schedule(name, job.cron.strip())
            else:
                DBOS.delete_schedule(_schedule_name(name))

    def do(self, name: str) -> None:
        """Runs a job; a failure is stored with its first moment until the job succeeds at a later time."""
        job = self._jobs.get(name)
        if job is None:
            return  # of another release
        loop = self._loops.named(f"job {name}", is_scheduled=True)
        try:
            done = job.do()
        except CrmError as failure:
            _log.warning("maintenance.failed", job=name, error=type(failure).__name__)
            loop.failed(failure)
        except Exception as failure:  # noqa: BLE001  the engine's own log is silenced, so nobody else would say it
            _log.exception("maintenance.broke", job=name)
            loop.failed(failure)
        else:
            _log.info("maintenance.done", job=name, count=done)
            loop.succeeded()


def _schedule(name: str, cron: str) -> None:
    schedule: ScheduleInput = {
        "schedule_name": _schedule_name(name),
        "workflow_fn": _run_maintenance,
        "schedule": cron,
        "context": name,
        "queue_name": MAINTENANCE_QUEUE,
    }
    try:
        DBOS.apply_schedules([schedule])
    except error.DBOSException as cause:
        remedy = "write minute, hour, day, month and weekday like '17 3 * * *', or nothing for never"
        raise Invalid.field(f"processes.maintenance.{name}", f"{cron!r} is no cron expression", remedy) from cause


def _schedule_name(name: str) -> str:
    return f"crm-{name}"


@DBOS.workflow(name=WORKFLOW)
def _run_maintenance(_due_at: datetime, name: Any) -> None:
    maintenance = Maintenance._at_work  # noqa: SLF001
    if maintenance is None:
        raise RuntimeError("maintenance was asked for without jobs")
    # A job's calls of the engine are no steps of a run; an empty context is outside.
    Context().run(maintenance.do, str(name))
