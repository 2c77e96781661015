"""Working time counted minute by minute, by what the clocks of the zone show: what the rules are compared with.

Of the rules it shares nothing but the standard library. Hours hold from when the clocks first show their beginning, or
later, until they first show their end, or later; so each minute is judged by the highest time shown so far.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Shifts = Sequence[tuple[int, int]]
"""Minutes of the day they begin and end; an end that is not after the beginning is on the next day."""


class Plan(NamedTuple):
    """Hours as a test draws them."""

    zone: str
    week: tuple[Shifts, ...]
    special: Mapping[date, Shifts]
    holidays: frozenset[date]

    def shifts(self, day: date) -> Shifts:
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week[day.weekday()]

    def counts(self, shown: datetime) -> bool:
        """Whether a minute counts in which the clocks show this."""
        for day, minute in ((shown.date(), shown.hour * 60 + shown.minute), (shown.date() - DAY, None)):
            for start, end in self.shifts(day):
                until = end if end > start else end + 1440
                if start <= (minute if minute is not None else shown.hour * 60 + shown.minute + 1440) < until:
                    return True
        return False


def counted_minutes(plan: Plan, start: datetime, end: datetime) -> list[datetime]:
    """The beginning of each minute that counts, in UTC, from ``start`` until ``end``; both are whole minutes."""
    zone = ZoneInfo(plan.zone)
    counted = []
    minute = start.astimezone(UTC) - 4 * HOUR  # longer than any clock was set back
    highest = minute.astimezone(zone).replace(tzinfo=None)
    while minute < end:
        highest = max(highest, minute.astimezone(zone).replace(tzinfo=None))
        if minute >= start and plan.counts(highest):
            counted.append(minute)
        minute += MINUTE
    return counted
