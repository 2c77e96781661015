"""Settings of working calendars."""

from typing import Annotated

from pydantic import Field

from crm_core.values import Value


class CalendarSettings(Value):
    """A revision takes over the holidays of these years, before and after the one it is written in."""

    holiday_years_back: Annotated[int, Field(ge=0, le=10)] = 1
    holiday_years_ahead: Annotated[int, Field(ge=0, le=20)] = 5
    most_weekly_hours: Annotated[int, Field(ge=1, le=168)] = 100
    """More in a week is shown as a problem."""
