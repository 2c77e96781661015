"""How a deal is shared: by whom and by how much, agreed once it is approved (SPL-CRMOP-0111 to 0115)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from crm_core.credits import OVERLAY, REVENUE, CreditedPerson, Share, Shares
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.money import BASIS_POINTS, BasisPoints
from crm_core.stores import Filter
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Count, Day, FreeText, Id, Key, Number, UserId

MOST_SHARES = 100


class SplitStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DISPUTED = "disputed"
    """Approved, and contested: it counts, and what is paid for it waits."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def counts(self) -> bool:
        """Whether people are credited by it."""
        return self in {SplitStatus.APPROVED, SplitStatus.DISPUTED}


class AskedShare(Value):
    """Of a person, or of whoever owns the deal, where ``user_id`` is None."""

    user_id: UserId | None = None
    basis_points: BasisPoints
    kind: Key = REVENUE


AskedShares = Annotated[
    tuple[AskedShare, ...],
    Field(
        max_length=MOST_SHARES,
        description="Who has how many percent: owner=70,bob=30,eve=10:overlay; revenue adds up to 100.",
    ),
]


class CreateSplit(Value):
    """The shares of a deal as they are entered; its owner is listed in any case, if only with 0."""

    shares: AskedShares
    effective_from: Day | None = Field(
        default=None, description="From which credit date on: 2026-06-30; else for all of its credits."
    )


class SplitCreated(DomainEvent):
    """Announced when somebody drafts how a deal is shared."""

    name: ClassVar = "split.created"
    opportunity_id: Id
    revision: Count


class SplitStatusChanged(DomainEvent):
    """Announced when a split is submitted, approved, rejected, withdrawn, disputed, or a dispute is resolved."""

    name: ClassVar = "split.status_changed"
    opportunity_id: Id
    status: SplitStatus
    by: UserId


class SplitNotFound(NotFound):
    """No split of the tenant has this id."""


