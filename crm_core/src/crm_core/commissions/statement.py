"""A payee's statement of a plan's period, as it is approved: one by one, never by the payee (COM-CRMOP-0130)."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import Field

from crm_core.commissions.settlement import Draw
from crm_core.entities import Entity
from crm_core.errors import Forbidden, NotFound
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, MinorUnits, SignedMinorUnits
from crm_core.stores import Filter
from crm_core.values import Utc, as_utc
from crm_core.vocabulary import FreeText, Name, Number, PersonId, UserId


class StatementStatus(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RECALLED = "recalled"
    """Its period was opened again; it is submitted anew with it."""


class CommissionStatementNotFound(NotFound):
    @classmethod
    def because_nobody_is_stated(cls, user: str, plan: str, period: str) -> Self:
        return cls(
            "{user} has no statement of plan {plan} for {period}; see crm commission statements --period {period}",
            {"user": user, "plan": plan, "period": period},
        )


class MayNotApproveStatement(Forbidden):
    @classmethod
    def because_of(cls, statement: "CommissionStatement", user: str, why: str) -> Self:
        """``why`` as in: it is their own."""
        asked = statement.approver_id or "a director"
        return cls(
            "{user} may not approve the statement of {payee}: {why}; {approver} may",
            {"user": user, "payee": statement.payee_id, "why": why, "approver": asked},
        )


class CommissionStatementStatusChanged(DomainEvent):
    """Announced when a statement is submitted, approved or recalled."""

    name: ClassVar = "commission_statement.status_changed"
    plan: Name
    period: Number
    payee_id: PersonId
    status: StatementStatus
    by: UserId


class CommissionStatement(Entity):
    """Figures stay in the ledger; ``payable_minor`` is what it came to when it was submitted.

    ``approver_id`` is who was asked: the nearest above the payee who is here; None where nobody is above.
    """

    kind = EntityKind.COMMISSION_STATEMENT
    unique = (("plan", "period", "payee_id"),)
    not_found = CommissionStatementNotFound
    transitions = MappingProxyType(
        {
            StatementStatus.SUBMITTED: {StatementStatus.APPROVED, StatementStatus.RECALLED},
            StatementStatus.APPROVED: {StatementStatus.RECALLED},
            StatementStatus.RECALLED: {StatementStatus.SUBMITTED},
        }
    )

    plan: Name
    period: Number
    payee_id: PersonId
    currency_code: CurrencyCode
    status: StatementStatus = StatementStatus.SUBMITTED
    payable_minor: SignedMinorUnits = 0
    draw_minor: MinorUnits = 0
    draw_is_recoverable: bool = True
    approver_id: PersonId | None = None
    approved_by: UserId | None = None
    approved_at: Utc | None = None
    comment: FreeText | None = None
    """What the approver says to it."""

    @property
    def draw(self) -> Draw:
        """What is paid of the period at least."""
        return Draw(self.draw_minor, self.draw_is_recoverable)

    def submitted(
        self, *, payable_minor: int, draw: Draw, approver_id: str | None, by: str, at: datetime
    ) -> tuple[Self, CommissionStatementStatusChanged]:
        """Anew, after it was recalled. Raises InvalidTransition."""
        return self._entered(
            StatementStatus.SUBMITTED,
            by,
            at,
            payable_minor=payable_minor,
            draw_minor=draw.minor,
            draw_is_recoverable=draw.is_recoverable,
            approver_id=approver_id,
        )

    def approve(self, comment: str | None, *, by: str, at: datetime) -> tuple[Self, CommissionStatementStatusChanged]:
        """Once. Raises InvalidTransition."""
        return self._entered(StatementStatus.APPROVED, by, at, approved_by=by, approved_at=as_utc(at), comment=comment)

    def recall(self, *, by: str, at: datetime) -> tuple[Self, CommissionStatementStatusChanged]:
        """A yes that was said to it is void. Raises InvalidTransition."""
        return self._entered(StatementStatus.RECALLED, by, at, approved_by=None, approved_at=None, comment=None)

    def announcement(self, by: str, at: datetime) -> CommissionStatementStatusChanged:
        """Of the status it has now."""
        return self.event(
            CommissionStatementStatusChanged,
            at=at,
            plan=self.plan,
            period=self.period,
            payee_id=self.payee_id,
            status=self.status,
            by=by,
        )

    def _entered(
        self, status: StatementStatus, by: str, at: datetime, **facts: object
    ) -> tuple[Self, CommissionStatementStatusChanged]:
        entered = self.entered(status, at=at, **facts)
        return entered, entered.announcement(by, at)


class CommissionStatementFilter(Filter):
    plan: Name | None = Field(default=None, description="Only of this plan.")
    period: Number | None = Field(default=None, description="Only of this period, such as 2017-Q4.")
    payee_id: PersonId | None = Field(default=None, description="Only of this person.")
    status: StatementStatus | None = Field(default=None, description="Only with this status.")
    approver_id: PersonId | None = Field(default=None, description="Only those that this person was asked for.")
