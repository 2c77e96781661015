"""The fiscal calendar of a tenant: years of months from any month on, or years of weeks in quarters of 4, 4 and 5.

A year of weeks begins on the given weekday nearest the first of its month, so it has 52 weeks or 53; the 53rd belongs
to its last period.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Annotated

from pydantic import Field

from crm_core.errors import Invalid
from crm_core.fiscal.period import FiscalPeriod, PeriodLength, named_period
from crm_core.personal import IMPERSONAL
from crm_core.values import Value

FIRST_YEAR, LAST_YEAR = 1899, 2201
"""They hold every day there may be."""

_WEEKS = (4, 4, 5) * 4
_MONTHS_OF = {PeriodLength.MONTH: 1, PeriodLength.QUARTER: 3, PeriodLength.YEAR: 12}
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class YearOf(StrEnum):
    """What a fiscal year is made of."""

    MONTHS = "months"
    WEEKS = "4-4-5"


class NamedBy(StrEnum):
    """A year that goes from one calendar year into the next is named after one of the two."""

    END = "end"
    START = "start"


class Weekday(StrEnum):
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"

    @property
    def number(self) -> int:
        """As of ``date.weekday``: Monday is 0."""
        return list(Weekday).index(self)


class FiscalCalendar(Value):
    """The calendar year in months, where nothing else is set."""

    year_of: YearOf = YearOf.MONTHS
    start_month: Annotated[int, Field(ge=1, le=12), IMPERSONAL] = 1
    start_weekday: Weekday = Weekday.SUNDAY
    """On which a year of weeks begins."""
    named_by: NamedBy = NamedBy.END

    def containing(self, day: date, length: PeriodLength) -> FiscalPeriod:
        """The period of that length in which the day lies."""
        year = self._year_with(day)
        starts = self._starts(year)
        month = next(number for number in range(12, 0, -1) if starts[number - 1] <= day)
        return self._period(year, length, (month - 1) // _MONTHS_OF[length] + 1, starts)

    def period(self, period_id: str) -> FiscalPeriod:
        """The period of that id. Raises Invalid where this calendar has none."""
        try:
            named = named_period(period_id)
        except ValueError as problem:
            what, _, remedy = str(problem).partition("; ")
            raise Invalid.field("period", what, remedy) from None
        if not FIRST_YEAR <= named.year <= LAST_YEAR:
            raise Invalid.field("period", f"{named.year} is no year", f"name one from {FIRST_YEAR} to {LAST_YEAR}")
        if named.length is not PeriodLength.MONTH:
            return self._period(self._first_calendar_year(named.year), named.length, named.number)
        if named.is_of_weeks != (self.year_of is YearOf.WEEKS):
            right = "2017-P11" if self.year_of is YearOf.WEEKS else "2017-11"
            raise Invalid.field("period", f"the fiscal calendar has no {period_id}", f"its months are called {right}")
        if named.is_of_weeks:
            return self._period(self._first_calendar_year(named.year), named.length, named.number)
        return self.containing(date(named.year, named.number, 1), PeriodLength.MONTH)

    def next(self, period: FiscalPeriod) -> FiscalPeriod:
        """The one of the same length that begins the day after."""
        return self.containing(period.end + _DAY, period.length)

    def previous(self, period: FiscalPeriod) -> FiscalPeriod:
        """The one of the same length that ends the day before."""
        return self.containing(period.start - _DAY, period.length)

    def around(self, period: FiscalPeriod, length: PeriodLength) -> FiscalPeriod:
        """The longer one that a period lies in: the quarter of a month; itself for its own length."""
        return self.containing(period.start, length)

    def parts(self, period: FiscalPeriod, length: PeriodLength) -> Sequence[FiscalPeriod]:
        """The shorter ones that make up a period, in order: the months of a quarter."""
        return list(self._between(period.start, period.end, length))

    def _between(self, start: date, end: date, length: PeriodLength) -> Iterator[FiscalPeriod]:
        while start <= end:
            part = self.containing(start, length)
            yield part
            start = part.end + _DAY

    def _year_with(self, day: date) -> int:
        """The calendar year in which the fiscal year of the day is due to begin."""
        return next(year for year in (day.year + 1, day.year, day.year - 1) if self._begins(year) <= day)

    def _begins(self, year: int) -> date:
        first = date(year, self.start_month, 1)
        if self.year_of is YearOf.MONTHS:
            return first
        later = (self.start_weekday.number - first.weekday()) % 7
        return first + timedelta(days=later if later <= 3 else later - 7)

    def _starts(self, year: int) -> Sequence[date]:
        """The first day of each of its twelve months, and of the year after it."""
        if self.year_of is YearOf.WEEKS:
            begins = self._begins(year)
            return [begins + weeks * _WEEK for weeks in accumulate(_WEEKS[:-1], initial=0)] + [self._begins(year + 1)]
        months = (self.start_month - 1 + count for count in range(13))
        return [date(year + month // 12, month % 12 + 1, 1) for month in months]

    def _period(self, year: int, length: PeriodLength, number: int, starts: Sequence[date] = ()) -> FiscalPeriod:
        months, starts = _MONTHS_OF[length], starts or self._starts(year)
        start, end = starts[(number - 1) * months], starts[number * months] - _DAY
        name = self._name_of(year)
        return FiscalPeriod.model_construct(
            id=self._id(name, length, number, start), length=length, year=name, number=number, start=start, end=end
        )

    def _id(self, year: int, length: PeriodLength, number: int, start: date) -> str:
        match length:
            case PeriodLength.YEAR:
                return f"{year:04d}"
            case PeriodLength.QUARTER:
                return f"{year:04d}-Q{number}"
        return f"{start:%Y-%m}" if self.year_of is YearOf.MONTHS else f"{year:04d}-P{number:02d}"

    def _name_of(self, year: int) -> int:
        return year + self._is_named_after_the_next

    def _first_calendar_year(self, name: int) -> int:
        return name - self._is_named_after_the_next

    @property
    def _is_named_after_the_next(self) -> bool:
        """By the months it is due to begin and to end in, so that no two years share a name."""
        return self.named_by is NamedBy.END and self.start_month > 1
