"""Working days: those on which a calendar has hours, else Monday to Friday."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def working_days_after(
    at: datetime, days: int, zone: ZoneInfo, works_on: Callable[[date], object] = lambda day: day.weekday() < _SATURDAY
) -> datetime:
    """The same time of day so many working days later; on a free day the count begins with the next one."""
    local = at.astimezone(zone)
    remaining = days
    while remaining:
        local += timedelta(days=1)
        if works_on(local.date()):
            remaining -= 1
    return local.astimezone(at.tzinfo)
