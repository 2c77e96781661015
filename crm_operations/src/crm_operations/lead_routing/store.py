"""Where routing stores its rules, turns and queues, within the unit of work that assigns the leads."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, Self

from crm_core.actor import Actor
from crm_core.errors import NotFound
from crm_core.leads import Lead
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Count, ForeignId, Id, Limit, ShortText, SourceKey, Total
from crm_operations.lead_routing.criteria import RuleSet
from crm_operations.lead_routing.workload import Turn
from crm_operations.providers import Workload
from crm_operations.records import UnitOfWork


class RulesNotFound(NotFound):
    @classmethod
    def because_unknown_version(cls, version: int) -> Self:
        return cls.because_unknown("version of the routing rules", str(version))


class DayStart(Value):
    """When a person's day began in their own time zone."""

    user_id: AnyText
    at: Utc


class DailyAssignments(Value):
    """Leads a person was assigned since their own day began."""

    user_id: AnyText
    leads: Total


class QueueEntry(Value):
    """A lead that waits for an assignment; ``held_by`` is its owner until then, None when it has none."""

    lead_id: Id
    queue: ShortText
    held_by: AnyText | None = None
    since: Utc
    tried_at: Utc
    attempts: Count = 1
    reason: AnyText


class UnassignedLeads(Value):
    """Open leads without an owner; everything named must hold. Pages by id, oldest first."""

    source: SourceKey | None = None
    campaign_id: ForeignId | None = None
    after_id: Id | None = None
    limit: Limit = 10_000


class RoutingStore(Protocol):
    """The rules, turns and queues of one tenant."""

    def rules(self, version: int | None = None) -> RuleSet:
        """That version, or the newest; version 0 before any were set. Raises RulesNotFound."""
        ...

    def save_rules(self, rules: RuleSet, at: datetime) -> None:
        """Stores the next version. Raises Conflict when that version exists."""
        ...

    def lock_turns(self) -> int:
        """The number of the last turn; until the unit of work ends no other routes leads of this tenant."""
        ...

    def turns(self, pools: Sequence[str]) -> Sequence[Turn]:
        """When each person of these pools was last chosen; people who never were may be missing."""
        ...

    def save_turns(self, last_turn: int, turns: Sequence[Turn]) -> None:
        """Stores the turns that changed, and the tenant's last turn. Call ``lock_turns`` first."""
        ...

    def enqueue(self, entries: Sequence[QueueEntry]) -> Sequence[str]:
        """A lead that waits already keeps ``since``, with one more attempt. Answers the ids that did not wait."""
        ...

    def dequeue(self, lead_ids: Sequence[str]) -> None:
        """Without an effect for a lead that does not wait."""
        ...

    def waiting(
        self, queue: str | None = None, *, after_id: str | None = None, limit: int = 50
    ) -> Sequence[QueueEntry]:
        """Of one queue or of all, ordered by lead id."""
        ...


class RoutableLeads(Protocol):
    """The leads of one tenant as routing needs them: many at a time."""

    def get_many(self, lead_ids: Sequence[str], *, lock: bool = False) -> Sequence[Lead]:
        """Those that exist, ordered by id; ``lock`` blocks other writers until the unit of work ends."""
        ...

    def save_many(self, leads: Sequence[Lead]) -> None:
        """Stores the next version of each. Raises Conflict when one changed since it was loaded."""
        ...

    def unassigned(self, filters: UnassignedLeads) -> Sequence[str]:
        """Ids, in order."""
        ...

    def held_open(self, user_id: str) -> Sequence[str]:
        """Ids of the person's open leads, in order."""
        ...

    def captured(self, since: datetime, until: datetime, limit: int) -> Sequence[Lead]:
        """The first ``limit`` leads captured from ``since`` up to but not including ``until``."""
        ...

    def open_workload(self, user_ids: Sequence[str]) -> Sequence[Workload]:
        """Counted from the leads as they are; people with none may be missing."""
        ...

    def assigned_since(self, days: Sequence[DayStart]) -> Sequence[DailyAssignments]:
        """Leads assigned since each person's day began; people with none may be missing."""
        ...


class RoutingWork(UnitOfWork, Protocol):
    """A unit of work with the stores of routing."""

    @property
    def routing(self) -> RoutingStore:
        """Rules, turns and queues of the tenant."""
        ...

    @property
    def routable_leads(self) -> RoutableLeads:
        """The tenant's leads, many at a time."""
        ...


class RoutingRecords(Protocol):
    """Opens units of work as ``Records`` does, with the stores of routing."""

    @property
    def is_joined(self) -> bool:
        """As ``Records.is_joined``."""
        ...

    def reading(self, actor: Actor) -> AbstractContextManager[RoutingWork]:
        """As ``Records.reading``."""
        ...

    def writing(self, actor: Actor, *, batch: str | None = None) -> AbstractContextManager[RoutingWork]:
        """As ``Records.writing``; raises Conflict and Unavailable."""
        ...
