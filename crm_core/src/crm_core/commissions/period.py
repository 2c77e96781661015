"""A period of a plan: open to postings, then submitted, approved, locked, paid."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar, Self

from pydantic import Field

from crm_core.commissions.entry import Entry
from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.fiscal import FiscalPeriod
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, SignedMinorUnits
from crm_core.stores import Filter
from crm_core.vocabulary import Count, Day, FreeText, Key, Name, Number, UserId


class PeriodStatus(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"
    PAID = "paid"


class CommissionPeriodNotFound(NotFound):
    """No period of the tenant has this id; `crm commission run` opens one."""

    @classmethod
    def because_it_never_opened(cls, plan: str, period: str) -> Self:
        return cls(
            "nothing was posted into {period} of plan {plan}; first: crm commission run '{plan}' {period}",
            {"plan": plan, "period": period},
        )


class CommissionsPosted(DomainEvent):
    """Announced when a run posts something; ``amount_minor`` is what it adds up to."""

    name: ClassVar = "commission_period.posted"
    plan: Name
    period: Number
    entries: Count
    amount_minor: SignedMinorUnits
    currency: CurrencyCode


class CommissionPeriodStatusChanged(DomainEvent):
    """Announced when a period is submitted, recalled, approved, locked or paid."""

    name: ClassVar = "commission_period.status_changed"
    plan: Name
    period: Number
    status: PeriodStatus
    by: UserId
    reason: FreeText | None = None


class PeriodNotReady(Refused):
    """Something must happen before the period goes on."""

    @classmethod
    def because_deals_have_no_price(cls, plan: str, period: str, deals: Iterable[str]) -> Self:
        return cls(
            "{period} of plan {plan} cannot be submitted: {deals} have no rate into its currency; "
            "add one with crm rate add, and run it again",
            {"plan": plan, "period": period, "deals": ", ".join(deals)},
        )

    @classmethod
    def because_something_is_not_posted(cls, plan: str, period: str) -> Self:
        return cls(
            "{period} of plan {plan} cannot be submitted: not all that was earned is posted; "
            "first: crm commission run '{plan}' {period}",
            {"plan": plan, "period": period},
        )

    @classmethod
    def because_an_earlier_one_is_not_locked(cls, plan: str, period: str, earlier: str) -> Self:
        return cls(
            "{period} of plan {plan} cannot be locked before {earlier}, whose balances are carried into it; "
            "lock that first",
            {"plan": plan, "period": period, "earlier": earlier},
        )


class CommissionPeriod(Entity):
    """``entries``, ``amount_minor`` and ``digest`` prove what was posted into it: entries changed since do not fit."""

    kind = EntityKind.COMMISSION_PERIOD
    unique = (("plan", "period"),)
    not_found = CommissionPeriodNotFound
    transitions = MappingProxyType(
        {
            PeriodStatus.OPEN: {PeriodStatus.SUBMITTED},
            PeriodStatus.SUBMITTED: {PeriodStatus.APPROVED, PeriodStatus.OPEN},
            PeriodStatus.APPROVED: {PeriodStatus.LOCKED},
            PeriodStatus.LOCKED: {PeriodStatus.PAID},
        }
    )

    plan: Name
    period: Number
    first_day: Day
    last_day: Day
    currency_code: CurrencyCode
    status: PeriodStatus = PeriodStatus.OPEN
    entries: Count = 0
    amount_minor: SignedMinorUnits = 0
    digest: Annotated[Key, Field()] = "none"
    """A chain over all entries that were posted into it: SHA-256 of the one before and of the next entry."""

    @classmethod
    def open(
        cls, plan: str, period: FiscalPeriod, currency: str, *, entity_id: str, tenant_id: str, at: datetime
    ) -> Self:
        """Nothing was posted into it yet."""
        return cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            plan=plan,
            period=period.id,
            first_day=period.start,
            last_day=period.end,
            currency_code=currency,
        )

    @property
    def is_open(self) -> bool:
        return self.status is PeriodStatus.OPEN

    @property
    def is_settled(self) -> bool:
        """Whether it was locked: what is payable was posted, and nothing of it changes."""
        return self.status in {PeriodStatus.LOCKED, PeriodStatus.PAID}

    def enter(
        self, status: PeriodStatus, *, by: str, at: datetime, reason: str | None = None
    ) -> tuple[Self, CommissionPeriodStatusChanged]:
        """Raises InvalidTransition: locked never opens again, and submitted does by being recalled."""
        entered = self.entered(status, at=at)
        event = self.event(
            CommissionPeriodStatusChanged,
            at=at,
            plan=self.plan,
            period=self.period,
            status=status,
            by=by,
            reason=reason,
        )
        return entered, event

    def post(self, posting: "Posting", *, at: datetime) -> tuple[Self, CommissionsPosted]:
        """After these entries, all of which were posted into it."""
        posted = self.changed(
            at,
            entries=self.entries + posting.entries,
            amount_minor=self.amount_minor + posting.amount_minor,
            digest=posting.digest,
        )
        event = self.event(
            CommissionsPosted,
            at=at,
            plan=self.plan,
            period=self.period,
            entries=posting.entries,
            amount_minor=posting.amount_minor,
            currency=self.currency_code,
        )
        return posted, event


class Posting:
    """Counts entries as they are posted, in their order."""

    def __init__(self, former_digest: str) -> None:
        self.digest = former_digest
        self.entries = 0
        self.amount_minor = 0

    def count(self, entries: Iterable[Entry]) -> None:
        """These too."""
        digest = self.digest
        for entry in entries:
            self.entries += 1
            self.amount_minor += entry.amount_minor
            facts = f"{digest}{entry.number};{entry.payee_id};{entry.kind};{entry.key};"
            facts += f"{entry.base_minor};{entry.amount_minor}"
            digest = hashlib.sha256(facts.encode()).hexdigest()[:40]
        self.digest = digest


class CommissionPeriodFilter(Filter):
    plan: Name | None = Field(default=None, description="Only of this plan.")
    period: Number | None = Field(default=None, description="Only this one, such as 2017-Q4.")
    status: PeriodStatus | None = Field(default=None, description="Only with this status.")
