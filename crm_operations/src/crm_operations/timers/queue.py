"""Where workers claim due timers, of all tenants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crm_operations.records import Timer

ATTEMPT_LOST = "no worker came back from firing it"
"""The error of a claimed timer until its attempt ends otherwise."""


class TimerQueue(Protocol):
    """Each call is a transaction of its own, over all tenants; what is fired is written by the unit of work."""

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Timer]:
        """Claims what is due, the oldest first, for nobody else to claim before ``until``; counts as an attempt.

        A tenant with many that are due leaves the others their share. Their ``last_error`` is the one before.
        """
        ...

    def release(self, claimed: Sequence[Timer], now: datetime) -> None:
        """Gives back what was not tried: due again from ``now`` on, and the attempt does not count."""
        ...

    def fail(self, timer: Timer, error: str, again_at: datetime | None, now: datetime) -> None:
        """Ends an attempt that failed; None in place of the next one gives up. Without an effect if claimed anew."""
        ...

    def forget(self, before: datetime) -> int:
        """Deletes fired, passed and cancelled ones that ended before then, and answers how many; failed ones stay."""
        ...
