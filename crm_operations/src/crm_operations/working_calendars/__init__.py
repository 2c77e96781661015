"""Working calendars: the hours, special days and holidays that deadlines count by."""

from crm_operations.working_calendars.coordinator import CalendarDue, WorkingCalendarCoordinator

__all__ = ["CalendarDue", "WorkingCalendarCoordinator"]
