"""Working days where no calendar is named: Monday to Friday, in the tenant's zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def working_days_after(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day so many working days later; on a free day the count begins with the next one."""
    local = at.astimezone(zone)
    remaining = days
    while remaining:
        local += timedelta(days=1)
        if local.weekday() < _SATURDAY:
            remaining -= 1
    return local.astimezone(at.tzinfo)