class Split(Entity):
    """One way to share a deal; another one is a revision of its own, so what was agreed stays to be read.

    Of those that count, the newest in force on a day shares what is credited on it. ``people`` are where those who
    share stood when it was submitted.
    """

    kind = EntityKind.SPLIT
    unique = (("opportunity_id", "revision"),)
    not_found = SplitNotFound
    transitions = MappingProxyType(
        {
            SplitStatus.DRAFT: {SplitStatus.SUBMITTED, SplitStatus.APPROVED, SplitStatus.WITHDRAWN},
            SplitStatus.SUBMITTED: {SplitStatus.APPROVED, SplitStatus.REJECTED, SplitStatus.WITHDRAWN},
            SplitStatus.APPROVED: {SplitStatus.DISPUTED},
            SplitStatus.DISPUTED: {SplitStatus.APPROVED},
        }
    )

    opportunity_id: Id
    opportunity_number: Number
    revision: Count
    owner_id: UserId
    shares: tuple[Share, ...]
    effective_from: Day | None = None
    status: SplitStatus = SplitStatus.DRAFT
    people: tuple[CreditedPerson, ...] = ()
    submitted_by: UserId | None = None
    submitted_at: Utc | None = None
    decided_by: UserId | None = None
    decided_at: Utc | None = None
    reason: FreeText | None = None
    """Why it was rejected, withdrawn, disputed or resolved."""

    @classmethod
    def draft(
        cls, request: CreateSplit, *, entity_id: str, tenant_id: str, at: datetime, **facts: Any
    ) -> tuple[Self, SplitCreated]:
        """``facts`` are the deal's id, number and owner, and the revision. Raises Invalid."""
        shares = listed_shares(request.shares, facts["owner_id"])
        split = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            shares=shares,
            effective_from=request.effective_from,
            **facts,
        )
        created = split.event(SplitCreated, at=at, opportunity_id=split.opportunity_id, revision=split.revision)
        return split, created

    @property
    def is_default(self) -> bool:
        """Whether the owner has all of it, and nobody else has anything."""
        return all(share.basis_points == 0 or share.user_id == self.owner_id for share in self.shares) and not any(
            share.kind != REVENUE for share in self.shares
        )

    @property
    def as_shares(self) -> Shares:
        """As credits are shared by it."""
        return Shares.model_construct(shares=self.shares, split_id=self.id)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who has any of it."""
        return tuple(dict.fromkeys(share.user_id for share in self.shares if share.basis_points))

    def check_fields(self) -> None:
        """Raises Invalid for revenue that is not 100 %, an owner who is missing, and a person named twice."""
        revenue = sum(share.basis_points for share in self.shares if share.kind == REVENUE)
        if revenue != BASIS_POINTS:
            raise Invalid.field(
                "shares", f"revenue adds up to {revenue / 100:.2f} %", "share out exactly 100 %; overlay comes on top"
            )
        counted = Counter((share.user_id, share.kind) for share in self.shares)
        if twice := [user for (user, _), count in counted.items() if count > 1]:
            raise Invalid.field("shares", f"{twice[0]} is named twice", "give each person one share of a kind")
        if (self.owner_id, REVENUE) not in counted:
            raise Invalid.field("shares", f"{self.owner_id}, who owns the deal, is missing", "list them, if with 0")

    def submit(
        self, people: Sequence[CreditedPerson], *, by: str, at: datetime, is_asked: bool
    ) -> tuple[Self, SplitStatusChanged]:
        """For approval where somebody ``is_asked``, else it is approved by that. Raises InvalidTransition."""
        facts = {"people": tuple(people), "submitted_by": by, "submitted_at": as_utc(at)}
        if is_asked:
            return self._entered(SplitStatus.SUBMITTED, by, at, **facts)
        return self._entered(SplitStatus.APPROVED, by, at, decided_by=by, decided_at=as_utc(at), **facts)

    def approve(self, *, by: str, at: datetime) -> tuple[Self, SplitStatusChanged]:
        """It counts from now on. Raises InvalidTransition."""
        return self._entered(SplitStatus.APPROVED, by, at, decided_by=by, decided_at=as_utc(at))

    def reject(self, reason: str | None, *, by: str, at: datetime) -> tuple[Self, SplitStatusChanged]:
        """It never counts. Raises InvalidTransition."""
        return self._entered(SplitStatus.REJECTED, by, at, decided_by=by, decided_at=as_utc(at), reason=reason)

    def withdraw(self, reason: str | None, *, by: str, at: datetime) -> tuple[Self, SplitStatusChanged]:
        """What is drafted or submitted is taken back. Raises InvalidTransition."""
        return self._entered(SplitStatus.WITHDRAWN, by, at, reason=reason)

    def dispute(self, reason: str, *, by: str, at: datetime) -> tuple[Self, SplitStatusChanged]:
        """It still counts, and what is paid for it waits. Raises InvalidTransition."""
        return self._entered(SplitStatus.DISPUTED, by, at, reason=reason)

    def resolve(self, reason: str, *, by: str, at: datetime) -> tuple[Self, SplitStatusChanged]:
        """The dispute is over, and it stands as it is. Raises InvalidTransition."""
        return self._entered(SplitStatus.APPROVED, by, at, reason=reason)

    def for_owner(self, owner_id: str, *, keeps: bool) -> tuple[Share, ...]:
        """The shares when the deal is another one's: the former owner's go along, or with ``keeps`` stay."""
        if keeps:
            return listed_shares([AskedShare(**dict(share)) for share in self.shares], owner_id)
        moved: dict[tuple[str, str], int] = {}
        for share in self.shares:
            user = owner_id if share.user_id == self.owner_id else share.user_id
            moved[user, share.kind] = moved.get((user, share.kind), 0) + share.basis_points
        shares = (
            AskedShare(user_id=user, kind=kind, basis_points=min(points, BASIS_POINTS))
            for (user, kind), points in moved.items()
        )
        return listed_shares(shares, owner_id)

    def _entered(self, status: SplitStatus, by: str, at: datetime, **facts: Any) -> tuple[Self, SplitStatusChanged]:
        event = self.event(SplitStatusChanged, at=at, opportunity_id=self.opportunity_id, status=status, by=by)
        return self.entered(status, at=at, **facts), event


class SplitFilter(Filter):
    opportunity_id: Id | None = Field(default=None, description="Only of this deal: number or id.")
    status: SplitStatus | None = Field(default=None, description="Only those that are.")


def listed_shares(asked: Iterable[AskedShare], owner_id: str) -> tuple[Share, ...]:
    """With the owner first, whose revenue share is 0 where none is named; the others in their order."""
    shares = [Share(user_id=each.user_id or owner_id, basis_points=each.basis_points, kind=each.kind) for each in asked]
    if not any(share.user_id == owner_id and share.kind == REVENUE for share in shares):
        shares.append(Share(user_id=owner_id, basis_points=0))
    return tuple(sorted(shares, key=lambda share: (share.user_id, share.kind) != (owner_id, REVENUE)))


def in_force(splits: Iterable[Split], day: date) -> Split | None:
    """Of those that count the newest that is in force on that day."""
    counting = (
        each for each in splits if each.status.counts and (each.effective_from is None or each.effective_from <= day)
    )
    return max(counting, key=lambda each: (each.decided_at or each.created_at, each.revision), default=None)


def overlays(shares: Iterable[Share]) -> tuple[Share, ...]:
    """Those beside the revenue."""
    return tuple(share for share in shares if share.kind == OVERLAY)
