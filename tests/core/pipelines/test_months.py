"""Months are the tenant's: they begin at its midnight, whatever the season."""

from datetime import UTC, date, datetime

import pytest

from crm_core.errors import Invalid
from crm_core.pipelines import Months, month_after


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_months_lead_up_to_the_one_of_a_day() -> None:
    months = Months.until(date(2026, 2, 14), 3)

    assert months.each == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert (months.last, months.end) == (date(2026, 2, 1), date(2026, 3, 1))


@pytest.mark.requirement("CRD-CRMOP-0079")
def test_a_month_begins_at_the_midnight_of_its_zone_in_summer_and_in_winter() -> None:
    months = Months(first=date(2026, 3, 1), count=1, timezone="America/New_York")

    assert months.boundaries == (datetime(2026, 3, 1, 5, tzinfo=UTC), datetime(2026, 4, 1, 4, tzinfo=UTC))


def test_any_day_stands_for_its_month() -> None:
    assert Months(first=date(2026, 3, 31)).first == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("count", "month"),
    [(1, date(2027, 1, 1)), (-12, date(2025, 12, 1)), (0, date(2026, 12, 1)), (14, date(2028, 2, 1))],
)
def test_months_are_counted_over_the_turn_of_the_year(count: int, month: date) -> None:
    assert month_after(date(2026, 12, 1), count) == month


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="Mars/Base"):
        _ = Months(first=date(2026, 1, 1), timezone="Mars/Base").boundaries
