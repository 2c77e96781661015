"""A batch on its way: what was claimed together, what became of it, and what of that is not settled yet."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping

from crm_adapters.relay.outbox_queue import Failure, OutboxQueue, entity_of
from crm_core.values import Value


class RelayRun(Value):
    """What became of the messages that were claimed."""

    delivered: int = 0
    retried: int = 0
    """Failed, to be tried again later."""
    dead: int = 0
    given_back: int = 0
    """Not reached before the lease ran low, or waiting for an earlier one of the same entity."""

    @property
    def claimed(self) -> int:
        return self.delivered + self.retried + self.dead + self.given_back

    def __add__(self, other: "RelayRun") -> "RelayRun":
        return RelayRun(**{field: getattr(self, field) + getattr(other, field) for field in RelayRun.model_fields})


class Batch:
    """In the order of claiming; after a failure the later messages of the same entity are given back."""

    def __init__(self, claimed: Sequence[RowMapping]) -> None:
        self._ahead = deque(claimed)
        self._waiting_entities: set[tuple[str, str, str]] = set()
        self._delivered: list[RowMapping] = []
        self._failed: list[Failure] = []
        self._given_back: list[RowMapping] = []
        self.has_begun = False
        self.report = RelayRun()

    def next(self) -> RowMapping | None:
        """The next message whose entity waits for no earlier one; it stays ahead until it is taken."""
        while self._ahead and entity_of(self._ahead[0]) in self._waiting_entities:
            self._given_back.append(self._ahead.popleft())
        return self._ahead[0] if self._ahead else None

    def take(self, row: RowMapping, failure: Failure | None) -> None:
        self._ahead.popleft()
        self.has_begun = True
        if failure is None:
            self._delivered.append(row)
            return
        self._failed.append(failure)
        if failure.again_at is not None and (entity := entity_of(row)):
            self._waiting_entities.add(entity)

    def give_back_the_rest(self) -> None:
        self._given_back.extend(self._ahead)
        self._ahead.clear()

    @property
    def is_unsettled(self) -> bool:
        return bool(self._delivered or self._failed or self._given_back)

    def settle(self, queue: OutboxQueue, now: datetime) -> None:
        queue.settle(now, delivered=self._delivered, failed=self._failed, given_back=self._given_back)
        dead = sum(1 for failure in self._failed if failure.again_at is None)
        self.report += RelayRun(
            delivered=len(self._delivered),
            retried=len(self._failed) - dead,
            dead=dead,
            given_back=len(self._given_back),
        )
        self._delivered, self._failed, self._given_back = [], [], []
