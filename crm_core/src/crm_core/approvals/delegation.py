"""Delegations: who stands in for whom, in what, and for how long (US-022, FR-L3-003)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from operator import gt, le
from typing import Annotated, ClassVar, Protocol, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.stores import Compared, Empty, EntityStore, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import Count, FreeText, Id, PersonId


class DelegationScope(StrEnum):
    APPROVALS = "approvals"
    LEADS = "leads"
    DEALS = "deals"


class DelegationState(StrEnum):
    """Derived from the moment it is asked for, never stored."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


Scopes = Annotated[tuple[DelegationScope, ...], Field(max_length=len(DelegationScope)), IMPERSONAL]
EVERYTHING = tuple(DelegationScope)


class AddDelegation(Value):
    """From ``starts_at`` up to but not including ``ends_at``."""

    delegator: PersonId | None = Field(default=None, description="Who is stood in for; else yourself.")
    delegate: PersonId = Field(description="Who stands in.")
    starts_at: Utc | None = Field(default=None, description="From 2026-12-01, or from that moment on; else at once.")
    ends_at: Utc = Field(description="Until 2026-12-15, which is not part of it, or until that moment.")
    scopes: Scopes = Field(default=(), description="For approvals, leads or deals; else for everything. Repeat it.")
    moves_open: bool = Field(default=False, description="Also what is open already, until it ends.")
    reason: FreeText = Field(description="Why; it is kept in the history.")


class EditDelegation(Edit[AddDelegation]):
    """Only the fields that are named change; whoever else is meant, or for something else, is a new delegation."""

    fixed = ("delegator", "delegate", "starts_at", "scopes", "moves_open")


class DelegationNotFound(NotFound):
    """No delegation of the tenant has this id."""


class DelegationOver(Refused):
    @classmethod
    def because_it_cannot_change(cls, delegation: "Delegation", state: DelegationState) -> Self:
        return cls(
            "the delegation of {delegator} to {delegate} is {state}; make a new one",
            {"delegator": delegation.delegator, "delegate": delegation.delegate, "state": str(state)},
        )


class DelegationAdded(DomainEvent):
    """Announced when somebody is made to stand in for somebody."""

    name: ClassVar = "delegation.added"
    delegator: PersonId
    delegate: PersonId
    scopes: Scopes
    starts_at: Utc
    ends_at: Utc


class DelegationExtended(DomainEvent):
    """Announced when it is made to end at another moment, later or earlier."""

    name: ClassVar = "delegation.extended"
    ends_at: Utc


class DelegationRevoked(DomainEvent):
    """Announced when it is taken back before its end."""

    name: ClassVar = "delegation.revoked"
    delegator: PersonId
    delegate: PersonId


class DelegationTransferred(DomainEvent):
    """Announced when what was open went to who stands in; how many of each."""

    name: ClassVar = "delegation.transferred"
    leads: Count
    deals: Count


class DelegationReturned(DomainEvent):
    """Announced when what was moved, and is still open and still there, returned; how many of each."""

    name: ClassVar = "delegation.returned"
    leads: Count
    deals: Count


