"""A working calendar: hours of the week, special days and holidays in a time zone; each change is a new revision."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Protocol, Self

from pydantic import AfterValidator, Field, StringConstraints

from crm_core.calendars.counting import ClockTime, CountedTime, NeverDue
from crm_core.calendars.hours import DayLine, WeekLine, special_days_of, week_of
from crm_core.calendars.working_hours import WorkingTime
from crm_core.clock import KnownZone, zone_named
from crm_core.entities import Entity
from crm_core.errors import Conflict, Invalid, NotFound, Refused
from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import Count, Name, ShortText, written

OPEN_WITHIN = timedelta(days=366)
"""A calendar that does not open in so long after it was written is refused."""

CountryCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, max_length=2),
    written("[A-Z]{2}", "{text} is no country", "write its ISO 3166 code, such as DE or US"),
    IMPERSONAL,
]
RegionName = Annotated[Name, Field(description="A part of the country with holidays of its own, such as BE or CA.")]


def _holiday_line(line: str) -> str:
    date.fromisoformat(line.partition(" ")[0])
    return line


HolidayLine = Annotated[ShortText, AfterValidator(_holiday_line), IMPERSONAL]
"""The day and what it is called: ``2026-12-25 Christmas Day``."""


class CalendarFields(Value):
    name: Name = Field(description="What policies call it, such as Berlin.")
    week: tuple[WeekLine, ...] = Field(
        min_length=1, max_length=50, description="Weekdays and their hours: 'mon-fri 09:00-12:00 13:00-18:00'."
    )
    days: tuple[DayLine, ...] = Field(
        default=(),
        max_length=400,
        description="Days with other hours or none: '2026-12-24 09:00-12:00', '12-31 closed' of each year.",
    )
    country: CountryCode | None = Field(default=None, description="Closed on its holidays: its ISO 3166 code.")
    region: RegionName | None = None


class AddCalendar(CalendarFields):
    """Hours as they are entered; no two calendars of a tenant share a name."""

    timezone: KnownZone | None = Field(default=None, description="Where its clocks are; else the tenant's zone.")


class EditCalendar(Edit[AddCalendar]):
    """Only the fields that are named change; lines replace all lines there were."""

    fixed = ("name",)


class CalendarNotFound(NotFound):
    @classmethod
    def because_none_is_called(cls, name: str, known: Iterable[str]) -> Self:
        names = ", ".join(sorted(known)) or "none; add one with `crm sla calendar add`"
        return cls("there is no calendar {name}; there are: {known}", {"name": name, "known": names})

    @classmethod
    def because_there_is_no_revision(cls, name: str, revision: int, newest: int) -> Self:
        return cls(
            "calendar {name} has no revision {revision}; they go from 1 to {newest}",
            {"name": name, "revision": revision, "newest": newest},
        )


class CalendarExists(Conflict):
    @classmethod
    def because_it_has_hours(cls, name: str) -> Self:
        return cls("there is a calendar {name} already; change it with `crm sla calendar edit`", {"name": name})


class CalendarRevised(Conflict):
    @classmethod
    def because_of_a_newer_revision(cls, name: str) -> Self:
        return cls("calendar {name} was edited by someone else meanwhile; look at it and repeat", {"name": name})


class CalendarRetired(Refused):
    @classmethod
    def because_it_is_retired(cls, name: str) -> Self:
        return cls("calendar {name} is retired; take it up again with `crm sla calendar reinstate`", {"name": name})


class WorkingCalendar(CalendarFields, Entity):
    """One revision; its hours never change, and what began on it is counted by it until the end.

    ``holidays`` are those known when it was written, so that a verdict is the same whenever it is judged again.
    """

    kind = EntityKind.WORKING_CALENDAR
    unique = (("revision", "name"),)
    not_found = CalendarNotFound

    revision: Annotated[Count, Field(ge=1)] = 1
    timezone: KnownZone
    holidays: tuple[HolidayLine, ...] = ()
    replaced_at: Utc | None = None
    """Since when there is a newer revision."""
    retired_at: Utc | None = None
    """Since when no policy may name it."""

    def check_fields(self) -> None:
        """Raises Invalid for hours that overlap, and for a calendar that stays closed for a year."""
        if self.region is not None and self.country is None:
            raise Invalid.field("region", "it is part of no country", "name the country too")
        try:
            opening = counted_time(self).next_opening(self.updated_at)
        except NeverDue:
            opening = None
        if opening is None or opening - self.updated_at > OPEN_WITHIN:
            raise Invalid.field("week", "no working time is left in a whole year", "open it on some day")

    def revised(self, request: EditCalendar, *, entity_id: str, at: datetime, holidays: Iterable[str]) -> Self:
        """The next revision, with the fields that the request names and these holidays; itself where nothing differs.

        Raises CalendarRetired, Invalid.
        """
        self.require_in_use()
        fields = {name: getattr(self, name) for name in (*CalendarFields.model_fields, "timezone")}
        named = {**fields, **request.changes, "holidays": tuple(holidays)}
        if all(getattr(self, name) == value for name, value in named.items()):
            return self
        revision = self.revision + 1
        return self.new(None, entity_id=entity_id, tenant_id=self.tenant_id, at=at, revision=revision, **named)

    def replace(self, *, at: datetime) -> Self:
        """What begins from now on is counted by a newer revision."""
        return self.changed(at, replaced_at=as_utc(at))

    def retire(self, *, at: datetime) -> Self:
        """Lets no policy name it; a second call changes nothing."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def reinstate(self, *, at: datetime) -> Self:
        """Lets policies name it again; without an effect for one that is not retired."""
        return self.changed(at, retired_at=None) if self.retired_at else self

    def require_in_use(self) -> None:
        """Raises CalendarRetired."""
        if self.retired_at is not None:
            raise CalendarRetired.because_it_is_retired(self.name)

    @property
    def known_holidays(self) -> Mapping[date, str]:
        """What each is called, by day."""
        return _holidays_of(self.holidays)


