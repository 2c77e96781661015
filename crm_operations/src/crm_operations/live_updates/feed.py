"""The feed: the updates of a tenant in one order, stored for some days, so that a client can continue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crm_operations.live_updates.updates import LiveUpdate, NewUpdate


class LiveFeed(Protocol):
    """Stores live updates; sequences follow the order of commits, so a reader of one can read all earlier ones.

    Every method may raise Unavailable.
    """

    def append(self, tenant_id: str, updates: Sequence[NewUpdate]) -> None:
        """Appends all in this order, or none; updates whose delivery id is stored already are skipped."""
        ...

    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        """Stored updates after that sequence, oldest first; a gap before the first means that some were deleted."""
        ...

    def last(self, tenant_id: str) -> int:
        """The last sequence issued, even if its update is deleted; 0 before the first."""
        ...

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Deletes the oldest up to the last one appended before that moment, and answers how many."""
        ...