class Delegation(Entity):
    """Half-open, ``starts_at`` up to but not including ``ends_at``; in no force from ``revoked_at`` on.

    ``place`` counts what was written that can lengthen a chain. It is unique, so that of two written at once one is
    judged again, with the other in sight.
    """

    kind = EntityKind.DELEGATION
    unique = (("place",),)
    not_found = DelegationNotFound

    delegator: PersonId
    delegate: PersonId
    starts_at: Utc
    ends_at: Utc
    scopes: Scopes
    reason: FreeText
    moves_open: bool = False
    place: Count
    revoked_at: Utc | None = None
    moved_at: Utc | None = None
    """When what was open at the start was moved, to whom each; None until then, and where nothing was."""
    leads_moved_to: PersonId | None = None
    moved_leads: tuple[Id, ...] = ()
    deals_moved_to: PersonId | None = None
    moved_deals: tuple[Id, ...] = ()
    returned_at: Utc | None = None

    @classmethod
    def make(
        cls, request: AddDelegation, *, delegator: str, place: int, entity_id: str, tenant_id: str, at: datetime
    ) -> tuple[Self, DelegationAdded]:
        """Raises Invalid for a person standing in for themselves, and for a time that is over or none."""
        added = cls.new(
            request,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            delegator=delegator,
            starts_at=request.starts_at or at,
            scopes=tuple(scope for scope in DelegationScope if scope in request.scopes) or EVERYTHING,
            place=place,
        )
        _require_time_left(added, at)
        return added, added.event(
            DelegationAdded,
            at=at,
            delegator=added.delegator,
            delegate=added.delegate,
            scopes=added.scopes,
            starts_at=added.starts_at,
            ends_at=added.ends_at,
        )

    def check_fields(self) -> None:
        """Raises Invalid."""
        if self.delegator == self.delegate:
            raise Invalid.field("delegate", "nobody stands in for themselves", "name somebody else")
        if self.ends_at <= self.starts_at:
            raise Invalid.field("ends_at", "it ends before it begins", "name a later moment")

    def state(self, at: datetime) -> DelegationState:
        """At this moment."""
        if self.revoked_at is not None and self.revoked_at <= at:
            return DelegationState.REVOKED
        if at < self.starts_at:
            return DelegationState.PLANNED
        return DelegationState.IN_FORCE if at < self.ends_at else DelegationState.ENDED

    def is_in_force(self, scope: DelegationScope, at: datetime) -> bool:
        return scope in self.scopes and self.state(at) is DelegationState.IN_FORCE

    def extended(
        self, request: EditDelegation, *, place: int, at: datetime
    ) -> tuple[Self, Sequence[DelegationExtended]]:
        """Without an event where the end stays. Raises DelegationOver; Invalid for an end that is over."""
        self._require_standing(at)
        edited = self.edited(request, at=at).changed(at, place=place)
        _require_time_left(edited, at)
        if edited.ends_at == self.ends_at:
            return edited, ()
        return edited, (edited.event(DelegationExtended, at=at, ends_at=edited.ends_at),)

    def revoke(self, *, at: datetime) -> tuple[Self, DelegationRevoked]:
        """In no force from this moment on. Raises DelegationOver."""
        self._require_standing(at)
        revoked = self.changed(at, revoked_at=as_utc(at))
        return revoked, revoked.event(DelegationRevoked, at=at, delegator=self.delegator, delegate=self.delegate)

    def transferred(
        self, leads: Mapping[str, str], deals: Mapping[str, str], *, at: datetime
    ) -> tuple[Self, DelegationTransferred]:
        """Keeps what was moved, each by who got it, so that it can return."""
        moved = self.changed(
            at,
            moved_at=as_utc(at),
            leads_moved_to=next(iter(leads.values()), None),
            moved_leads=tuple(leads),
            deals_moved_to=next(iter(deals.values()), None),
            moved_deals=tuple(deals),
        )
        return moved, moved.event(DelegationTransferred, at=at, leads=len(leads), deals=len(deals))

    def returned(self, leads: int, deals: int, *, at: datetime) -> tuple[Self, DelegationReturned]:
        """After so many of those that were moved returned."""
        returned = self.changed(at, returned_at=as_utc(at))
        return returned, returned.event(DelegationReturned, at=at, leads=leads, deals=deals)

    def _require_standing(self, at: datetime) -> None:
        if (state := self.state(at)) in {DelegationState.ENDED, DelegationState.REVOKED}:
            raise DelegationOver.because_it_cannot_change(self, state)


def _require_time_left(delegation: Delegation, at: datetime) -> None:
    if delegation.ends_at <= at:
        raise Invalid.field("ends_at", "it is over", "name a moment to come")


class DelegationFilter(Filter):
    delegator: PersonId | None = Field(default=None, description="Only of this person.")
    delegate: PersonId | None = Field(default=None, description="Only to this person.")
    in_force_at: Annotated[Utc | None, Compared("starts_at", le), Compared("ends_at", gt), Empty("revoked_at")] = Field(
        default=None, description="Only those in force on 2026-12-01, or at that moment."
    )


class DelegationStore(EntityStore[Delegation, DelegationFilter], Protocol):
    """Stores delegations; what stands is asked often."""

    def standing(self, at: datetime) -> Sequence[Delegation]:
        """Those that are not revoked and end after this moment, begun or not, in the order of ids."""
        ...

    def place_among(self, at: datetime) -> tuple[int, Sequence[Delegation]]:
        """The next place, and what stands besides, read after it and from no cache.

        So of two who take the same place, who is refused has not seen the other, and who is not has.
        """
        ...
