"""A line that its payee contests: it is not payable, and carried from period to period, until that is resolved."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, SignedMinorUnits
from crm_core.stores import Filter
from crm_core.values import Utc, as_utc
from crm_core.vocabulary import Count, FreeText, Id, Name, Number, PersonId, UserId


class DisputeStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class CommissionDisputeNotFound(NotFound):
    """No dispute of the tenant has this id; see crm commission dispute list."""


class NotDisputable(Refused):
    @classmethod
    def because_it_is_settled(cls, entry: int, period: str, status: str) -> Self:
        return cls(
            "entry {entry} was posted into {period}, which is {status}; ask for an adjustment: crm commission adjust",
            {"entry": entry, "period": period, "status": status},
        )

    @classmethod
    def because_it_waits(cls, entry: int) -> Self:
        return cls("entry {entry} is disputed already; see crm commission dispute list --status open", {"entry": entry})


class CommissionDisputed(DomainEvent):
    """Announced when somebody contests a line."""

    name: ClassVar = "commission_dispute.opened"
    entry: Count
    plan: Name
    period: Number
    payee_id: PersonId
    by: UserId


class CommissionDisputeResolved(DomainEvent):
    """Announced when a dispute is over: the line is payable as it stands."""

    name: ClassVar = "commission_dispute.resolved"
    entry: Count
    plan: Name
    period: Number
    payee_id: PersonId
    by: UserId


class CommissionDispute(Entity):
    """``entry`` is the number of the line, ``period`` that it was posted into.

    ``split_id`` is the disputed split that the line rests on; it is resolved with that.
    """

    kind = EntityKind.COMMISSION_DISPUTE
    not_found = CommissionDisputeNotFound
    transitions = MappingProxyType({DisputeStatus.OPEN: {DisputeStatus.RESOLVED}})

    entry: Count
    plan: Name
    period: Number
    payee_id: PersonId
    opportunity_number: Number | None = None
    amount_minor: SignedMinorUnits
    currency_code: CurrencyCode
    status: DisputeStatus = DisputeStatus.OPEN
    split_id: Id | None = None
    reason: FreeText
    opened_by: UserId
    resolution: FreeText | None = None
    resolved_by: UserId | None = None
    resolved_at: Utc | None = None

    @classmethod
    def open(cls, *, entity_id: str, tenant_id: str, at: datetime, **facts: Any) -> tuple[Self, CommissionDisputed]:
        """``facts`` are those of the line, who opens it and why."""
        dispute = cls.new(None, entity_id=entity_id, tenant_id=tenant_id, at=at, **facts)
        return dispute, dispute.event(CommissionDisputed, at=at, **dispute.line, by=dispute.opened_by)

    def resolve(self, resolution: str, *, by: str, at: datetime) -> tuple[Self, CommissionDisputeResolved]:
        """The line is payable from now on, in the next period that is locked. Raises InvalidTransition."""
        resolved = self.entered(
            DisputeStatus.RESOLVED, at=at, resolution=resolution, resolved_by=by, resolved_at=as_utc(at)
        )
        return resolved, self.event(CommissionDisputeResolved, at=at, **self.line, by=by)

    @property
    def line(self) -> dict[str, Any]:
        """What its events tell of the line."""
        return {"entry": self.entry, "plan": self.plan, "period": self.period, "payee_id": self.payee_id}


class CommissionDisputeFilter(Filter):
    plan: Name | None = Field(default=None, description="Only of this plan.")
    payee_id: PersonId | None = Field(default=None, description="Only of this person.")
    status: DisputeStatus | None = Field(default=None, description="Only with this status.")
    entry: Count | None = Field(default=None, description="Only of the line with this number.")
    split_id: Id | None = Field(default=None, description="Only of lines that rest on this split.")
