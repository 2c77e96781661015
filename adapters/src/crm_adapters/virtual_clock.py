"""A clock that stands at the moment it is set to, for a replayed history or a demonstration."""

from datetime import datetime

from crm_core.values import as_utc


class VirtualClock:
    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> datetime:
        """Sets it forwards or back, and answers the new moment."""
        self._now = as_utc(moment)
        return self._now
