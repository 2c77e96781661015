"""The holidays of countries and regions are the library's, by the same names on every machine."""

import sys
from datetime import date

import pytest

from crm_adapters.calendars import LibraryHolidays
from crm_core.calendars import holiday_lines
from crm_core.errors import Invalid


@pytest.fixture
def holidays() -> LibraryHolidays:
    return LibraryHolidays()


def test_a_region_has_holidays_besides_those_of_its_country(
    holidays: LibraryHolidays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    country, region = holidays.days("DE", None, 2026), holidays.days("DE", "BE", 2026)

    assert country[date(2026, 10, 3)] == "German Unity Day"
    assert set(region) - set(country) == {date(2026, 3, 8)}
    assert holidays.days("US", "CA", 2027)[date(2027, 12, 24)] == "Christmas Day (observed)"


def test_a_year_nothing_is_known_of_has_none(holidays: LibraryHolidays) -> None:
    assert holidays.days("DE", None, 1800) == {}
    assert holiday_lines(holidays, "DE", "BE", (1800, 2026))[0] == "2026-01-01 New Year's Day"


@pytest.mark.parametrize(
    ("country", "region", "problem"),
    [
        ("XX", None, "country: no holidays of XX are known; name one of these, or none: .*DE.*US"),
        ("XX", "BE", "country: no holidays of XX are known"),
        ("DE", "ZZ", "region: DE has no region ZZ; its regions are: .*BE"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_known(
    holidays: LibraryHolidays, country: str, region: str | None, problem: str
) -> None:
    with pytest.raises(Invalid, match=problem):
        holidays.days(country, region, 2026)


def test_without_the_extra_the_refusal_names_it(holidays: LibraryHolidays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(Invalid, match=r"pip install 'crm-adapters\[calendars\]', or leave out the country"):
        holidays.days("DE", None, 2026)
