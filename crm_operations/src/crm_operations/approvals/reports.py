"""The coordinator of the report on requests for approval."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.approvals import ApprovalDimension, ApprovalFiguresQuery, ApprovalReport
from crm_core.clock import Clock, local_date, zone_named
from crm_core.figures import Period
from crm_core.pipelines import month_after, month_of
from crm_core.values import Value
from crm_core.vocabulary import Day
from crm_operations.operation import reads
from crm_operations.providers import PeopleProvider
from crm_operations.records import Records
from crm_operations.settings import SettingsFor

MONTHS_BACK = 11


class ApprovalReportQuery(Value):
    """What was asked for in these days, in groups by whatever ``by`` names."""

    since: Day | None = Field(default=None, description="The first day; else that of the month 11 months ago.")
    until: Day | None = Field(default=None, description="The last day; else today.")
    by: frozenset[ApprovalDimension] = Field(
        default=frozenset(ApprovalDimension), description="Count by level, team or month; else by all."
    )


EVERYTHING = ApprovalReportQuery()


class ApprovalReportCoordinator:
    """Figures of requests for approval, counted by one statement; nothing is stored. Raises NotPermitted."""

    def __init__(self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.REPORT_READ)
    def report(self, actor: Actor, query: ApprovalReportQuery = EVERYTHING) -> ApprovalReport:
        """Say what became of requests for approval, how long a decision took, and how many were made again.

        The month is that of the request where the tenant lives, the team that of the owner as of today.
        Raises Invalid for days out of order, Unavailable.
        """
        timezone = self._settings_for(actor.tenant_id).timezone
        period = _period(query, self._clock.now(), timezone).check()
        teams = self._teams(actor.tenant_id) if ApprovalDimension.TEAM in query.by else {}
        with self._records.reading(actor) as work:
            rows = work.approval_figures.counted(ApprovalFiguresQuery(period, query.by, teams))
        return ApprovalReport(since=period.since, until=period.until, rows=tuple(rows))

    def _teams(self, tenant_id: str) -> Mapping[str, str]:
        """By person, as the directory says today."""
        return {person.id: person.team for person in self._people.members(tenant_id) if person.team is not None}


def _period(query: ApprovalReportQuery, now: datetime, timezone: str) -> Period:
    until = query.until or local_date(now, zone_named(timezone))
    return Period(since=query.since or month_after(month_of(until), -MONTHS_BACK), until=until, timezone=timezone)
