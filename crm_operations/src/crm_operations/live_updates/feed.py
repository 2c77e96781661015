"""The feed: the updates of a tenant in one order, stored for some days, so that a client can continue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crm_operations.live_updates.updates import LiveUpdate, NewUpdate


class LiveFeed(Protocol):
    """Whoever sees a sequence can read every one before it: numbers are given in the order of commits.

    Every method may raise Unavailable.
    """

    def append(self, tenant_id: str, updates: Sequence[NewUpdate]) -> None:
        """In this order, all or none of them; those whose delivery id is known add nothing."""
        ...

    def read(self, tenant_id: str, after: int, limit: int) -> Sequence[LiveUpdate]:
        """Stored updates after that sequence, oldest first; a gap before the first means that some were deleted."""
        ...

    def last(self, tenant_id: str) -> int:
        """The last sequence issued, even if its update is deleted; 0 before the first."""
        ...

    def forget(self, tenant_id: str, before: datetime) -> int:
        """Drops the oldest up to the last one that was appended before then, and says how many."""
        ...
