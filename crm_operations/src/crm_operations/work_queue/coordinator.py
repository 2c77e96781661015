"""The coordinator of the work queue: who is asked for, who stands in for whom, and the page of the list (US-015)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm_core.actor import Actor, Permission
from crm_core.approvals import DelegationScope, StandIns
from crm_core.clock import Clock, local_date
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef
from crm_core.stores import Listed
from crm_core.vocabulary import UserId
from crm_operations.operation import inward, reads
from crm_operations.providers import PeopleProvider
from crm_operations.records import Records
from crm_operations.settings import SettingsFor
from crm_operations.work_queue.item import WorkItem, WorkPlace, WorkQuery
from crm_operations.work_queue.store import AskedWork, WorkQueueStore, WorkRow

Chains = Mapping[DelegationScope, Mapping[str, Sequence[str]]]
"""By what is delegated: of each who has delegated, the chain that ends with who acts."""

MINE = WorkQuery()

EVERYTHING_READ = (Permission.DEAL_READ, Permission.APPROVAL_READ)
"""What it takes besides leads, since a queue holds all of it."""


class WorkQueueCoordinator:
    """What waits for people: approvals, leads to contact, deals to look at, overdue activities, clocks at risk.

    Each item is in the list of whoever acts: the delegate, as long as somebody is stood in for.
    Each method raises NotPermitted.
    """

    def __init__(
        self,
        store: WorkQueueStore,
        records: Records,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._store = store
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.LEAD_READ, also=EVERYTHING_READ)
    def pending(self, actor: Actor, query: WorkQuery = MINE) -> Listed[WorkItem]:
        """List what waits for you, a person, a team, a role or everybody: first what is due first.

        Raises Invalid.
        """
        people = self._people_of(actor, query)
        at = self._clock.now()
        with self._records.reading(actor) as work:
            standing = work.delegations.standing(at)
        chains = {scope: StandIns(standing, scope, at).chains() for scope in DelegationScope}
        owners = None if people is None else {scope: _owners(people, chains[scope]) for scope in DelegationScope}
        rows = self._store.pending(actor.tenant_id, self._asked(actor, query, owners, at))
        return Listed(_item(row, owners, chains, at) for row in rows)

    @inward("it answers what is asked further", Permission.LEAD_READ, further=EVERYTHING_READ)
    def for_user(self, actor: Actor, user_id: UserId | None = None) -> "PersonsWork":
        """The work of this person, else of the actor (FR-L2-007)."""
        return PersonsWork(self, actor, user_id or actor.user_id)

    def _people_of(self, actor: Actor, query: WorkQuery) -> Set[str] | None:
        named = [query.user_id, query.team, query.role, query.everybody or None]
        if sum(each is not None for each in named) > 1:
            raise Invalid.field("team", "it is not alone", "name one of: a person, a team, a role, everybody")
        if query.everybody:
            return None
        if query.team is None and query.role is None:
            return {query.user_id or actor.user_id}
        members = self._people.members(actor.tenant_id, query.team)
        return {each.id for each in members if query.role is None or query.role in each.roles}

    def _asked(
        self, actor: Actor, query: WorkQuery, owners: Mapping[DelegationScope, Set[str]] | None, at: datetime
    ) -> AskedWork:
        settings = self._settings_for(actor.tenant_id)
        today = local_date(at, settings.zone)
        return AskedWork(
            at=at,
            today=today,
            owners=owners,
            stale_since=at - timedelta(days=settings.attention.stale_after_days),
            closing_until=today + timedelta(days=settings.attention.closing_soon_days),
            kind=query.kind,
            overdue=query.overdue,
            order=query.order,
            after=None if query.after is None else WorkPlace.of(query.after),
            limit=query.limit,
        )


@dataclass(frozen=True)
class PersonsWork:
    """``crm.dashboard.for_user(actor, "theo").pending()``."""

    queue: WorkQueueCoordinator = field(repr=False, compare=False)
    actor: Actor = field(repr=False)
    user_id: str

    def pending(self, query: WorkQuery = MINE) -> Listed[WorkItem]:
        """As ``WorkQueueCoordinator.pending``, of this person. Raises NotPermitted, Invalid."""
        return self.queue.pending(self.actor, query.model_copy(update={"user_id": self.user_id}))


def _owners(people: Set[str], chains: Mapping[str, Sequence[str]]) -> Set[str]:
    """The people but for those who have delegated, and those they stand in for at the end of a chain."""
    stood_in_for = {person for person, chain in chains.items() if chain[-1] in people}
    return {person for person in people if person not in chains} | stood_in_for


def _item(row: WorkRow, owners: Mapping[DelegationScope, Set[str]] | None, chains: Chains, at: datetime) -> WorkItem:
    meant = (each for each in row.owners if owners is None or each in owners[row.scope])
    owner = next(meant, None)
    user = None if owner is None else chains[row.scope].get(owner, (owner,))[-1]
    return WorkItem.model_construct(
        kind=row.kind,
        subject=EntityRef.unchecked(EntityKind(row.subject_kind), row.subject_id),
        number=row.number,
        title=row.title,
        user=user,
        for_user=None if owner == user else owner,
        due_at=row.due_at,
        since=row.since,
        age_seconds=max(0, int((at - row.since).total_seconds())),
        reasons=row.reasons,
    )
