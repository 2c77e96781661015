"""A clock that stands where it is put, for what did not happen just now: a replayed history, a demonstration."""

from datetime import datetime

from crm_core.values import as_utc


class VirtualClock:
    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> datetime:
        """Forwards or back, and tells the new moment."""
        self._now = as_utc(moment)
        return self._now
