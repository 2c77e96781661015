"""A fiscal period: its id, its first and its last day."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, OneLine, Total

_ID = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])|P(0?[1-9]|1[0-2])))?")
_FORMS = "write it like 2017, 2017-Q4, 2017-11 or, of a year of 4-4-5 weeks, 2017-P11"


class PeriodLength(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class NamedPeriod(Value):
    """What an id names: a year, a quarter or a month of it, by its number."""

    length: PeriodLength
    year: Total
    number: Total = 1
    is_of_weeks: bool = False
    """Whether it is a month of a year of weeks."""


def named_period(text: str) -> NamedPeriod:
    """Raises ValueError."""
    if (found := _ID.fullmatch(text)) is None:
        raise ValueError(f"{text!a} is no period; {_FORMS}")
    year, quarter, month, weeks = (int(part or 0) for part in found.groups())
    if quarter:
        return NamedPeriod(length=PeriodLength.QUARTER, year=year, number=quarter)
    if month or weeks:
        return NamedPeriod(length=PeriodLength.MONTH, year=year, number=month or weeks, is_of_weeks=bool(weeks))
    return NamedPeriod(length=PeriodLength.YEAR, year=year)


def _period_id(text: str) -> str:
    named = named_period(text.upper())
    return f"{named.year:04d}-P{named.number:02d}" if named.is_of_weeks else text.upper()


PeriodId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10),
    OneLine,
    AfterValidator(_period_id),
    IMPERSONAL,
]
"""``2017``, ``2017-Q4``, ``2017-11``, or ``2017-P11`` of a year of weeks; whether the calendar has it shows later."""


class FiscalPeriod(Value):
    """From its first day to its last, both of it; of a calendar, the periods of one length follow without a gap."""

    id: AnyText
    length: PeriodLength
    year: Total
    """What the fiscal year is called."""
    number: Total
    """Which of the year's months or quarters it is, from 1."""
    start: AnyDay
    end: AnyDay

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        return (self.end - self.start).days + 1

    def days_gone(self, day: date) -> int:
        """How many of its calendar days are over at the end of ``day``: none before it, all after it."""
        return min(max((day - self.start).days + 1, 0), self.days)

    def count_days(self, counts: Callable[[date], bool], *, until: date | None = None) -> int:
        """How many of its days count, such as working days; only those up to ``until``, where one is named."""
        return sum(map(counts, self.each_day(until)))

    def each_day(self, until: date | None = None) -> Iterator[date]:
        """Its days in order, up to ``until`` where one is named."""
        last = self.end if until is None else min(self.end, until)
        return (self.start + timedelta(days=count) for count in range((last - self.start).days + 1))
