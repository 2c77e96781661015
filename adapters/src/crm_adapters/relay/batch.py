"""A batch of claimed messages: which are still to be delivered, and which outcomes are not stored yet."""

import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import RowMapping

from crm_adapters.relay.fairness import destination_of
from crm_adapters.relay.outbox_queue import Failure, OutboxQueue, Outcomes, Released, entity_of, is_suspect
from crm_core.errors import Unavailable
from crm_core.values import Value

UNSETTLED = "what became of it could not be kept"

_log = structlog.get_logger(__name__)


class RelayRun(Value):
    """How many of the claimed messages had each outcome."""

    delivered: int = 0
    retried: int = 0
    """Failed, to be tried again later."""
    dead: int = 0
    released: int = 0
    """Not tried: not reached before the lease ran low, or waiting for another one of the same entity or address."""

    @property
    def claimed(self) -> int:
        return self.delivered + self.retried + self.dead + self.released

    def __add__(self, other: "RelayRun") -> "RelayRun":
        return RelayRun(**{field: getattr(self, field) + getattr(other, field) for field in RelayRun.model_fields})


class Batch:
    """Messages in the order of claiming; after a failure the later messages of the same entity are released.

    Deliveries to addresses outside are in lanes, one for each tenant, each possibly on its own thread.
    """

    def __init__(self, claimed: Sequence[RowMapping]) -> None:
        self._ahead = deque(row for row in claimed if is_suspect(row) or destination_of(row) is None)
        self._lanes: dict[str, deque[RowMapping]] = {}
        for row in claimed:
            if not is_suspect(row) and destination_of(row) is not None:
                self._lanes.setdefault(row["tenant_id"], deque()).append(row)
        self._waiting_entities: set[tuple[str, str, str]] = set()
        self._delivered: list[RowMapping] = []
        self._failed: list[Failure] = []
        self._released: list[Released] = []
        self._lock = threading.RLock()
        self.has_begun = False
        self.report = RelayRun()

    def next(self) -> RowMapping | None:
        """The next message whose entity waits for no earlier one; it stays ahead until it is taken."""
        while self._ahead and entity_of(self._ahead[0]) in self._waiting_entities:
            self._released.append(Released(self._ahead.popleft()))
        return self._ahead[0] if self._ahead else None

    def take(self, row: RowMapping, failure: Failure | None) -> None:
        self._ahead.popleft()
        self._note(row, failure)

    @property
    def lanes(self) -> Sequence[str]:
        """The tenants that have one, in the order of their first message."""
        return list(self._lanes)

    def next_in(self, lane: str) -> RowMapping | None:
        with self._lock:
            return self._lanes[lane][0] if self._lanes[lane] else None

    def take_in(self, lane: str, failure: Failure | None) -> None:
        with self._lock:
            self._note(self._lanes[lane].popleft(), failure)

    def postpone_in(self, lane: str, until: datetime) -> None:
        """Releases the next delivery of the lane, since its address is not tried before that moment."""
        with self._lock:
            self._released.append(Released(self._lanes[lane].popleft(), until))

    def release_the_rest_of(self, lane: str) -> None:
        """Releases a tenant's other deliveries, so that addresses that do not answer delay the batch only once."""
        with self._lock:
            self._released.extend(map(Released, self._lanes[lane]))
            self._lanes[lane].clear()

    def release_the_rest(self) -> None:
        self._released.extend(map(Released, self._ahead))
        self._ahead.clear()
        for lane in self._lanes:
            self.release_the_rest_of(lane)

    def _note(self, row: RowMapping, failure: Failure | None) -> None:
        with self._lock:
            self.has_begun = True
            if failure is None:
                self._delivered.append(row)
                return
            self._failed.append(failure)
            if failure.again_at is not None and (entity := entity_of(row)):
                self._waiting_entities.add(entity)

    @property
    def is_unsettled(self) -> bool:
        return bool(self._delivered or self._failed or self._released)

    def settle(self, queue: OutboxQueue, now: datetime) -> None:
        """All of them, or none."""
        outcomes = self._outcomes
        queue.settle(now, outcomes)
        self._delivered, self._failed, self._released = [], [], []
        self._count(outcomes)

    def settle_one_by_one(self, queue: OutboxQueue, now: datetime) -> None:
        """An outcome that cannot be stored becomes a dead letter or, where that fails too, its lease runs out.

        Raises Unavailable; the outcomes left can be settled later.
        """
        for outcomes in self._outcomes.singly():
            settled = _settled_somehow(queue, now, outcomes)
            self._delivered = [row for row in self._delivered if row not in outcomes.delivered]
            self._failed = [failure for failure in self._failed if failure not in outcomes.failed]
            self._released = [item for item in self._released if item not in outcomes.released]
            self._count(settled)

    @property
    def _outcomes(self) -> Outcomes:
        return Outcomes(tuple(self._delivered), tuple(self._failed), tuple(self._released))

    def _count(self, outcomes: Outcomes) -> None:
        dead = sum(1 for failure in outcomes.failed if failure.again_at is None)
        self.report += RelayRun(
            delivered=len(outcomes.delivered),
            retried=len(outcomes.failed) - dead,
            dead=dead,
            released=len(outcomes.released),
        )


def _settled_somehow(queue: OutboxQueue, now: datetime, outcomes: Outcomes) -> Outcomes:
    """The outcome that was stored for one message. Raises Unavailable."""
    try:
        queue.settle(now, outcomes)
    except Unavailable:
        raise
    except Exception as failure:  # noqa: BLE001  whatever keeps one from being settled must not keep the others waiting
        [row] = outcomes.rows
        names = {"message": row["id"], "tenant": row["tenant_id"], "error": type(failure).__name__}
        _log.error("relay.not_settled", **names)
        dead = Outcomes(failed=(Failure(row, f"{UNSETTLED}: {type(failure).__name__}", None),))
        try:
            queue.settle(now, dead)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001  the same; when its lease ends it is claimed again
            _log.exception("relay.not_settled_at_all", **names)
            return Outcomes(released=(Released(row),))
        return dead
    return outcomes
