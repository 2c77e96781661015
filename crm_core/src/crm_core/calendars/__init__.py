"""Calendars: the time that counts towards a deadline, by working hours, special days and holidays, or by the clock."""

from crm_core.calendars.calendar import (
    CLOCK_TIME,
    AddCalendar,
    CalendarFilter,
    CalendarNotFound,
    CalendarRetired,
    EditCalendar,
    WorkingCalendar,
    counted_time,
    working_time,
)
from crm_core.calendars.counted_time import ClockTime, CountedTime, NeverDue, Span
from crm_core.calendars.holidays import HolidayCalendar, holiday_lines
from crm_core.calendars.hours import DayLine, Hours, WeekLine, written_hours
from crm_core.calendars.working_time import WorkingTime

__all__ = [
    "CLOCK_TIME",
    "AddCalendar",
    "CalendarFilter",
    "CalendarNotFound",
    "CalendarRetired",
    "ClockTime",
    "CountedTime",
    "DayLine",
    "EditCalendar",
    "HolidayCalendar",
    "Hours",
    "NeverDue",
    "Span",
    "WeekLine",
    "WorkingCalendar",
    "WorkingTime",
    "counted_time",
    "holiday_lines",
    "working_time",
    "written_hours",
]
