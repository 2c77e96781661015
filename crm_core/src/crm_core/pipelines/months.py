"""Calendar months in the tenant's time zone, which trends and reports count by."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, Field

from crm_core.clock import zone_named
from crm_core.values import Value
from crm_core.vocabulary import LAST_DAY, ZoneName


def month_of(day: date) -> date:
    """The first day of that day's month, which stands for the month."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month so many months later; a negative count goes back."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


_EARLIEST = date(1800, 1, 1)
"""A report of long ago begins earlier still; the ends of the calendar leave no room for its boundaries."""


class Months(Value):
    """``count`` calendar months from ``first`` on, in the time zone ``timezone``."""

    first: Annotated[date, Field(ge=_EARLIEST, le=LAST_DAY), AfterValidator(month_of)]
    count: Annotated[int, Field(ge=1, le=120)] = 12
    timezone: ZoneName = "UTC"

    @classmethod
    def until(cls, day: date, count: int, timezone: str = "UTC") -> "Months":
        """The month of that day and the ones before it, ``count`` together."""
        return cls(first=month_after(month_of(day), 1 - count), count=count, timezone=timezone)

    @property
    def each(self) -> tuple[date, ...]:
        """The first day of each month, oldest first."""
        return tuple(month_after(self.first, index) for index in range(self.count))

    @property
    def last(self) -> date:
        """The first day of the last month."""
        return month_after(self.first, self.count - 1)

    @property
    def end(self) -> date:
        """The first day after the last month."""
        return month_after(self.first, self.count)

    @property
    def boundaries(self) -> tuple[datetime, ...]:
        """The moment each month begins, and the moment the last one ends: one more than there are months.

        Raises Invalid for an unknown time zone.
        """
        zone = zone_named(self.timezone)
        days = (*self.each, self.end)
        return tuple(datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC) for day in days)
