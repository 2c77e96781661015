"""Reports answer at both ends of the calendar that values know, and say what is beyond."""

from datetime import date

import pytest
from pydantic import ValidationError

from crm_core.pipelines import Months
from crm_core.vocabulary import FIRST_DAY, LAST_DAY
from crm_operations.pipeline_analytics import ReportQuery


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
@pytest.mark.parametrize("timezone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_months_have_boundaries_at_the_ends_of_the_calendar(day: date, timezone: str) -> None:
    months = Months.until(day, 120, timezone)

    assert len(months.boundaries) == 121


@pytest.mark.parametrize("day", [date.min, date(226, 6, 30), date.max])
def test_a_report_until_a_day_beyond_is_refused_by_its_field(day: date) -> None:
    with pytest.raises(ValidationError, match="until"):
        ReportQuery(until=day)
    with pytest.raises(ValidationError, match="first"):
        Months(first=day)
