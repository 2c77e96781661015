"""Chores by the clock, each time done by one of all workers: what is old is forgotten."""

from collections.abc import Callable, Mapping
from contextvars import Context
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from dbos import DBOS, ScheduleInput, error

from crm_adapters.loops import Loops
from crm_core.errors import CrmError, Invalid

WORKFLOW = "housekeeping"
HOUSEKEEPING_QUEUE = "crm-housekeeping"
"""Apart from the recipes' queue, which has a part for each tenant; only who has chores listens to it."""

_log = structlog.get_logger(__name__)


class Chore(NamedTuple):
    """``cron`` is in UTC, an empty one is never due; ``do`` says how many things it dealt with."""

    cron: str
    do: Callable[[], int]


NEVER = Chore("", lambda: 0)


class Housekeeping:
    """The engine's scheduler queues each chore once for each time it is due, however many workers there are."""

    _at_work: "Housekeeping | None" = None

    def __init__(self, chores: Mapping[str, Chore], loops: Loops | None = None) -> None:
        self._chores = chores
        self._loops = loops or Loops()

    def begin(self) -> None:
        """On a launched engine. Raises Invalid for a cron expression that is none."""
        Housekeeping._at_work = self
        DBOS.register_queue(HOUSEKEEPING_QUEUE, worker_concurrency=1, on_conflict="always_update")
        for name, chore in self._chores.items():
            if chore.cron.strip():
                _schedule(name, chore.cron.strip())
            else:
                DBOS.delete_schedule(_schedule_name(name))

    def do(self, name: str) -> None:
        """One that fails is due again the next time; until it gets through, it is known since when it does not."""
        chore = self._chores.get(name)
        if chore is None:
            return  # of another release
        loop = self._loops.named(f"chore {name}", is_scheduled=True)
        try:
            done = chore.do()
        except CrmError as failure:
            _log.warning("housekeeping.failed", chore=name, error=type(failure).__name__)
            loop.failed(failure)
        except Exception as failure:  # noqa: BLE001  the engine's own log is silenced, so nobody else would say it
            _log.exception("housekeeping.broke", chore=name)
            loop.failed(failure)
        else:
            _log.info("housekeeping.done", chore=name, count=done)
            loop.succeeded()


def _schedule(name: str, cron: str) -> None:
    schedule: ScheduleInput = {
        "schedule_name": _schedule_name(name),
        "workflow_fn": _keep_house,
        "schedule": cron,
        "context": name,
        "queue_name": HOUSEKEEPING_QUEUE,
    }
    try:
        DBOS.apply_schedules([schedule])
    except error.DBOSException as cause:
        remedy = "write minute, hour, day, month and weekday like '17 3 * * *', or nothing for never"
        raise Invalid.field(f"processes.chores.{name}", f"{cron!r} is no cron expression", remedy) from cause


def _schedule_name(name: str) -> str:
    return f"crm-{name}"


@DBOS.workflow(name=WORKFLOW)
def _keep_house(_due_at: datetime, name: Any) -> None:
    house = Housekeeping._at_work  # noqa: SLF001
    if house is None:
        raise RuntimeError("kept house without chores")
    # What a chore asks of the engine is no step of a run; an empty context is outside.
    Context().run(house.do, str(name))
