"""A feed in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from crm_core.clock import Clock
from crm_operations.live_updates import LiveUpdate, NewUpdate
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class FakeLiveFeed(RecordingFake):
    """A LiveFeed.

    Features: everything of RecordingFake; ``updates`` lists what is stored for a tenant, oldest first.
    """

    partner: ClassVar[str] = "live_feed"
    state_attributes: ClassVar[tuple[str, ...]] = ("_updates", "_last", "_delivered")

    def __init__(self, clock: Clock, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self._clock = clock
        self._updates: dict[str, tuple[tuple[datetime, LiveUpdate], ...]] = {}
        self._last: dict[str, int] = {}
        self._delivered: frozenset[tuple[str, str]] = frozenset()

    def updates(self, tenant_id: str) -> Sequence[LiveUpdate]:
        return [update for _, update in self._updates.get(tenant_id, ())]

    @command
    def append(self, tenant_id: str, updates: Sequence[NewUpdate]) -> None:
        for update in updates:
            if (tenant_id, update.delivery_id) in self._delivered:
                continue
            self._delivered |= {(tenant_id, update.delivery_id)}
            self._last[tenant_id] = sequence = self._last.get(tenant_id, 0) + 1
            appended = LiveUpdate(sequence=sequence, **update.model_dump(exclude={"delivery_id"}))
            self._updates[tenant_id] = (*self._updates.get(tenant_id, ()), (self._clock.now(), appended))

    @query
    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        return [update for update in self.updates(tenant_id) if update.sequence > after][:limit]

    @query
    def last(self, tenant_id: str) -> int:
        return self._last.get(tenant_id, 0)

    @command
    def forget(self, tenant_id: str, before: datetime) -> int:
        updates = self._updates.get(tenant_id, ())
        old = max((update.sequence for at, update in updates if at < before), default=0)
        self._updates[tenant_id] = tuple((at, update) for at, update in updates if update.sequence > old)
        return len(updates) - len(self._updates[tenant_id])
