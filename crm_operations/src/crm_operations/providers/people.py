"""The directory of sales people, and what each may be assigned (RTE-CRMOP-0105)."""

from collections.abc import Sequence
from datetime import time
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.actor import Role
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Count, Day, PersonId, ShortText, Total, ZoneName
from crm_operations.providers.call_kinds import query, uncached_query


class WorkingHours(Value):
    """On this weekday (0 is Monday) from start up to but not including end, in the person's zone."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    start: time
    end: time


class Absence(Value):
    """From start up to but not including end."""

    start: Utc
    end: Utc
    reason: ShortText | None = None


class Person(Value):
    """Somebody leads can be assigned to.

    No working hours listed means always; no capacity means the tenant's default.
    """

    id: PersonId
    name: ShortText
    roles: frozenset[Role] = frozenset({Role.REP})
    """Their permissions, and the notices to roles that they get."""
    team: ShortText | None = None
    manager_id: PersonId | None = None
    acts_for: PersonId | None = None
    """The human behind a bot or a token: both count as one where nobody may judge their own."""
    territories: frozenset[ShortText] = frozenset()
    skills: frozenset[ShortText] = frozenset()
    weight: Count = 1
    """Share of a weighted pool; 0 takes part in none."""
    capacity: Count | None = None
    """Open leads at most."""
    daily_capacity: Count | None = None
    """New leads per local day at most."""
    timezone: ZoneName = "UTC"
    working_hours: tuple[WorkingHours, ...] = ()
    absences: tuple[Absence, ...] = ()
    joined_on: Day | None = None
    """Their first day; quotas are prorated and ramped from it. None is unknown: always here."""
    left_on: Day | None = None
    """Their last day; it says nothing of whether they are given work, ``is_active`` does."""
    is_active: bool = True
    paused: bool = False


class PeopleProvider(Protocol):
    """A partner system. Every method may raise Unavailable."""

    @query
    def find_by_id(self, tenant_id: str, user_id: str) -> Person | None:
        """None when the tenant has no such person; people who left are found, with ``is_active`` False."""
        ...

    @query
    def members(self, tenant_id: str, team: str | None = None) -> Sequence[Person]:
        """Everybody of the team, or of the tenant; people who left come with ``is_active`` False. Ordered by id."""
        ...

    @uncached_query
    def open_workload(self, tenant_id: str, user_ids: Sequence[str]) -> "Sequence[Workload]":
        """A row for each person asked for, those with no open lead too; closed leads do not count."""
        ...


class Workload(Value):
    """How many open leads a person has."""

    user_id: AnyText
    open_leads: Total = 0
