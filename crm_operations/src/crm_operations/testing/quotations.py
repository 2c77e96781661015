"""Quotations in memory."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crm_core.clock import Clock, local_date
from crm_core.identity import NewId, NumberKind, business_number
from crm_core.money import CurrencyCode, Money
from crm_core.quotations import net_and_tax
from crm_core.values import as_utc
from crm_operations.providers import (
    Quotation,
    QuotationDraft,
    QuotationNotFound,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
    QuotedLine,
)
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query

UTC_ZONE = ZoneInfo("UTC")

_Key = tuple[str, str]
"""A tenant, and an id or a key within it."""


class FakeQuotations(RecordingFake):
    """A QuotationProvider.

    Features: everything of RecordingFake; ``known`` adds a draft without a recorded call; ``changed_there`` changes one
    in the partner itself; ``all_of`` reads without a recorded call. Each quotation stores its former statuses, which
    ``revert`` uses.
    """

    partner: ClassVar[str] = "quotations"
    state_attributes: ClassVar[tuple[str, ...]] = ("_versions", "_created_by")

    def __init__(
        self, clock: Clock, new_id: NewId, journal: list[RecordedCall] | None = None, *, zone: ZoneInfo = UTC_ZONE
    ) -> None:
        super().__init__(journal)
        self._clock = clock
        self._new_id = new_id
        self._zone = zone
        self._drawn = 0
        self._versions: dict[_Key, tuple[Quotation, ...]] = {}
        self._created_by: dict[_Key, str] = {}

    def known(self, tenant_id: str, draft: QuotationDraft) -> Quotation:
        """A draft from before the test began."""
        return self._begin(tenant_id, draft)

    def changed_there(self, tenant_id: str, quotation_id: str, field: str, value: object) -> None:
        """Changes a field of Quotation, ``total_minor``, or one of its first line; answers have it cleaned and cut."""
        facts = self._require(tenant_id, quotation_id).model_dump()
        if field in QuotedLine.model_fields:
            facts["lines"][0][field] = value
        elif field == "total_minor":
            facts["total"]["minor"] = value
        else:
            facts[field] = value
        versions = self._versions[tenant_id, quotation_id]
        self._versions[tenant_id, quotation_id] = (*versions[:-1], Quotation.model_validate(facts))

    def all_of(self, tenant_id: str) -> Sequence[Quotation]:
        """Newest first."""
        return [versions[-1] for (tenant, _), versions in reversed(self._versions.items()) if tenant == tenant_id]

    def look(self, tenant_id: str, quotation_id: str) -> Quotation:
        """Reads without a recorded call or a set failure. Raises QuotationNotFound."""
        return self._require(tenant_id, quotation_id)

    def picture(self) -> Mapping[str, Any]:
        """All quotations as they stand, to be compared with another moment."""
        return {
            "quotations": {
                quotation_id: versions[-1].to_dict() for (_, quotation_id), versions in self._versions.items()
            }
        }

    @query
    def find_by_id(self, tenant_id: str, quotation_id: str) -> Quotation | None:
        versions = self._versions.get((tenant_id, quotation_id))
        return None if versions is None else versions[-1]

    @query
    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Quotation]:
        return [each for each in self.all_of(tenant_id) if each.opportunity_id == opportunity_id]

    @command
    def create_from_opportunity(self, tenant_id: str, draft: QuotationDraft, *, key: str) -> Quotation:
        if (created := self._created_by.get((tenant_id, key))) is not None:
            return self._require(tenant_id, created)
        quotation = self._begin(tenant_id, draft)
        self._created_by[tenant_id, key] = quotation.id
        return quotation

    @command
    def update(self, tenant_id: str, quotation_id: str, update: QuotationUpdate) -> Quotation:
        quotation = self._require(tenant_id, quotation_id)
        if quotation.status is not QuotationStatus.DRAFT:
            raise QuotationRefused.because_status(quotation_id, quotation.status, "changed")
        asked = {field: getattr(update, field) for field in update.model_fields_set}
        changes: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}
        lines = update.lines if update.lines is not None else quotation.lines
        off = quotation.discount_minor if update.discount_minor is None else update.discount_minor
        if {"lines", "discount_minor"} & changes.keys():
            changes |= _figures(lines, off, quotation.total.currency)
        return self._goes_on(tenant_id, quotation, **changes)

    @command
    def withdraw(self, tenant_id: str, quotation_id: str, *, key: str) -> None:
        if self._created_by.get((tenant_id, key)) == quotation_id:
            del self._created_by[tenant_id, key], self._versions[tenant_id, quotation_id]

    @query
    def get_status(self, tenant_id: str, quotation_id: str) -> QuotationStatus:
        return self._require(tenant_id, quotation_id).status

    @command
    def mark_as_sent(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        quotation = self._require(tenant_id, quotation_id)
        if quotation.status is QuotationStatus.SENT:
            return quotation
        self._require_undecided(quotation, "sent")
        return self._goes_on(tenant_id, quotation, status=QuotationStatus.SENT, sent_at=as_utc(at))

    @command
    def mark_as_accepted(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        quotation = self._require(tenant_id, quotation_id)
        if quotation.status is QuotationStatus.ACCEPTED:
            return quotation
        self._require_undecided(quotation, "accepted")
        if self._has_expired(quotation, at):
            raise QuotationRefused.because_expired(quotation_id, quotation.valid_until)
        if quotation.status is QuotationStatus.DRAFT:
            quotation = self._goes_on(tenant_id, quotation, status=QuotationStatus.SENT, sent_at=as_utc(at))
        return self._goes_on(tenant_id, quotation, status=QuotationStatus.ACCEPTED, decided_at=as_utc(at))

    @command
    def mark_as_rejected(self, tenant_id: str, quotation_id: str, reason: str, at: datetime) -> Quotation:
        quotation = self._require(tenant_id, quotation_id)
        if quotation.status is QuotationStatus.REJECTED:
            return quotation
        self._require_undecided(quotation, "rejected")
        decided = {"decided_at": as_utc(at), "rejection_reason": reason}
        return self._goes_on(tenant_id, quotation, status=QuotationStatus.REJECTED, **decided)

    @command
    def revert(self, tenant_id: str, quotation_id: str, status: QuotationStatus) -> Quotation:
        quotation = self._require(tenant_id, quotation_id)
        versions = self._versions[tenant_id, quotation_id]
        while versions and versions[-1].status is not status:
            versions = versions[:-1]
        if not versions:
            raise QuotationRefused.because_status(quotation_id, quotation.status, f"made {status} again")
        self._versions[tenant_id, quotation_id] = versions
        return versions[-1]

    @query
    def get_total_value(self, tenant_id: str, quotation_id: str) -> Money:
        return self._require(tenant_id, quotation_id).total

    @query
    def get_currency(self, tenant_id: str, quotation_id: str) -> CurrencyCode:
        return self._require(tenant_id, quotation_id).total.currency

    @query
    def is_expired(self, tenant_id: str, quotation_id: str, at: datetime) -> bool:
        return self._has_expired(self._require(tenant_id, quotation_id), at)

    @query
    def get_expiry_date(self, tenant_id: str, quotation_id: str) -> date:
        return self._require(tenant_id, quotation_id).valid_until

    def _begin(self, tenant_id: str, draft: QuotationDraft) -> Quotation:
        now = self._clock.now()
        self._drawn += 1
        quotation = Quotation(
            id=self._new_id(),
            number=business_number(NumberKind.QUOTATION, now.year, self._drawn),
            opportunity_id=draft.opportunity_id,
            customer_id=draft.customer_id,
            status=QuotationStatus.DRAFT,
            lines=draft.lines,
            **_figures(draft.lines, draft.discount_minor, draft.currency_code),
            valid_until=draft.valid_until,
            created_at=now,
        )
        self._versions[tenant_id, quotation.id] = (quotation,)
        return quotation

    def _goes_on(self, tenant_id: str, quotation: Quotation, **changes: Any) -> Quotation:
        changed = quotation.model_copy(update=changes)
        self._versions[tenant_id, quotation.id] += (changed,)
        return changed

    def _require(self, tenant_id: str, quotation_id: str) -> Quotation:
        if (versions := self._versions.get((tenant_id, quotation_id))) is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        return versions[-1]

    def _require_undecided(self, quotation: Quotation, facts: str) -> None:
        if not quotation.status.is_live:
            raise QuotationRefused.because_status(quotation.id, quotation.status, facts)

    def _has_expired(self, quotation: Quotation, at: datetime) -> bool:
        return quotation.status.is_live and local_date(at, self._zone) > quotation.valid_until


def _figures(lines: Sequence[QuotedLine], discount_minor: int, currency: CurrencyCode) -> dict[str, Any]:
    net, tax = net_and_tax(lines, discount_minor)
    return {"total": Money(minor=net, currency=currency), "discount_minor": discount_minor, "tax_minor": tax}
