"""A queue of simulated actions in order of time; the clock jumps from one to the next."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from crm_adapters.virtual_clock import VirtualClock
from crm_core.clock import zone_named
from crm_operations.providers import Person

Action = Callable[[], None]

_FAR = 60
"""Days; nobody of the company is away that long."""


class Agenda:
    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._entries: list[tuple[datetime, int, Action]] = []
        self._order = count()

    def add(self, at: datetime, action: Action) -> None:
        """What is due at the same moment happens in the order it was added; what should have happened, happens now."""
        heappush(self._entries, (max(at, self._clock.now()), next(self._order), action))

    def run_until(self, end: datetime) -> None:
        """What is to happen later stays undone."""
        while self._entries and self._entries[0][0] <= end:
            at, _, action = heappop(self._entries)
            self._clock.set(at)
            action()
        self._clock.set(end)


def at_work(person: Person, moment: datetime) -> datetime:
    """The first moment from this one on when the person works: in their hours, where they live, and not away."""
    first = moment.astimezone(zone_named(person.timezone)).date()
    for day in (first + timedelta(days=days) for days in range(_FAR)):
        for begins, ends in _hours_of(person, day):
            start = max(begins, moment)
            for absence in person.absences:
                if absence.start <= start < absence.end:
                    start = absence.end
            if start < ends:
                return start
    return moment


def _hours_of(person: Person, day: date) -> list[tuple[datetime, datetime]]:
    zone = zone_named(person.timezone)
    return [
        (datetime.combine(day, hours.start, tzinfo=zone), datetime.combine(day, hours.end, tzinfo=zone))
        for hours in person.working_hours
        if hours.weekday == day.weekday()
    ]
