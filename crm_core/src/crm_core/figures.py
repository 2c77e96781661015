"""What figures of several rooms share: the days they are counted over, their median and their percentiles."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Self

from crm_core.clock import zone_named
from crm_core.errors import Invalid
from crm_core.money import rounded_ratio
from crm_core.values import Value, as_utc
from crm_core.vocabulary import AnyDay, ZoneName

MOST_MONTHS = 120


class Period(Value):
    """The days ``since`` until ``until``, both included, in a time zone."""

    since: AnyDay
    until: AnyDay
    timezone: ZoneName = "UTC"

    def check(self) -> Self:
        """Raises Invalid where it ends before it begins, or is longer than ten years."""
        if self.until < self.since:
            raise Invalid.field("until", "it is before the first day", "name a later day")
        if self.until.year * 12 + self.until.month - self.since.year * 12 - self.since.month >= MOST_MONTHS:
            raise Invalid.field(
                "since", f"there are more than {MOST_MONTHS} months to the last day", "name a later day"
            )
        return self

    @property
    def months(self) -> Sequence[date]:
        """The first day of each month that it touches."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.since, self.until))
        return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]

    @property
    def boundaries(self) -> Sequence[datetime]:
        """The moments it begins, enters each further month and ends: one more than there are months."""
        zone = zone_named(self.timezone)
        days = (self.since, *self.months[1:], self.until + timedelta(days=1))
        return [as_utc(datetime.combine(day, time.min, tzinfo=zone)) for day in days]


def median(in_order: Sequence[int]) -> int | None:
    """The middle one; of two in the middle their half, to even. None of none."""
    middle = in_order[(len(in_order) - 1) // 2 : len(in_order) // 2 + 1]
    return rounded_ratio(sum(middle), len(middle)) if middle else None


def nearest_rank(in_order: Sequence[int], percent: int) -> int | None:
    """The smallest one that so many percent are not above; None of none."""
    return in_order[-(-len(in_order) * percent // 100) - 1] if in_order else None
