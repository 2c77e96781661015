"""The coordinator of delegations: made, listed, prolonged, revoked (US-022, FR-L3-003)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from crm_core.actor import Actor, Permission
from crm_core.approvals import (
    AddDelegation,
    Delegation,
    DelegationFilter,
    EditDelegation,
    require_chain,
)
from crm_core.clock import Clock
from crm_core.errors import Forbidden
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.delegation.moving import ENDS, STARTS, Moves
from crm_operations.delegation.notices import notice_of
from crm_operations.lead_routing import RoutingRecords, RoutingWork
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, Person, PersonNotFound, active_person, managers_of
from crm_operations.records import EntityRecords, repeats_lost_races
from crm_operations.settings import SettingsFor


class DelegationOfAnother(Forbidden):
    @classmethod
    def because_somebody_else_decides(cls, user_id: str, delegator: str) -> Self:
        return cls(
            "{user} may not delegate what is {delegator}'s; {delegator}, who leads them or an admin may",
            {"user": user_id, "delegator": delegator},
        )


class DelegationCoordinator:
    """Who stands in for whom: in routing, in approvals and in escalations.

    Each method raises NotPermitted; those that name a delegation raise DelegationNotFound. One's own is made by
    oneself, by whoever leads one, or by an admin: all others are refused with DelegationOfAnother.
    """

    def __init__(
        self,
        records: RoutingRecords,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._delegations = EntityRecords(records, settings_for, clock, new_id, lambda work: work.delegations)

    @acts(Permission.DELEGATION_MAKE, further=(Permission.DELEGATION_MANAGE,))
    def add(self, actor: Actor, request: AddDelegation) -> Delegation:
        """Have somebody stand in for a while.

        What is open already stays where it is, unless ``moves_open``.
        Raises PersonNotFound, AssigneeLeft, DelegationRefused for a circle or a chain too deep, Invalid.
        """
        delegator = request.delegator or actor.user_id
        people = self._people_for(actor, delegator)
        if delegator != actor.user_id and not any(person.id == delegator for person in people):
            raise PersonNotFound.because_unknown_person(delegator)
        active_person(self._people, actor.tenant_id, request.delegate)
        return self._added(actor, request, delegator, people)

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, delegation_id: Id) -> Delegation:
        """Show one."""
        return self._delegations.get(actor, delegation_id)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: DelegationFilter) -> Listed[Delegation]:
        """List delegations, oldest first, those that are over too."""
        return self._delegations.find(actor, filters)

    @acts(Permission.DELEGATION_MAKE, further=(Permission.DELEGATION_MANAGE,))
    def edit(self, actor: Actor, delegation_id: Id, request: EditDelegation) -> Delegation:
        """Have a delegation end at another moment, or for another reason.

        Raises DelegationOver, DelegationRefused, Invalid.
        """
        self._people_for(actor, self.get(actor, delegation_id).delegator)
        return self._edited(actor, delegation_id, request)

    @acts(Permission.DELEGATION_MAKE, further=(Permission.DELEGATION_MANAGE,))
    def revoke(self, actor: Actor, delegation_id: Id) -> Delegation:
        """Take a delegation back at once; of what was moved, what is still open and still there returns.

        Raises DelegationOver.
        """
        people = self._people_for(actor, self.get(actor, delegation_id).delegator)
        return self._revoked(actor, delegation_id, people)

    def _people_for(self, actor: Actor, delegator: str) -> Sequence[Person]:
        """Everybody, once it is clear that the actor may. Raises DelegationOfAnother."""
        people = self._people.members(actor.tenant_id)
        if actor.user_id == delegator or actor.may(Permission.DELEGATION_MANAGE):
            return people
        if actor.user_id not in {manager.id for manager in managers_of(people, delegator)}:
            raise DelegationOfAnother.because_somebody_else_decides(actor.user_id, delegator)
        return people

    @repeats_lost_races
    def _added(self, actor: Actor, request: AddDelegation, delegator: str, people: Sequence[Person]) -> Delegation:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            work.routing.lock_turns()  # others that delegate wait for this lock, and see this one then
            place, standing = work.delegations.place_among(at)
            delegation, added = Delegation.make(
                request,
                delegator=delegator,
                place=place,
                entity_id=self._new_id(),
                tenant_id=actor.tenant_id,
                at=at,
            )
            self._require_chain(delegation, standing)
            delegation = work.delegations.add(delegation)
            work.outbox.announce(added)
            work.outbox.notify(notice_of(delegation, "added"))
            if not delegation.moves_open:
                return delegation
            work.timers.set(ENDS, delegation.ref, delegation.ends_at)
            if delegation.starts_at > at:
                work.timers.set(STARTS, delegation.ref, delegation.starts_at)
                return delegation
            return self._moves(work, people, at).transfer(delegation)

    @repeats_lost_races
    def _edited(self, actor: Actor, delegation_id: str, request: EditDelegation) -> Delegation:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            work.routing.lock_turns()
            place, standing = work.delegations.place_among(at)
            before = work.delegations.get(delegation_id, lock=True)
            delegation, events = before.extended(request, place=place, at=at)
            self._require_chain(delegation, standing)
            work.outbox.announce(*events)
            if events:
                work.outbox.notify(notice_of(delegation, "extended"))
                if delegation.moves_open:
                    work.timers.set(ENDS, delegation.ref, delegation.ends_at)
            return work.delegations.save(delegation)

    @repeats_lost_races
    def _revoked(self, actor: Actor, delegation_id: str, people: Sequence[Person]) -> Delegation:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            work.routing.lock_turns()
            delegation, revoked = work.delegations.get(delegation_id, lock=True).revoke(at=at)
            work.outbox.announce(revoked)
            work.outbox.notify(notice_of(delegation, "revoked"))
            work.timers.cancel(delegation.ref)
            return self._moves(work, people, at).give_back(work.delegations.save(delegation))

    def _require_chain(self, delegation: Delegation, standing: Sequence[Delegation]) -> None:
        require_chain(delegation, standing, depth=self._settings_for(delegation.tenant_id).delegation.depth)

    def _moves(self, work: RoutingWork, people: Sequence[Person], at: datetime) -> Moves:
        return Moves(work, people, self._settings_for(work.actor.tenant_id).routing, at)
