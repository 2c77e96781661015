"""Working time is what the clocks of the zone say, minute by minute, through both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minute_by_minute import DAY, MINUTE, Plan, Shifts, counted_minutes

from crm_core.calendars import CLOCK_TIME, CountedTime, NeverDue, Span, counted_time
from crm_core.calendars.hours import WEEKDAYS
from crm_core.errors import Invalid
from crm_core.testing.builders import a_working_calendar
from crm_core.values import LAST_MOMENT

HOUR = timedelta(hours=1)
ROUND_THE_CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2018, 2, 18)),  # at midnight
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),  # by half an hour
    "Pacific/Apia": (date(2011, 12, 30), date(2011, 12, 31)),  # a day that there was not
    "America/St_Johns": (date(2007, 3, 11), date(2007, 11, 4)),  # one minute past midnight
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "Asia/Kathmandu": (date(2026, 3, 29),),
    "UTC": (date(2026, 2, 28),),
}
DAYS_LOOKED_AT = 3


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def written(shifts: Shifts) -> str:
    return " ".join(f"{clock(start)}-{clock(end)}" for start, end in shifts)


def time_of(plan: Plan) -> CountedTime:
    week = [f"{WEEKDAYS[day]} {written(shifts)}" for day, shifts in enumerate(plan.week) if shifts]
    days = [f"{day} {written(shifts) or 'closed'}" for day, shifts in plan.special.items()]
    holidays = [f"{day} Holiday" for day in plan.holidays]
    return counted_time(
        a_working_calendar(timezone=plan.zone, week=tuple(week), days=tuple(days), holidays=tuple(sorted(holidays)))
    )


@st.composite
def shifts(draw: Any) -> Shifts:
    """None to three in a day, the last of them perhaps into the next."""
    minutes = st.integers(0, 23 * 60 + 59) | st.sampled_from([0, 60, 90, 120, 150, 1320, 1439])
    times = sorted(draw(st.sets(minutes, max_size=6)))
    found = [(start, end) for start, end in zip(times[::2], times[1::2], strict=False)]
    if found and found[-1][0] and draw(st.booleans()):
        found[-1] = (found[-1][0], draw(st.integers(0, min(found[0][0], found[-1][0] - 1))))
    return found


@st.composite
def plans(draw: Any) -> tuple[Plan, datetime]:
    """Hours and a moment, some days before or after the clocks of their zone change."""
    zone = draw(st.sampled_from(sorted(ROUND_THE_CHANGES)))
    near = draw(st.sampled_from(ROUND_THE_CHANGES[zone]))
    # What goes on into the next morning ends before anything begins there.
    week = [draw(shifts()) for _ in WEEKDAYS]
    for day in range(7):
        last, following = week[day][-1:], week[(day + 1) % 7]
        if last and last[0][1] <= last[0][0] and following and following[0][0] < last[0][1]:
            week[day] = week[day][:-1]
    if not any(week):
        week[near.weekday()] = [(60, 150)]
    around = st.integers(-4, 4).map(lambda days: near + days * DAY)
    special = draw(st.dictionaries(around, shifts(), max_size=3))
    holidays = frozenset(draw(st.sets(around, max_size=2)))
    start = datetime.combine(near + draw(st.integers(-2, 0)) * DAY, time.min, tzinfo=UTC)
    return Plan(zone, tuple(week), special, holidays), start + draw(st.integers(0, 1439)) * MINUTE


@settings(max_examples=80)
@given(plans(), st.integers(0, 24 * 60 * DAYS_LOOKED_AT), st.integers(1, 2_000))
def test_each_minute_counts_that_the_clocks_say(drawn: tuple[Plan, datetime], length: int, target: int) -> None:
    plan, start = drawn
    until = start + DAYS_LOOKED_AT * DAY
    end = start + length * MINUTE
    counted = counted_minutes(plan, start, until)
    working = time_of(plan)

    assert working.elapsed(start, end) == sum(minute < end for minute in counted) * MINUTE
    if counted:
        assert working.next_opening(start) == counted[0]
    if target <= len(counted):
        assert working.due(start, target * MINUTE) == counted[target - 1] + MINUTE
    explained = working.intervals(start, until)
    assert sum((span.end - span.start for span in explained), timedelta()) == len(counted) * MINUTE
    assert all(span.start < span.end for span in explained)
    assert all(earlier.end < later.start for earlier, later in pairwise(explained))
    assert all(any(span.start <= minute < span.end for span in explained) for minute in counted[::97])


@settings(max_examples=40)
@given(plans(), st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 1_500)), max_size=4), st.integers(1, 1_500))
def test_pauses_take_away_what_they_cover_once(
    drawn: tuple[Plan, datetime], pauses: list[tuple[int, int]], target: int
) -> None:
    plan, start = drawn
    until = start + DAYS_LOOKED_AT * DAY
    covered = [(start + first * MINUTE, start + (first + length) * MINUTE) for first, length in pauses]
    counted = [
        minute
        for minute in counted_minutes(plan, start, until)
        if not any(first <= minute < last for first, last in covered)
    ]
    working = time_of(plan).without(covered)

    assert working.elapsed(start, until) == len(counted) * MINUTE
    if counted:
        assert working.next_opening(start) == counted[0]
    if target <= len(counted):
        assert working.due(start, target * MINUTE) == counted[target - 1] + MINUTE


@settings(max_examples=60)
@given(plans(), st.timedeltas(timedelta(), 40 * HOUR), st.integers(0, 59_999_999))
def test_what_is_due_has_elapsed_then_and_not_before(
    drawn: tuple[Plan, datetime], target: timedelta, microseconds: int
) -> None:
    plan, start = drawn
    start += timedelta(microseconds=microseconds)
    working = time_of(plan)

    due = working.due(start, target)

    assert working.elapsed(start, due) == target
    assert due == start if not target else working.elapsed(start, due - timedelta(microseconds=1)) < target


@settings(max_examples=60)
@given(plans(), st.integers(0, 7_000), st.integers(0, 7_000))
def test_time_adds_up_wherever_it_is_cut(drawn: tuple[Plan, datetime], first: int, second: int) -> None:
    plan, start = drawn
    working = time_of(plan)
    middle, end = start + first * MINUTE, start + (first + second) * MINUTE

    assert working.elapsed(start, middle) + working.elapsed(middle, end) == working.elapsed(start, end)


def berlin(text: str, **changes: Any) -> CountedTime:
    return counted_time(a_working_calendar(timezone="Europe/Berlin", week=(text,), **changes))


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("start", ["2026-06-06 17:00", "2026-06-06 20:00", "2026-06-07 15:00"])
def test_two_hours_from_the_weekend_on_are_due_on_monday_at_noon(start: str) -> None:
    """Sat 17:00, Sat 20:00 and Sun 15:00, Monday to Friday from 10 to 18."""
    working = berlin("mon-fri 10:00-18:00")

    assert working.due(at(start), 2 * HOUR) == at("2026-06-08 12:00")
    assert working.next_opening(at(start)) == at("2026-06-08 10:00")


def test_a_target_that_ends_with_the_day_is_due_at_its_close() -> None:
    working = berlin("mon-fri 10:00-18:00")

    assert working.due(at("2026-06-08 16:00"), 2 * HOUR) == at("2026-06-08 18:00")
    assert working.due(at("2026-06-08 16:00"), 2 * HOUR + timedelta(microseconds=1)) == at("2026-06-09 10:00:00.000001")


def test_the_moment_of_closing_belongs_to_the_next_opening() -> None:
    working = berlin("mon-fri 10:00-18:00")

    assert working.next_opening(at("2026-06-08 17:59:59")) == at("2026-06-08 17:59:59")
    assert working.next_opening(at("2026-06-08 18:00")) == at("2026-06-09 10:00")
    assert working.due(at("2026-06-08 18:00"), HOUR) == at("2026-06-09 11:00")
    assert working.elapsed(at("2026-06-08 18:00"), at("2026-06-09 10:00")) == timedelta()


def test_lunch_does_not_count() -> None:
    working = berlin("mon-fri 09:00-12:00 13:00-18:00")

    assert working.due(at("2026-06-08 11:00"), 2 * HOUR) == at("2026-06-08 14:00")
    assert working.elapsed(at("2026-06-08 08:00"), at("2026-06-08 20:00")) == 8 * HOUR


def test_a_shift_over_night_is_one_and_shrinks_when_the_clocks_go_forward() -> None:
    working = berlin("mon-sun 22:00-06:00")

    assert working.elapsed(at("2026-06-08 12:00"), at("2026-06-09 12:00")) == 8 * HOUR
    assert working.elapsed(at("2026-03-28 12:00"), at("2026-03-29 12:00")) == 7 * HOUR
    assert working.elapsed(at("2026-10-24 12:00"), at("2026-10-25 12:00")) == 9 * HOUR
    assert working.next_opening(at("2026-06-09 03:00")) == at("2026-06-09 03:00")


def test_half_past_two_is_three_on_the_night_that_skips_it() -> None:
    working = berlin("mon-sun 02:30-06:00")

    assert working.next_opening(at("2026-03-29 00:00")) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert working.due(at("2026-03-29 00:00"), HOUR) == at("2026-03-29 04:00")
    assert berlin("mon-sun 02:10-02:50").next_opening(at("2026-03-29 00:00")) == at("2026-03-30 02:10")


def test_what_the_clocks_show_twice_is_the_first_of_both() -> None:
    opens, closes = berlin("mon-sun 02:30-06:00"), berlin("mon-sun 00:00-02:30")
    midnight, morning = at("2026-10-25 00:00"), at("2026-10-25 12:00")

    assert opens.next_opening(midnight) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert opens.elapsed(midnight, morning) == 4.5 * HOUR
    assert closes.elapsed(midnight, morning) == 2.5 * HOUR


def test_a_day_that_there_was_not_counts_nothing() -> None:
    samoa = counted_time(a_working_calendar(timezone="Pacific/Apia", week=("mon-sun 09:00-17:00",)))

    due = samoa.due(at("2011-12-29 16:00", "Pacific/Apia"), 2 * HOUR)

    assert due == at("2011-12-31 10:00", "Pacific/Apia")


def test_twenty_four_hours_are_no_local_day_when_the_clocks_change() -> None:
    assert CLOCK_TIME.due(at("2026-03-28 12:00"), 24 * HOUR) == at("2026-03-29 13:00")
    assert CLOCK_TIME.due(at("2026-10-24 12:00"), 24 * HOUR) == at("2026-10-25 11:00")
    assert CLOCK_TIME.elapsed(at("2026-03-28 12:00"), at("2026-03-29 12:00")) == 23 * HOUR
    assert counted_time(None) is CLOCK_TIME
    assert CLOCK_TIME.due(at("2026-06-06 17:00"), 168 * HOUR) == at("2026-06-13 17:00")


def test_a_calendar_of_all_hours_is_clock_time() -> None:
    working = berlin("mon-sun 00:00-24:00")

    assert working.due(at("2026-03-28 12:00"), 100 * HOUR) == CLOCK_TIME.due(at("2026-03-28 12:00"), 100 * HOUR)
    assert working.intervals(at("2026-03-28 12:00"), at("2026-04-03 12:00")) == [
        Span(at("2026-03-28 12:00"), at("2026-04-03 12:00"))
    ]


def test_special_days_come_before_holidays_and_holidays_before_the_week() -> None:
    working = berlin(
        "mon-fri 09:00-18:00",
        days=("2026-12-24 09:00-12:00", "2026-12-28/2026-12-31 closed", "05-01 10:00-12:00", "12-25 13:00-15:00"),
        holidays=("2026-12-25 Christmas Day", "2026-12-26 Boxing Day", "2026-01-01 New Year"),
    )

    assert working.elapsed(at("2026-12-21 00:00"), at("2027-01-01 00:00")) == (27 + 3 + 2) * HOUR
    assert working.elapsed(at("2026-01-01 00:00"), at("2026-01-02 00:00")) == timedelta()
    assert working.elapsed(at("2026-05-01 00:00"), at("2026-05-02 00:00")) == 2 * HOUR
    assert working.elapsed(at("2027-05-01 00:00"), at("2027-05-02 00:00")) == 2 * HOUR


def test_a_day_of_one_year_comes_before_the_same_day_of_each_year() -> None:
    working = berlin("mon-fri 09:00-18:00", days=("12-24 closed", "2026-12-24 09:00-12:00"))

    assert working.elapsed(at("2026-12-24 00:00"), at("2026-12-25 00:00")) == 3 * HOUR
    assert working.elapsed(at("2027-12-24 00:00"), at("2027-12-25 00:00")) == timedelta()


def test_a_shift_belongs_to_the_day_it_begins_on() -> None:
    working = berlin("mon-sun 22:00-06:00", days=("2026-06-09 closed",))

    assert working.next_opening(at("2026-06-09 05:00")) == at("2026-06-09 05:00")
    assert working.next_opening(at("2026-06-09 06:00")) == at("2026-06-10 22:00")


def test_the_intervals_of_a_figure_add_up_to_it() -> None:
    working = berlin("mon-fri 09:00-12:00 13:00-18:00")
    start, end = at("2026-06-05 11:00"), at("2026-06-08 13:30")

    assert working.intervals(start, at("2026-06-05 13:00")) == [Span(start, at("2026-06-05 12:00"))]
    assert working.intervals(start, end) == [
        Span(at("2026-06-05 11:00"), at("2026-06-05 12:00")),
        Span(at("2026-06-05 13:00"), at("2026-06-05 18:00")),
        Span(at("2026-06-08 09:00"), at("2026-06-08 12:00")),
        Span(at("2026-06-08 13:00"), at("2026-06-08 13:30")),
    ]


def test_a_closed_calendar_is_no_pause() -> None:
    """A pause over the weekend takes nothing from working time, and moves no deadline."""
    working = berlin("mon-fri 10:00-18:00")
    weekend = [(at("2026-06-05 18:00"), at("2026-06-08 10:00"))]

    assert working.without(weekend).due(at("2026-06-05 17:00"), 2 * HOUR) == at("2026-06-08 11:00")
    assert working.without([]) is working


def test_a_pause_opens_when_it_ends() -> None:
    paused = CLOCK_TIME.without([(at("2026-06-08 10:00"), at("2026-06-08 12:00"))])

    assert paused.next_opening(at("2026-06-08 10:00")) == at("2026-06-08 12:00")
    assert paused.next_opening(at("2026-06-08 09:59")) == at("2026-06-08 09:59")


def test_a_pause_of_no_length_takes_nothing_away_and_a_paused_end_is_no_interval() -> None:
    working = berlin("mon-fri 10:00-18:00")
    start, end = at("2026-06-08 12:00"), at("2026-06-08 18:00")

    assert working.without([(start, start)]) is working
    assert working.without([(start, end)]).intervals(at("2026-06-08 10:00"), end) == [(at("2026-06-08 10:00"), start)]


def test_a_pause_without_an_end_leaves_nothing_due() -> None:
    paused = berlin("mon-fri 10:00-18:00").without([(at("2026-06-08 12:00"), None)])

    assert paused.due(at("2026-06-08 10:00"), 2 * HOUR) == at("2026-06-08 12:00")
    with pytest.raises(NeverDue):
        paused.due(at("2026-06-08 10:00"), 3 * HOUR)
    assert paused.elapsed(at("2026-06-08 10:00"), at("2026-07-08 10:00")) == 2 * HOUR


@pytest.mark.parametrize("working", [CLOCK_TIME, berlin("mon-fri 10:00-18:00")])
def test_what_would_be_due_after_the_calendar_ends_is_refused(working: CountedTime) -> None:
    with pytest.raises(
        NeverDue, match=r"^working_time: from .* too little of it is left until 2200-12-31; .*calendar$"
    ):
        working.due(at("2150-06-08 10:00"), timedelta(days=1_000_000))
    with pytest.raises(NeverDue):
        working.next_opening(LAST_MOMENT)
    with pytest.raises(Invalid, match=r"^working_time: it is less than none; name a positive duration$"):
        working.due(at("2026-06-08 10:00"), -HOUR)


def test_nothing_has_elapsed_when_the_clock_was_set_back() -> None:
    assert CLOCK_TIME.elapsed(at("2026-06-08 10:00"), at("2026-06-08 09:00")) == timedelta()
    assert berlin("mon-fri 10:00-18:00").elapsed(at("2026-06-08 12:00"), at("2026-06-08 11:00")) == timedelta()
