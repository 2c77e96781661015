"""Hours as people write them: ``mon-fri 09:00-12:00 13:00-18:00`` of a week, ``2026-12-24 09:00-12:00`` of a day."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, StringConstraints

from crm_core.errors import Invalid
from crm_core.personal import IMPERSONAL
from crm_core.vocabulary import FIRST_DAY, LAST_DAY, NAME_LENGTH, OneLine

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = "closed"
_DASH = "\u2013"
"""What word processors make of a hyphen between numbers."""
LONGEST_CLOSURE = 366
"""Days of one line."""
_DAY = 24 * 60

_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")
_YEARLY = re.compile(r"(\d{2})-(\d{2})")
_WEEK_REMEDY = "write it like 'mon-fri 09:00-12:00 13:00-18:00', 'sat,sun 10:00-14:00' or 'mon-sun 22:00-06:00'"
_DAY_REMEDY = "write it like '2026-12-24 09:00-12:00', '2026-12-27/2026-12-31 closed' or each year '12-24 09:00-12:00'"


class Hours(NamedTuple):
    """Minutes since midnight, half-open; beyond 1440 they are of the next day."""

    start: int
    end: int


Week = tuple[tuple[Hours, ...], ...]
"""By weekday, Monday first, the hours that begin on it."""


class SpecialDays(NamedTuple):
    """The hours of days that differ from the week, none of a closed one: by date, and by month and day of each year."""

    dated: Mapping[date, tuple[Hours, ...]]
    yearly: Mapping[tuple[int, int], tuple[Hours, ...]]


def week_of(lines: Iterable[str]) -> Week:
    """The hours of each weekday. Raises Invalid where two of them overlap, into the next day too."""
    found: list[list[Hours]] = [[] for _ in WEEKDAYS]
    for line in lines:
        days, *words = line.split()
        for weekday in _weekdays(days):
            found[weekday].extend(map(_hours, words))
    week = tuple(tuple(sorted(hours)) for hours in found)
    for weekday, hours in enumerate(week):
        following = (Hours(each.start + _DAY, each.end + _DAY) for each in week[(weekday + 1) % 7])
        _require_apart("week", f"hours of {WEEKDAYS[weekday]}", (*hours, *following))
    return week


def special_days_of(lines: Iterable[str]) -> SpecialDays:
    """The days these lines name. Raises Invalid for a day that two lines name, and for overlapping hours of one."""
    dated: dict[date, tuple[Hours, ...]] = {}
    yearly: dict[tuple[int, int], tuple[Hours, ...]] = {}
    for line in lines:
        day, *words = line.split()
        hours = () if words == [CLOSED] else tuple(sorted(map(_hours, words)))
        _require_apart("days", f"hours of {day}", hours)
        for each in _dates(day) if _DATES.fullmatch(day) else (_month_and_day(day),):
            if each in dated or each in yearly:
                named = each if isinstance(each, date) else day
                raise Invalid.field("days", f"two lines name {named}", "say all of a day in one")
            if isinstance(each, date):
                dated[each] = hours
            else:
                yearly[each] = hours
    return SpecialDays(dated, yearly)


def written_hours(hours: Iterable[Hours]) -> str:
    """As people write them: ``09:00-12:00 13:00-18:00``."""
    return " ".join(f"{_clock(each.start)}-{_clock(each.end)}" for each in hours)


def _week_line(line: str) -> str:
    days, *hours = line.casefold().replace(_DASH, "-").split()
    try:
        named = ",".join("-".join(map(_weekday, part.split("-", 1))) for part in days.split(","))
        return f"{named} {written_hours(map(_hours, hours or ['none']))}"
    except ValueError as problem:
        raise ValueError(f"{problem}; {_WEEK_REMEDY}") from None


def _day_line(line: str) -> str:
    day, *words = line.casefold().replace(_DASH, "-").split()
    try:
        if _DATES.fullmatch(day):
            list(_dates(day))
        else:
            _month_and_day(day)
        return f"{day} {CLOSED}" if words == [CLOSED] else f"{day} {written_hours(map(_hours, words or ['none']))}"
    except ValueError as problem:
        raise ValueError(f"{problem}; {_DAY_REMEDY}") from None


_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2 * NAME_LENGTH), OneLine]

WeekLine = Annotated[_Line, AfterValidator(_week_line), IMPERSONAL]
"""Weekdays and their hours; hours that end before they begin end on the next day."""

DayLine = Annotated[_Line, AfterValidator(_day_line), IMPERSONAL]
"""A day, days in a row, or a day of each year, and its hours or that it is closed."""


def _weekdays(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, *last = map(WEEKDAYS.index, part.split("-"))
        yield from ((first + days) % 7 for days in range(((last or [first])[0] - first) % 7 + 1))


def _weekday(word: str) -> str:
    """The short name, also of a longer one. Raises ValueError."""
    if word[:3] not in WEEKDAYS or not _LONG_NAMES[WEEKDAYS.index(word[:3])].startswith(word):
        raise ValueError(f"{word!r} is no weekday; they are {' '.join(WEEKDAYS)}")
    return word[:3]


def _hours(text: str) -> Hours:
    """Raises ValueError."""
    if (found := _HOURS.fullmatch(text)) is None:
        raise ValueError(f"{text!r} are no hours")
    start_hour, start_minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start_minute > 59 or end_minute > 59 or start >= _DAY or end > _DAY:
        raise ValueError(f"{text!r} is no time of a day")
    if start == end:
        raise ValueError(f"{text!r} begins when it ends; a whole day is 00:00-24:00")
    return Hours(start, end if end > start else end + _DAY)


def _dates(text: str) -> Iterator[date]:
    """Raises ValueError."""
    first, _, last = text.partition("/")
    start = date.fromisoformat(first)
    end = date.fromisoformat(last) if last else start
    if not FIRST_DAY <= start <= end <= LAST_DAY:
        raise ValueError(f"{text!r} are no days from {FIRST_DAY} to {LAST_DAY} in order")
    if (length := (end - start).days) >= LONGEST_CLOSURE:
        raise ValueError(f"{text!r} are more than {LONGEST_CLOSURE} days; write several lines")
    return (start + timedelta(days=count) for count in range(length + 1))


def _month_and_day(text: str) -> tuple[int, int]:
    """Raises ValueError."""
    if (found := _YEARLY.fullmatch(text)) is None:
        raise ValueError(f"{text!r} is no day")
    leap_year = date(2024, *map(int, found.groups()))
    return leap_year.month, leap_year.day


def _require_apart(field: str, what: str, hours: Sequence[Hours]) -> None:
    for earlier, later in pairwise(hours):
        if later.start < earlier.end:
            both = written_hours((earlier, Hours(later.start % _DAY, later.end)))
            raise Invalid.field(field, f"{what} overlap: {both}", "let each begin when the former ends, or later")


def _clock(minute: int) -> str:
    """Midnight at the end of a day is 24:00."""
    hour, minutes = divmod(minute - _DAY if minute > _DAY else minute, 60)
    return f"{hour:02}:{minutes:02}"