class CalendarFilter(Filter):
    name: Name | None = Field(default=None, description="Only revisions of this one.")
    only_current: Annotated[bool, Empty("replaced_at")] = Field(
        default=False, description="Without revisions that a newer one replaced."
    )
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )


CLOCK_TIME = ClockTime()


class HasHours(Protocol):
    """What the working time of a calendar follows from."""

    @property
    def timezone(self) -> str:
        """Where its clocks are, by the IANA name."""
        ...

    @property
    def week(self) -> tuple[str, ...]:
        """Weekdays and their hours."""
        ...

    @property
    def days(self) -> tuple[str, ...]:
        """Days with other hours, or none."""
        ...

    @property
    def holidays(self) -> tuple[str, ...]:
        """Days of no hours, and what they are called."""
        ...


def counted_time(calendar: HasHours | None) -> CountedTime:
    """The working time of a calendar; clock time without one. Raises Invalid for hours that overlap."""
    if calendar is None:
        return CLOCK_TIME
    return working_time(calendar)


def working_time(calendar: HasHours) -> WorkingTime:
    """Raises Invalid for hours that overlap."""
    return _working_time(calendar.timezone, calendar.week, calendar.days, calendar.holidays)


@lru_cache(maxsize=256)
def _working_time(
    timezone: str, week: tuple[str, ...], days: tuple[str, ...], holidays: tuple[str, ...]
) -> WorkingTime:
    return WorkingTime(zone_named(timezone), week_of(week), special_days_of(days), _holidays_of(holidays))


@lru_cache(maxsize=256)
def _holidays_of(lines: tuple[str, ...]) -> Mapping[date, str]:
    return {date.fromisoformat(day): name for day, _, name in (line.partition(" ") for line in lines)}
