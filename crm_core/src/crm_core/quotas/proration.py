"""How much of a quota holds for a person: the days they are there, each at the share of its month since joining."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm_core.calendars import HasHours, working_time
from crm_core.fiscal import FiscalPeriod
from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.quotas.quota import Proration, Quota
from crm_core.vocabulary import FIRST_DAY, LAST_DAY

CountsDay = Callable[[date], bool]
"""Whether a day is a working day."""

_DAY = timedelta(days=1)
_SATURDAY = 5


class Employment(NamedTuple):
    """From the first day to the last, both of it; None where no such day is known, so that nothing is taken off."""

    joined_on: date | None = None
    left_on: date | None = None


ALL_THE_TIME = Employment()


class _Stretch(NamedTuple):
    """Days from the first to the last, both of it, at one share of the quota."""

    first: date
    last: date
    basis_points: int


def effective_minor(
    quota: Quota, period: FiscalPeriod, employment: Employment, is_working: CountsDay | None = None
) -> int | None:
    """In minor units of the quota's currency, rounded half to even once; None where nothing is to be brought.

    By calendar days, or by working days where the quota says so: then ``is_working`` tells them, else Monday to Friday.
    """
    stretches = list(_stretches(period, employment, quota.ramp))
    if stretches == [_Stretch(period.start, period.end, BASIS_POINTS)]:
        return quota.amount_minor or None
    counted = (is_working or is_weekday) if quota.prorated_by is Proration.WORKING_DAYS else None
    whole = _count(period.start, period.end, counted)
    if not whole:
        return None
    share = sum(_count(each.first, each.last, counted) * each.basis_points for each in stretches)
    return rounded_ratio(quota.amount_minor * share, whole * BASIS_POINTS) or None


def is_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < _SATURDAY


def working_days_of(calendar: HasHours | None) -> CountsDay:
    """The days on which the calendar has hours; Monday to Friday without one."""
    if calendar is None:
        return is_weekday
    time = working_time(calendar)
    return lambda day: bool(time.hours_of(day))


def months_since(joined_on: date, months: int) -> date:
    """The day so many months later, the last of its month where that is shorter: 31 January, 28 February."""
    year, month = divmod(joined_on.month - 1 + months, 12)
    year, month = joined_on.year + year, month + 1
    return date(year, month, min(joined_on.day, monthrange(year, month)[1]))


def _stretches(period: FiscalPeriod, employment: Employment, ramp: Sequence[int]) -> Iterator[_Stretch]:
    first = max(employment.joined_on or FIRST_DAY, period.start)
    last = min(employment.left_on or LAST_DAY, period.end)
    if employment.joined_on is not None:
        for month, basis_points in enumerate(ramp):
            until = months_since(employment.joined_on, month + 1) - _DAY
            if first <= min(until, last):
                yield _Stretch(first, min(until, last), basis_points)
                first = min(until, last) + _DAY
    if first <= last:
        yield _Stretch(first, last, BASIS_POINTS)


def _count(first: date, last: date, counted: CountsDay | None) -> int:
    days = (last - first).days + 1
    return days if counted is None else sum(counted(first + timedelta(days=each)) for each in range(days))
