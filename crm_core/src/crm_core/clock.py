"""Time comes in by constructor: rules never ask the machine."""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_core.errors import Invalid


class Clock(Protocol):
    """Tells the moment, aware and in UTC."""

    def now(self) -> datetime: ...


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day a moment falls on where the tenant lives: 31 January 23:30 in New York is not yet February."""
    return moment.astimezone(zone).date()


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise Invalid.field(
            "timezone", f"{name!r} is not a known time zone", "use an IANA name such as Europe/Berlin"
        ) from cause
