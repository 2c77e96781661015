"""Where working calendars are stored."""

from typing import Protocol

from crm_core.calendars.calendar import CalendarFilter, CalendarNotFound, WorkingCalendar
from crm_core.stores import EntityStore


class CalendarStore(EntityStore[WorkingCalendar, CalendarFilter], Protocol):
    """Stores revisions of calendars."""

    def current(self, name: str) -> WorkingCalendar | None:
        """The newest revision, retired or not; None for a name that no calendar has."""
        ...


def current_calendar(calendars: CalendarStore, name: str) -> WorkingCalendar:
    """The newest revision, retired or not. Raises CalendarNotFound, which names those there are."""
    if (found := calendars.current(name)) is not None:
        return found
    known = calendars.find(CalendarFilter(only_current=True))
    raise CalendarNotFound.because_none_is_called(name, (each.name for each in known))
