"""Calendars: the time that counts towards a deadline, by working hours, special days and holidays, or by the clock."""

from crm_core.calendars.calendar import (
    CLOCK_TIME,
    AddCalendar,
    CalendarExists,
    CalendarFilter,
    CalendarNotFound,
    CalendarRetired,
    CalendarRevised,
    EditCalendar,
    HasHours,
    HolidayLine,
    WorkingCalendar,
    counted_time,
    working_time,
)
from crm_core.calendars.counting import ClockTime, CountedTime, NeverDue, Span
from crm_core.calendars.holidays import HolidayCalendar, holiday_lines
from crm_core.calendars.hours import DayLine, Hours, WeekLine, week_of, written_hours
from crm_core.calendars.problems import CalendarProblem, problems_of
from crm_core.calendars.store import CalendarStore, current_calendar
from crm_core.calendars.working_hours import WorkingTime

__all__ = [
    "CLOCK_TIME",
    "AddCalendar",
    "CalendarExists",
    "CalendarFilter",
    "CalendarNotFound",
    "CalendarProblem",
    "CalendarRetired",
    "CalendarRevised",
    "CalendarStore",
    "ClockTime",
    "CountedTime",
    "DayLine",
    "EditCalendar",
    "HasHours",
    "HolidayCalendar",
    "HolidayLine",
    "Hours",
    "NeverDue",
    "Span",
    "WeekLine",
    "WorkingCalendar",
    "WorkingTime",
    "counted_time",
    "current_calendar",
    "holiday_lines",
    "problems_of",
    "week_of",
    "working_time",
    "written_hours",
]
