"""Working calendars are written by people, refused when they make no sense, and change by revisions."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from crm_core.calendars import (
    AddCalendar,
    CalendarRetired,
    DayLine,
    EditCalendar,
    WeekLine,
    WorkingCalendar,
    holiday_lines,
    working_time,
    written_hours,
)
from crm_core.errors import Invalid
from crm_core.testing.builders import START, TENANT, a_working_calendar, an_id

WEEK, DAY = TypeAdapter[str](WeekLine), TypeAdapter[str](DayLine)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mon-fri 09:00-12:00 13:00-18:00", "mon-fri 09:00-12:00 13:00-18:00"),
        ("  Mon\u2013Fri   9:00\u201318:00 ", "mon-fri 09:00-18:00"),
        ("sat,sun 10-14", "sat,sun 10:00-14:00"),
        ("Monday-Thurs,sunday 10:00-14:00", "mon-thu,sun 10:00-14:00"),
        ("fri-mon 10:00-14:00", "fri-mon 10:00-14:00"),
        ("mon 22:00-6:00", "mon 22:00-06:00"),
        ("mon-sun 0:00-24:00", "mon-sun 00:00-24:00"),
        ("mon 22:00-24:00", "mon 22:00-24:00"),
        ("mon 22:00-0:00", "mon 22:00-24:00"),
    ],
)
def test_hours_of_a_week_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert WEEK.validate_python(typed) == kept
    assert WEEK.validate_python(kept) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("mon-fri", "no hours"),
        ("mittwoch 09:00-18:00", "'mittwoch' is no weekday; they are mon tue wed thu fri sat sun"),
        ("mon-fri-sun 09:00-18:00", "'fri-sun' is no weekday"),
        ("mon-fri 9:5-18", "'9:5-18' are no hours"),
        ("mon 09:60-18:00", "no time of a day"),
        ("mon 09:00-24:30", "no time of a day"),
        ("mon 24:00-06:00", "no time of a day"),
        ("mon 09:00-09:00", "a whole day is 00:00-24:00"),
        ("mon closed", "'closed' are no hours"),
        ("mon,,fri 09:00-18:00", "'' is no weekday"),
    ],
)
def test_a_week_that_cannot_be_read_is_refused_with_an_example(typed: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem) as refusal:
        WEEK.validate_python(typed)
    assert "write it like 'mon-fri 09:00-12:00 13:00-18:00'" in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-12-24 9:00-12:00", "2026-12-24 09:00-12:00"),
        ("2026-12-27/2026-12-31 Closed", "2026-12-27/2026-12-31 closed"),
        ("12-24 09:00-12:00", "12-24 09:00-12:00"),
        ("02-29 closed", "02-29 closed"),
        ("2026-12-24 9:00\u201312:00", "2026-12-24 09:00-12:00"),
        ("1900-01-01 closed", "1900-01-01 closed"),
        ("2200-12-31 closed", "2200-12-31 closed"),
    ],
)
def test_special_days_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert DAY.validate_python(typed) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("2026-12-24", "'none' are no hours"),
        ("2026-02-30 closed", "day"),
        ("02-30 closed", "day"),
        ("24.12.2026 closed", "'24.12.2026' is no day"),
        ("2026-12-31/2026-12-27 closed", "in order"),
        ("2026-01-01/2027-01-02 closed", "more than 366 days"),
        ("1066-10-14 closed", "no days from 1900-01-01"),
        ("2026-12-24 closed 09:00-12:00", "'closed' are no hours"),
    ],
)
def test_a_special_day_that_cannot_be_read_is_refused_with_an_example(typed: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem) as refusal:
        DAY.validate_python(typed)
    assert "write it like '2026-12-24 09:00-12:00'" in str(refusal.value)


def calendar(**fields: Any) -> WorkingCalendar:
    request = AddCalendar(**{"name": "Berlin", "week": ("mon-fri 09:00-18:00",), **fields})
    zone = {"timezone": request.timezone or "Europe/Berlin"}
    return WorkingCalendar.new(request, entity_id=an_id(1, 1), tenant_id=TENANT, at=START, **zone)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"week": ("mon 09:00-12:00", "mon 11:00-14:00")}, "hours of mon overlap: 09:00-12:00 11:00-14:00"),
        ({"week": ("mon-sun 22:00-06:00", "wed 05:00-08:00")}, "hours of tue overlap: 22:00-06:00 05:00-08:00"),
        ({"week": ("sun 22:00-06:00", "mon 05:00-08:00")}, "hours of sun overlap"),
        ({"days": ("2026-12-24 09:00-12:00 11:00-14:00",)}, "hours of 2026-12-24 overlap"),
        ({"days": ("2026-12-24 closed", "2026-12-20/2026-12-26 closed")}, "two lines name 2026-12-24"),
        ({"days": ("12-24 closed", "12-24 09:00-12:00")}, "two lines name 12-24"),
        ({"region": "BE"}, "region: it is part of no country"),
    ],
)
def test_hours_that_contradict_each_other_are_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        calendar(**fields)


def test_hours_that_touch_are_fine() -> None:
    together = calendar(week=("mon-sun 22:00-06:00", "mon-sun 06:00-12:00 12:00-22:00"))

    assert working_time(together).elapsed(START, START + timedelta(days=7)) == timedelta(days=7)


EVERY_DAY_CLOSED = tuple(
    f"{day:%m-%d} closed" for day in (date(2024, 1, 1) + timedelta(days=count) for count in range(366))
)


@pytest.mark.parametrize(
    "days",
    [EVERY_DAY_CLOSED, ("2026-01-01/2026-12-31 closed", "2027-01-01/2027-12-31 closed")],
    ids=["each year", "two years"],
)
def test_a_calendar_without_working_time_is_refused_when_it_is_written(days: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="week: no working time is left in a whole year"):
        calendar(days=days)
    with pytest.raises(Invalid, match="week: no working time"):
        calendar().revised(EditCalendar(days=days), entity_id=an_id(1, 2), at=START, holidays=())


def test_a_calendar_names_at_least_one_line_of_hours() -> None:
    with pytest.raises(ValidationError, match="week"):
        AddCalendar(name="Berlin", week=())


def test_a_revision_has_a_number_and_an_id_of_its_own_and_leaves_the_former_as_it_was() -> None:
    first = calendar(country="DE", region="BE", days=("12-24 closed",))
    later = START + timedelta(days=3)

    second = first.revised(
        EditCalendar(week=("mon-thu 08:00-16:00",), region=None), entity_id=an_id(1, 2), at=later, holidays=()
    )

    assert (second.revision, second.name, second.country, second.region) == (2, "Berlin", "DE", None)
    assert (second.id, second.created_at, second.version) == (an_id(1, 2), later, 0)
    assert (second.week, second.days) == (("mon-thu 08:00-16:00",), ("12-24 closed",))
    assert first.replace(at=later) == first.model_copy(update={"replaced_at": later, "updated_at": later})


def test_what_differs_in_nothing_is_no_revision() -> None:
    first = calendar(days=("12-24 closed",))
    same = EditCalendar(week=("mon-fri 09:00-18:00",), days=("12-24 closed",))

    assert first.revised(same, entity_id=an_id(1, 2), at=START, holidays=()) is first
    assert first.revised(same, entity_id=an_id(1, 2), at=START, holidays=("2026-12-25 Christmas",)).revision == 2


def test_a_retired_calendar_takes_no_revision_until_it_is_taken_up_again() -> None:
    retired = calendar().retire(at=START)

    with pytest.raises(CalendarRetired, match=r"^calendar Berlin is retired; .* `crm sla calendar reinstate`$"):
        retired.revised(EditCalendar(week=("sat 09:00-12:00",)), entity_id=an_id(1, 2), at=START, holidays=())
    taken_up = retired.reinstate(at=START)
    assert (taken_up.retired_at, taken_up.reinstate(at=START + timedelta(days=1)) is taken_up) == (None, True)
    assert retired.retire(at=START + timedelta(days=1)) is retired


def test_the_holidays_of_a_revision_are_those_it_was_written_with() -> None:
    class Holidays:
        def days(self, country: str, region: str | None, year: int) -> dict[date, str]:
            return {date(year, 12, 25): f"Christmas Day in {country}", date(year, 1, 1): "New Year"}

    lines = holiday_lines(Holidays(), "DE", None, (2026, 2027))
    kept = a_working_calendar(holidays=lines)

    assert lines[:2] == ("2026-01-01 New Year", "2026-12-25 Christmas Day in DE")
    assert kept.known_holidays[date(2027, 12, 25)] == "Christmas Day in DE"
    assert working_time(kept).hours_of(date(2026, 12, 25)) == ()
    assert holiday_lines(Holidays(), None, None, (2026,)) == ()


def test_the_hours_of_a_day_are_told_as_they_are_written() -> None:
    hours = working_time(calendar(week=("fri 09:00-12:00 13:00-18:00", "fri 22:00-06:00"))).hours_of(date(2026, 6, 5))

    assert written_hours(hours) == "09:00-12:00 13:00-18:00 22:00-06:00"
