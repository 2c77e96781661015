"""The coordinator of reports about service levels: how they were kept, and what will be breached soon."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.calendars import CalendarFilter, NeverDue, counted_time, current_calendar
from crm_core.clock import Clock, local_date, zone_named
from crm_core.figures import Period
from crm_core.identity import EntityKind
from crm_core.pipelines import month_after, month_of
from crm_core.service_levels import (
    Compliance,
    ComplianceQuery,
    Dimension,
    Simulation,
    SlaClock,
    SlaPolicy,
    SlaReport,
    SlaSimulation,
    Target,
    in_order_of,
)
from crm_core.stores import Listed
from crm_core.values import LAST_MOMENT, Value
from crm_core.vocabulary import PAGE_LENGTH, Day, Limit, Name, PersonId, ShortText
from crm_operations.operation import reads
from crm_operations.providers import PeopleProvider
from crm_operations.records import Records, UnitOfWork
from crm_operations.service_levels.policies import newest_policy
from crm_operations.service_levels.rows import SlaRow
from crm_operations.service_levels.terms import applies_to
from crm_operations.settings import SettingsFor

MONTHS_BACK = 11
MONTHS_OF_A_QUARTER = 3
PAGE = 1_000
WithinHours = Annotated[int, Field(ge=1, le=8_784, description="So many hours, of the time each is counted in.")]
First = Annotated[Day | None, Field(description="The first day they started on; else that of three months ago.")]
Last = Annotated[Day | None, Field(description="The last day they started on; else today.")]
MostRows = Annotated[Limit, Field(description="Show at most so many.")]


class SlaReportQuery(Value):
    """What is due in these days, in groups by whatever ``by`` names."""

    since: Day | None = Field(default=None, description="The first day; else that of the month 11 months ago.")
    until: Day | None = Field(default=None, description="The last day; else that of the next month.")
    by: frozenset[Dimension] = Field(
        default=frozenset(Dimension), description="Count by policy, target, team, user or month; else by all."
    )
    policy: Name | None = Field(default=None, description="Only this policy, in any revision.")
    target: Target | None = Field(default=None, description="Only this target.")
    team: Annotated[ShortText, Field(description="Only those of this team.")] | None = None
    user: PersonId | None = Field(default=None, description="Only those of this person.")


EVERYTHING = SlaReportQuery()


class SlaReportCoordinator:
    """Figures of service levels, each counted by one statement; nothing is stored.

    Each method raises NotPermitted.
    """

    def __init__(self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.REPORT_READ)
    def report(self, actor: Actor, query: SlaReportQuery = EVERYTHING) -> SlaReport:
        """Say how service levels were kept, and how long the first contact took.

        The month is that of the due moment where the tenant lives; a person's team is that of today.
        Raises Invalid for days out of order, Unavailable.
        """
        now = self._clock.now()
        settings = self._settings_for(actor.tenant_id)
        period = _period(query, now, settings.timezone).check()
        needs_teams = Dimension.TEAM in query.by or query.team is not None
        teams = self._teams(actor.tenant_id) if needs_teams else {}
        # A person has one team, so that it need not be counted by both.
        counted_by = query.by - {Dimension.TEAM} if Dimension.USER in query.by else query.by
        asked = ComplianceQuery(
            period=period,
            at=now,
            by=counted_by,
            teams=teams,
            policy=query.policy,
            target=query.target,
            users=_users(query, teams),
        )
        with self._records.reading(actor) as work:
            rows = work.sla_figures.compliance(asked)
        if counted_by != query.by:
            rows = sorted((_with_team(row, teams) for row in rows), key=in_order_of)
        return SlaReport(since=period.since, until=period.until, rows=tuple(rows))

    @reads(Permission.LEAD_READ)
    def upcoming(self, actor: Actor, hours: WithinHours, limit: MostRows = 50) -> Listed[SlaRow]:
        """List what will be breached in the coming hours, working hours where a calendar counts; the first comes first.

        What is paused is left out.
        """
        now = self._clock.now()
        with self._records.reading(actor) as work:
            clocks = work.sla_figures.upcoming(now, _until(work, now, timedelta(hours=hours)), limit)
            return Listed([SlaRow.of(work, clock, now) for clock in clocks])

    @reads(Permission.REPORT_READ)
    def simulate(self, actor: Actor, policy: Name, since: First = None, until: Last = None) -> SlaSimulation:
        """Try a policy on the clocks of the last quarter: what would have been breached, and how many told.

        Those count whose lead or deal it selects as it is now, from what happened to them then; nothing is stored.
        Raises SlaPolicyNotFound, Invalid for days out of order.
        """
        now, timezone = self._clock.now(), self._settings_for(actor.tenant_id).timezone
        today = local_date(now, zone_named(timezone))
        first = since or month_after(month_of(today), -MONTHS_OF_A_QUARTER)
        period = Period(since=first, until=until or today, timezone=timezone).check()
        with self._records.reading(actor) as work:
            tried = newest_policy(work, policy)
            calendar = current_calendar(work.working_calendars, tried.calendar) if tried.calendar else None
            simulation = Simulation(tried, calendar, now)
            for clock in _clocks_for(work, tried, period, now):
                simulation.count(clock)
        return simulation.result(period.since, period.until)

    def _teams(self, tenant_id: str) -> Mapping[str, str]:
        """By person, as the directory says today."""
        return {person.id: person.team for person in self._people.members(tenant_id) if person.team is not None}


def _period(query: SlaReportQuery, now: datetime, timezone: str) -> Period:
    month = month_of(local_date(now, zone_named(timezone)))
    return Period(
        since=query.since or month_after(month, -MONTHS_BACK),
        until=query.until or month_after(month, 2) - timedelta(days=1),
        timezone=timezone,
    )


def _users(query: SlaReportQuery, teams: Mapping[str, str]) -> frozenset[str] | None:
    if query.team is None:
        return None if query.user is None else frozenset({query.user})
    members = frozenset(user for user, team in teams.items() if team == query.team)
    return members if query.user is None else members & {query.user}


def _clocks_for(work: UnitOfWork, policy: SlaPolicy, period: Period, at: datetime) -> Iterator[SlaClock]:
    """Those that started in the period, of leads or deals that the policy selects."""
    begin, *_, end = period.boundaries
    targets = [promise.target for promise in policy.promises]
    after = ""
    while page := work.sla_figures.started(begin, end, targets, after, PAGE):
        ids = sorted({clock.subject_id for clock in page})
        found = work.leads.get_many(ids) if policy.subject is EntityKind.LEAD else work.opportunities.get_many(ids)
        selected = {subject.id for subject in found if applies_to(policy, subject, at)}
        yield from (clock for clock in page if clock.subject_id in selected)
        after = page[-1].id


def _with_team(row: Compliance, teams: Mapping[str, str]) -> Compliance:
    return row.model_copy(update={"team": teams.get(row.user or "")})


def _until(work: UnitOfWork, now: datetime, hours: timedelta) -> Mapping[str | None, datetime]:
    """By calendar, when so much of its time has passed."""
    until: dict[str | None, datetime] = {None: min(now + hours, LAST_MOMENT)}
    for calendar in work.working_calendars.find(CalendarFilter(limit=PAGE_LENGTH)):
        try:
            until[calendar.id] = counted_time(calendar).due(now, hours)
        except NeverDue:
            until[calendar.id] = LAST_MOMENT
    return until
