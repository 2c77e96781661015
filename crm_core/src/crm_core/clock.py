"""The clock is injected; rules never read the system time."""

from datetime import UTC, date, datetime
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from crm_core.errors import Invalid
from crm_core.vocabulary import ZoneName


class Clock(Protocol):
    """The source of the current moment; injected, so that rules can be tested at any time."""

    def now(self) -> datetime:
        """Timezone-aware and in UTC."""
        ...


def moment_in_words(at: datetime) -> str:
    """``2026-03-25 08:30 UTC``, with seconds where there are any: in texts whose readers may live anywhere."""
    in_utc = at.astimezone(UTC)
    return f"{in_utc:%Y-%m-%d %H:%M:%S}".removesuffix(":00") + " UTC"


def duration_in_words(seconds: int) -> str:
    """``1 h 30 min``, ``24 h``, ``45 s``; of none ``0 s``."""
    hours, rest = divmod(seconds, 3_600)
    parts = ((hours, "h"), (rest // 60, "min"), (rest % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment in the tenant's time zone: 31 January 23:30 in New York is not yet February."""
    return moment.astimezone(zone).date()


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise Invalid.field(
            "timezone", f"{name!r} is not a known time zone", "use an IANA name such as Europe/Berlin"
        ) from cause


def _known_zone(name: str) -> str:
    try:
        zone_named(name)
    except Invalid as unknown:
        raise ValueError(str(unknown).partition(": ")[2]) from unknown
    return name


KnownZone = Annotated[ZoneName, AfterValidator(_known_zone)]
"""A time zone there is."""
