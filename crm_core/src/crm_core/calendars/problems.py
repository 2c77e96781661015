"""What in a calendar is probably not meant: holidays that are missing, weeks without hours or with too many."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from crm_core.calendars.calendar import WorkingCalendar, working_time
from crm_core.calendars.working_hours import moment_of
from crm_core.clock import local_date, zone_named
from crm_core.values import Value
from crm_core.vocabulary import AnyText

WEEKS_AHEAD = 53
_WEEK = timedelta(days=7)


class CalendarProblem(Value):
    """A problem of one calendar, and what to do about it."""

    calendar: AnyText
    problem: AnyText
    remedy: AnyText


def problems_of(calendar: WorkingCalendar, at: datetime, most_weekly_hours: int) -> Sequence[CalendarProblem]:
    """In the order of what they are about: holidays of this year and the next, then the weeks of a year."""
    today = local_date(at, zone_named(calendar.timezone))
    return [
        CalendarProblem(calendar=calendar.name, problem=problem, remedy=remedy)
        for problem, remedy in (*_of_holidays(calendar, today), *_of_weeks(calendar, today, most_weekly_hours))
    ]


def _of_holidays(calendar: WorkingCalendar, today: date) -> Iterator[tuple[str, str]]:
    named = {day.year for day in calendar.known_holidays}
    special = {each.partition("-")[0] for each in calendar.days}
    if calendar.country is None and not calendar.days:
        yield "it knows no holidays", "name its country with `--country`, or days with `--day`"
        return
    for year in (today.year, today.year + 1):
        if year in named or (calendar.country is None and _each_year(calendar)):
            continue
        if calendar.country is not None:
            yield (
                f"no holidays of {calendar.country} are known for {year}",
                "take them over with `crm sla calendar renew`, or name days with `--day`",
            )
        elif str(year) not in special:
            yield f"no day of {year} is closed or has other hours", "name its holidays with `--day`"


def _each_year(calendar: WorkingCalendar) -> bool:
    """Whether it names days of each year."""
    return any(len(day.partition(" ")[0]) == len("12-24") for day in calendar.days)


def _of_weeks(calendar: WorkingCalendar, today: date, most_hours: int) -> Iterator[tuple[str, str]]:
    working, zone = working_time(calendar), zone_named(calendar.timezone)
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + count * _WEEK for count in range(WEEKS_AHEAD)]
    hours = {
        week: working.elapsed(moment_of(week, 0, zone), moment_of(week + _WEEK, 0, zone)) / timedelta(hours=1)
        for week in weeks
    }
    yield from _named(hours, lambda count: not count, "without working time", "open it on some day")
    too_many = f"of more than {most_hours} hours"
    yield from _named(hours, lambda count: count > most_hours, too_many, "see whether the hours are meant")


def _named(
    hours: dict[date, float], is_odd: Callable[[float], bool], what: str, remedy: str
) -> Iterator[tuple[str, str]]:
    if found := [week for week, count in hours.items() if is_odd(count)]:
        more = f", and {len(found) - 1} more within a year" if len(found) > 1 else ""
        yield f"the week of {found[0]} is {what}{more}", remedy
