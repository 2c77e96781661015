"""Days and moments as files write them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time()
ISO = ""
"""The format of ISO 8601, which needs no name: ``2018-02-26 19:58:54``, ``2018-02-26T19:58:54Z``, ``2018-02-26``."""

_DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y"),
)
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", "T%H:%M:%S")
FORMATS = tuple(day + time for day in _DAYS for time in _TIMES)
"""Those that are recognized without being named; a year of two digits is 1969 to 2068."""


def read_moment(text: str, format_: str) -> datetime:
    """As it is written, with a zone only where it has one. Raises ValueError."""
    # The zone of the mapping is put in afterwards.
    return datetime.strptime(text, format_) if format_ else datetime.fromisoformat(text)  # noqa: DTZ007


@lru_cache(maxsize=10_000)
def formats_of(text: str) -> frozenset[str]:
    """The formats that it fits; ISO alone where it fits that."""
    if _fits(text, ISO):
        return frozenset({ISO})
    return frozenset(each for each in FORMATS if _fits(text, each))


def moments_in(zone: str) -> Callable[[date], datetime]:
    """Makes moments aware and UTC: those without a zone are in that one, a bare day is its midnight there."""
    here = ZoneInfo(zone)

    def moment(read: date) -> datetime:
        whole = read if isinstance(read, datetime) else datetime.combine(read, MIDNIGHT)
        return (whole if whole.tzinfo else whole.replace(tzinfo=here)).astimezone(UTC)

    return moment


def _fits(text: str, format_: str) -> bool:
    try:
        read_moment(text, format_)
    except ValueError:
        return False
    return True
