"""The coordinator of working calendars: list, add, edit, renew, retire, check, and when something would be due."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.calendars import (
    AddCalendar,
    CalendarExists,
    CalendarFilter,
    CalendarNotFound,
    CalendarProblem,
    CalendarRevised,
    EditCalendar,
    HolidayCalendar,
    Span,
    WorkingCalendar,
    counted_time,
    current_calendar,
    holiday_lines,
    problems_of,
)
from crm_core.clock import Clock, local_date, zone_named
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Count, Name
from crm_operations.operation import acts, reads
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor

ARevision = Annotated[Count | None, Field(description="An earlier revision; else the newest.")]
Hours = Annotated[Count, Field(description="How much working time it takes, in hours.")]
Start = Annotated[Utc | None, Field(description="When it begins; else now.")]


class CalendarDue(Value):
    """When so many working hours from ``start`` have passed, and the intervals that count until then."""

    calendar: AnyText
    revision: Count
    start: Utc
    due_at: Utc
    intervals: tuple[Span, ...]


class WorkingCalendarCoordinator:
    """The working calendars of a tenant, each named; a change is a new revision, and every revision stays known.

    Each method raises NotPermitted; those that name a calendar raise CalendarNotFound.
    """

    def __init__(
        self,
        records: Records,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
        holiday_calendar: HolidayCalendar,
    ) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._holiday_calendar = holiday_calendar

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, name: Name, revision: ARevision = None) -> WorkingCalendar:
        """Show the hours, special days and holidays of a calendar."""
        with self._records.reading(actor) as work:
            newest = current_calendar(work.working_calendars, name)
            if revision is None or revision == newest.revision:
                return newest
            every = work.working_calendars.find(CalendarFilter(name=name, limit=10_000))
            if found := [each for each in every if each.revision == revision]:
                return found[0]
            raise CalendarNotFound.because_there_is_no_revision(name, revision, newest.revision)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: CalendarFilter) -> Listed[WorkingCalendar]:
        """List the revisions of calendars in the order they were written."""
        with self._records.reading(actor) as work:
            return work.working_calendars.find(filters)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def add(self, actor: Actor, request: AddCalendar) -> WorkingCalendar:
        """Add a calendar; the holidays of its country are taken over for some years.

        Raises CalendarExists, and Invalid for hours that overlap, for no working time in a whole year, and for an
        unknown country or region.
        """
        at = self._clock.now()
        timezone = request.timezone or self._settings_for(actor.tenant_id).timezone
        lines = self._holidays(actor, request.country, request.region, timezone, at)
        return self._add(actor, request, timezone, lines, at)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def edit(self, actor: Actor, name: Name, request: EditCalendar) -> WorkingCalendar:
        """Change a calendar by a new revision; what was begun on the former goes on by it.

        What is named as it is changes nothing. Raises CalendarRetired, CalendarRevised, and what ``add`` raises.
        """
        at = self._clock.now()
        former = self.get(actor, name)
        if "timezone" in request.changes and request.timezone is None:
            own = self._settings_for(actor.tenant_id).timezone
            request = EditCalendar(**{**request.changes, "timezone": own})
        edited = former.model_copy(update=request.changes)
        lines = self._holidays(actor, edited.country, edited.region, edited.timezone, at)
        return self._revise(actor, former.id, request, lines, at)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def renew(self, actor: Actor, name: Name) -> WorkingCalendar:
        """Take over the holidays of the coming years, by a new revision where there are others.

        Raises CalendarRetired, CalendarRevised.
        """
        at = self._clock.now()
        former = self.get(actor, name)
        lines = self._holidays(actor, former.country, former.region, former.timezone, at)
        return self._revise(actor, former.id, EditCalendar(), lines, at)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def retire(self, actor: Actor, name: Name) -> WorkingCalendar:
        """Let no policy name a calendar any more; what runs on it goes on."""
        with self._records.writing(actor) as work:
            calendar = current_calendar(work.working_calendars, name)
            retired = calendar.retire(at=self._clock.now())
            return calendar if retired is calendar else work.working_calendars.save(retired)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def reinstate(self, actor: Actor, name: Name) -> WorkingCalendar:
        """Let policies name a retired calendar again."""
        with self._records.writing(actor) as work:
            calendar = current_calendar(work.working_calendars, name)
            in_use = calendar.reinstate(at=self._clock.now())
            return calendar if in_use is calendar else work.working_calendars.save(in_use)

    @reads(Permission.LEAD_READ)
    def lint(self, actor: Actor) -> Listed[CalendarProblem]:
        """List what is probably not meant in calendars in use: no holidays of next year, weeks of no or many hours."""
        most_hours = self._settings_for(actor.tenant_id).calendars.most_weekly_hours
        with self._records.reading(actor) as work:
            found = work.working_calendars.find(CalendarFilter(only_current=True, only_active=True, limit=10_000))
        at = self._clock.now()
        problems = [problem for calendar in found for problem in problems_of(calendar, at, most_hours)]
        return Listed(problems, unreadable=found.unreadable)

    @reads(Permission.LEAD_READ)
    def due(self, actor: Actor, name: Name, hours: Hours, start: Start = None) -> CalendarDue:
        """Say when something would be due by a calendar, and which hours count until then. Raises NeverDue."""
        calendar = self.get(actor, name)
        begin = start or self._clock.now()
        working = counted_time(calendar)
        due = working.due(begin, timedelta(hours=hours))
        return CalendarDue(
            calendar=calendar.name,
            revision=calendar.revision,
            start=begin,
            due_at=due,
            intervals=tuple(working.intervals(begin, due)),
        )

    @repeats_lost_races
    def _add(
        self, actor: Actor, request: AddCalendar, timezone: str, lines: tuple[str, ...], at: datetime
    ) -> WorkingCalendar:
        with self._records.writing(actor) as work:
            if work.working_calendars.find(CalendarFilter(name=request.name, limit=1)):
                raise CalendarExists.because_it_has_hours(request.name)
            fields = {"timezone": timezone, "holidays": lines}
            return work.working_calendars.add(
                WorkingCalendar.new(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at, **fields)
            )

    @repeats_lost_races
    def _revise(
        self, actor: Actor, former_id: str, request: EditCalendar, lines: tuple[str, ...], at: datetime
    ) -> WorkingCalendar:
        with self._records.writing(actor) as work:
            former = work.working_calendars.get(former_id, lock=True)
            if former.replaced_at is not None:
                raise CalendarRevised.because_of_a_newer_revision(former.name)
            newest = former.revised(request, entity_id=self._new_id(), at=at, holidays=lines)
            if newest is former:
                return former
            work.working_calendars.save(former.replace(at=at))
            return work.working_calendars.add(newest)

    def _holidays(
        self, actor: Actor, country: str | None, region: str | None, timezone: str, at: datetime
    ) -> tuple[str, ...]:
        """Of the years that the settings say. Raises Invalid for an unknown country or region."""
        settings = self._settings_for(actor.tenant_id).calendars
        year = local_date(at, zone_named(timezone)).year
        years = range(year - settings.holiday_years_back, year + settings.holiday_years_ahead + 1)
        return holiday_lines(self._holiday_calendar, country, region, years)
