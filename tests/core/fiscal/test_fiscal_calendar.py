"""Fiscal calendars divide the days without gap or overlap, whatever they begin with."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, NamedBy, PeriodId, PeriodLength, YearOf
from crm_core.fiscal.calendar import Weekday
from crm_core.vocabulary import FIRST_DAY, LAST_DAY

YEARS_OF_WEEKS = FiscalCalendar(year_of=YearOf.WEEKS)
FROM_APRIL = FiscalCalendar(start_month=4)

calendars = st.builds(
    FiscalCalendar,
    year_of=st.sampled_from(YearOf),
    start_month=st.integers(1, 12),
    start_weekday=st.sampled_from(Weekday),
    named_by=st.sampled_from(NamedBy),
)
days = st.dates(FIRST_DAY, LAST_DAY)
lengths = st.sampled_from(PeriodLength)


@given(calendars, days, lengths)
@example(FiscalCalendar(start_month=2, named_by=NamedBy.START), FIRST_DAY, PeriodLength.YEAR)
@example(FROM_APRIL, LAST_DAY, PeriodLength.QUARTER)
def test_every_day_lies_in_exactly_one_period_of_each_length(
    calendar: FiscalCalendar, day: date, length: PeriodLength
) -> None:
    period = calendar.containing(day, length)

    assert day in period
    assert {calendar.containing(each, length) for each in (period.start, day, period.end)} == {period}
    assert calendar.period(period.id) == period


@given(calendars, days, lengths)
def test_the_next_period_begins_the_day_after(calendar: FiscalCalendar, day: date, length: PeriodLength) -> None:
    period = calendar.containing(day, length)
    following = calendar.next(period)

    assert following.start == period.end + timedelta(days=1)
    assert calendar.previous(following) == period
    assert following.id != period.id


@given(calendars, days)
def test_months_make_up_the_quarter_and_quarters_the_year(calendar: FiscalCalendar, day: date) -> None:
    year = calendar.containing(day, PeriodLength.YEAR)
    quarters = calendar.parts(year, PeriodLength.QUARTER)
    months = [month for quarter in quarters for month in calendar.parts(quarter, PeriodLength.MONTH)]

    assert [each.number for each in quarters] == [1, 2, 3, 4]
    assert [each.number for each in months] == list(range(1, 13))
    assert sum(each.days for each in months) == sum(each.days for each in quarters) == year.days
    assert {calendar.around(each, PeriodLength.YEAR) for each in months} == {year}


@given(days, st.integers(1, 12), st.sampled_from(Weekday))
def test_a_year_of_weeks_begins_on_its_weekday_nearest_the_first_and_ends_with_the_53rd_week(
    day: date, month: int, weekday: Weekday
) -> None:
    calendar = FiscalCalendar(year_of=YearOf.WEEKS, start_month=month, start_weekday=weekday)
    year = calendar.containing(day, PeriodLength.YEAR)
    weeks = [period.days // 7 for period in calendar.parts(year, PeriodLength.MONTH)]

    assert year.start.weekday() == weekday.number
    nearest = min(abs((year.start - date(each, month, 1)).days) for each in (year.start.year, year.start.year + 1))
    assert nearest <= 3
    assert weeks[:11] == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4]
    assert (sum(weeks), weeks[11]) in {(52, 5), (53, 6)}


@pytest.mark.parametrize(
    ("calendar", "period_id", "start", "end"),
    [
        (FiscalCalendar(), "2017-Q4", date(2017, 10, 1), date(2017, 12, 31)),
        (FiscalCalendar(), "2017-11", date(2017, 11, 1), date(2017, 11, 30)),
        (FiscalCalendar(), "2017", date(2017, 1, 1), date(2017, 12, 31)),
        (FROM_APRIL, "2018-Q3", date(2017, 10, 1), date(2017, 12, 31)),
        (FROM_APRIL, "2017-11", date(2017, 11, 1), date(2017, 11, 30)),
        (FROM_APRIL, "2018", date(2017, 4, 1), date(2018, 3, 31)),
        (FiscalCalendar(start_month=4, named_by=NamedBy.START), "2017", date(2017, 4, 1), date(2018, 3, 31)),
        (YEARS_OF_WEEKS, "2017-P11", date(2017, 10, 29), date(2017, 11, 25)),
        (YEARS_OF_WEEKS, "2017-Q4", date(2017, 10, 1), date(2017, 12, 30)),
        (YEARS_OF_WEEKS, "2020", date(2019, 12, 29), date(2021, 1, 2)),
        (YEARS_OF_WEEKS, "2020-P12", date(2020, 11, 22), date(2021, 1, 2)),
    ],
)
def test_periods_are_called_by_their_year_quarter_or_month(
    calendar: FiscalCalendar, period_id: str, start: date, end: date
) -> None:
    period = calendar.period(period_id)

    assert (period.id, period.start, period.end) == (period_id, start, end)


@pytest.mark.parametrize(
    ("calendar", "period_id", "remedy"),
    [
        (FiscalCalendar(), "2017-P11", "its months are called 2017-11"),
        (YEARS_OF_WEEKS, "2017-11", "its months are called 2017-P11"),
        (FiscalCalendar(), "2017-Q5", "write it like 2017, 2017-Q4"),
        (FiscalCalendar(), "0001", "name one from 1899 to 2201"),
    ],
)
def test_a_period_the_calendar_does_not_have_is_refused_with_its_form(
    calendar: FiscalCalendar, period_id: str, remedy: str
) -> None:
    with pytest.raises(Invalid, match=remedy):
        calendar.period(period_id)


def test_an_id_is_written_in_one_way() -> None:
    written = TypeAdapter(PeriodId)

    assert [written.validate_python(text) for text in ("2017-q4", "2017-P1", " 2017 ")] == [
        "2017-Q4",
        "2017-P01",
        "2017",
    ]
    with pytest.raises(ValidationError, match="2017-13"):
        written.validate_python("2017-13")


def test_days_of_a_period_are_counted_up_to_a_day() -> None:
    november = FiscalCalendar().period("2017-11")

    assert november.days == 30
    assert [november.days_gone(date(2017, 11, day)) for day in (1, 15, 30)] == [1, 15, 30]
    assert (november.days_gone(date(2017, 10, 31)), november.days_gone(date(2017, 12, 1))) == (0, 30)
    assert november.count_days(lambda day: day.weekday() < 5) == 22
    assert november.count_days(lambda day: day.weekday() < 5, until=date(2017, 11, 5)) == 3
