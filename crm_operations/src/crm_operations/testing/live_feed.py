"""A feed in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from crm_core.clock import Clock
from crm_operations.live_updates import LiveUpdate, NewUpdate
from crm_operations.testing.remembering import Asked, RememberingFake, command, question


class FakeLiveFeed(RememberingFake):
    """A LiveFeed.

    Features: everything of RememberingFake; ``updates`` shows what is kept for a tenant, oldest first.
    """

    partner: ClassVar[str] = "live_feed"
    kept: ClassVar[tuple[str, ...]] = ("_kept", "_last", "_told")

    def __init__(self, clock: Clock, journal: list[Asked] | None = None) -> None:
        super().__init__(journal)
        self._clock = clock
        self._kept: dict[str, tuple[tuple[datetime, LiveUpdate], ...]] = {}
        self._last: dict[str, int] = {}
        self._told: frozenset[tuple[str, str]] = frozenset()

    def updates(self, tenant_id: str) -> Sequence[LiveUpdate]:
        return [update for _, update in self._kept.get(tenant_id, ())]

    @command
    def append(self, tenant_id: str, updates: Sequence[NewUpdate]) -> None:
        for update in updates:
            if (tenant_id, update.delivery_id) in self._told:
                continue
            self._told |= {(tenant_id, update.delivery_id)}
            self._last[tenant_id] = sequence = self._last.get(tenant_id, 0) + 1
            appended = LiveUpdate(sequence=sequence, **update.model_dump(exclude={"delivery_id"}))
            self._kept[tenant_id] = (*self._kept.get(tenant_id, ()), (self._clock.now(), appended))

    @question
    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        return [update for update in self.updates(tenant_id) if update.sequence > after][:limit]

    @question
    def last(self, tenant_id: str) -> int:
        return self._last.get(tenant_id, 0)

    @command
    def forget(self, tenant_id: str, before: datetime) -> int:
        kept = self._kept.get(tenant_id, ())
        old = max((update.sequence for at, update in kept if at < before), default=0)
        self._kept[tenant_id] = tuple((at, update) for at, update in kept if update.sequence > old)
        return len(kept) - len(self._kept[tenant_id])
