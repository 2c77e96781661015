"""Working time: the hours of a calendar by the clocks of its zone, compared in UTC.

Hours begin and end when the clocks first show the time, or a later one where they skip it: at a change to summer time
02:30 is 03:00, at one to winter time 01:30 is the first of both. A shift belongs to the day it begins on.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.calendars.counting import CountedTime, Span
from crm_core.calendars.hours import Hours, SpecialDays, Week
from crm_core.clock import local_date
from crm_core.values import LAST_MOMENT
from crm_core.vocabulary import LAST_DAY

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(seconds=1)
_MOST_DAYS_CACHED = 4_000


class WorkingTime(CountedTime):
    """Hours of a special day before those of a holiday, which has none, before those of the week."""

    def __init__(self, zone: ZoneInfo, week: Week, special: SpecialDays, holidays: Collection[date]) -> None:
        self._zone = zone
        self._week = week
        self._special = special
        self._holidays = holidays
        self._days: dict[date, tuple[Span, ...]] = {}

    def hours_of(self, day: date) -> tuple[Hours, ...]:
        """The hours that begin on this day."""
        special = self._special.dated.get(day, self._special.yearly.get((day.month, day.day)))
        if special is not None:
            return special
        return () if day in self._holidays else self._week[day.weekday()]

    def spans(self, after: datetime) -> Iterator[Span]:
        counted = after.astimezone(UTC)
        day = local_date(counted, self._zone) - _ONE_DAY  # a shift of the night before may go on
        while day <= LAST_DAY:
            for start, end in self._of(day):
                if counted < end:
                    yield Span(max(start, counted), end)
                    counted = end
            day += _ONE_DAY

    def _of(self, day: date) -> tuple[Span, ...]:
        """Cached, since many clocks ask for the same days."""
        if (cached := self._days.get(day)) is None:
            if len(self._days) >= _MOST_DAYS_CACHED:
                self._days.clear()
            spans = (Span(*(moment_of(day, minute, self._zone) for minute in hours)) for hours in self.hours_of(day))
            cached = self._days[day] = tuple(span for span in spans if span.start < min(span.end, LAST_MOMENT))
        return cached


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the clocks of the zone first show this minute of the day, or a later one; 1440 is the next midnight."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if _shown(moment, zone) == wall:
        return moment
    earlier, later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while later - earlier > _INSTANT:
        middle = earlier + (later - earlier) // 2
        earlier, later = (earlier, middle) if _shown(middle, zone) >= wall else (middle, later)
    return later.replace(microsecond=0)


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
