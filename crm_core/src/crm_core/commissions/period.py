"""A period of a plan: open to postings, then submitted, approved, locked, paid."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from crm_core.commissions.entry import Entry
from crm_core.entities import Entity
from crm_core.errors import NotFound
from crm_core.events import DomainEvent
from crm_core.fiscal import FiscalPeriod
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, SignedMinorUnits
from crm_core.stores import Filter
from crm_core.vocabulary import Count, Day, Key, Name, Number


class PeriodStatus(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"
    PAID = "paid"


class CommissionPeriodNotFound(NotFound):
    """No period of the tenant has this id; `crm commission run` opens one."""


class CommissionsPosted(DomainEvent):
    """Announced when a run posts something; ``amount_minor`` is what it adds up to."""

    name: ClassVar = "commission_period.posted"
    plan: Name
    period: Number
    entries: Count
    amount_minor: SignedMinorUnits
    currency: CurrencyCode


class CommissionPeriod(Entity):
    """``entries``, ``amount_minor`` and ``digest`` prove what was posted into it: entries changed since do not fit."""

    kind = EntityKind.COMMISSION_PERIOD
    unique = (("plan", "period"),)
    not_found = CommissionPeriodNotFound

    plan: Name
    period: Number
    first_day: Day
    last_day: Day
    currency_code: CurrencyCode
    status: PeriodStatus = PeriodStatus.OPEN
    entries: Count = 0
    amount_minor: SignedMinorUnits = 0
    digest: Annotated[Key, Field()] = "none"
    """A chain over all entries that were posted into it: SHA-256 of the one before and of the next run's entries."""

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
        self._hash = hashlib.sha256(former_digest.encode())
        self.entries = 0
        self.amount_minor = 0

    def count(self, entries: Iterable[Entry]) -> None:
        """These too."""
        for entry in entries:
            self.entries += 1
            self.amount_minor += entry.amount_minor
            self._hash.update(entry.key.encode())
            self._hash.update(b"%d;" % entry.amount_minor)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()[:40]


class CommissionPeriodFilter(Filter):
    plan: Name | None = Field(default=None, description="Only of this plan.")
    period: Number | None = Field(default=None, description="Only this one, such as 2017-Q4.")
    status: PeriodStatus | None = Field(default=None, description="Only with this status.")
