"""The built-in quotations: each with its lines, from draft to decision."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self

from crm_adapters.embedded import quotation_statements as statements
from crm_adapters.embedded.quotation_rows import add_lines, read_all, read_one
from crm_adapters.embedded.terms import ZoneOf, expiry, worth
from crm_adapters.storage import Database, Prepared, Row, known, next_number, release_number
from crm_core.clock import Clock, local_date
from crm_core.errors import Conflict
from crm_core.identity import NewId, NumberKind
from crm_core.money import CurrencyCode, Money
from crm_core.values import as_utc
from crm_operations.providers import (
    Quotation,
    QuotationDraft,
    QuotationNotFound,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)


class QuotationNumberTaken(Conflict):
    @classmethod
    def because_the_counter_lags(cls, number: str) -> Self:
        return cls("a quotation {number} exists already; the tenant's counter was set back", {"number": number})


class EmbeddedQuotations:
    """A QuotationProvider in our own database; each method is one short transaction."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId, zone_of: ZoneOf) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._zone_of = zone_of

    def find_by_id(self, tenant_id: str, quotation_id: str) -> Quotation | None:
        with self._database.reading(tenant_id) as connection:
            return read_one(connection, statements.BY_ID, {"tenant": tenant_id, "quotation": quotation_id})

    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Quotation]:
        keys = {"tenant": tenant_id, "opportunity": opportunity_id}
        with self._database.reading(tenant_id) as connection:
            return read_all(connection, statements.BY_OPPORTUNITY, keys)

    def create_from_opportunity(self, tenant_id: str, draft: QuotationDraft, *, key: str) -> Quotation:
        now, zone = as_utc(self._clock.now()), self._zone_of(tenant_id)
        year = local_date(now, zone).year
        offered, expires_at = worth(draft.lines, draft.discount_minor), expiry(draft.valid_until, zone)
        with self._database.writing(tenant_id) as connection:
            shown: dict[str, Any] = {
                "id": self._new_id(),
                "number": next_number(connection, tenant_id, NumberKind.QUOTATION, year),
                "opportunity_id": draft.opportunity_id,
                "customer_id": draft.customer_id,
                "discount_minor": draft.discount_minor,
                "tax_minor": offered.tax_minor,
                "valid_until": draft.valid_until,
                "created_at": now,
                "sent_at": None,
                "decided_at": None,
                "rejection_reason": None,
            }
            columns = {
                "tenant_id": tenant_id,
                "status": QuotationStatus.DRAFT.value,
                "currency_code": draft.currency_code,
                "total_minor": offered.net_minor,
                "expires_at": expires_at,
                "creation_key": key,
            }
            first = None
            is_new = statements.CREATE.write(connection, {**shown, **columns})
            if is_new:
                add_lines(connection, tenant_id, shown["id"], draft.lines)
            else:
                release_number(connection, tenant_id, NumberKind.QUOTATION, year)
                first = read_one(connection, statements.BY_CREATION_KEY, {"tenant": tenant_id, "value": key})
        if not is_new:
            return _created_before(first, shown["number"])
        money = Money.model_construct(minor=offered.net_minor, currency=draft.currency_code)
        quotation = Quotation.model_construct(**shown, status=QuotationStatus.DRAFT, total=money, lines=draft.lines)
        self._own_drafts[tenant_id, quotation.id] = quotation
        return quotation

    def update(self, tenant_id: str, quotation_id: str, update: QuotationUpdate) -> Quotation:
        keys = {"tenant": tenant_id, "quotation": quotation_id}
        terms: dict[str, Any] = {
            **dict.fromkeys(("new_total_minor", "new_discount_minor", "new_tax_minor")),
            "new_until": update.valid_until,
            "new_expiry": update.valid_until and expiry(update.valid_until, self._zone_of(tenant_id)),
        }
        self._own_drafts.pop((tenant_id, quotation_id), None)
        with self._database.writing(tenant_id) as connection:
            if update.lines is not None or update.discount_minor is not None:
                connection.execute(statements.LOCK, keys)
                terms |= _worth_after(update, read_one(connection, statements.BY_ID, keys))
            changed = connection.execute(statements.CHANGE_TERMS, {**keys, **terms}).rowcount == 1
            if changed and update.lines is not None:
                connection.execute(statements.DROP_LINES, keys)
                add_lines(connection, tenant_id, quotation_id, update.lines)
            found = read_one(connection, statements.BY_ID, keys)
        quotation = _known(found, quotation_id)
        if not changed:
            raise QuotationRefused.because_status(quotation_id, quotation.status, "changed")
        return quotation

    def withdraw(self, tenant_id: str, quotation_id: str, *, key: str) -> None:
        """Raises QuotationRefused once it is ordered."""
        keys = {"tenant": tenant_id, "quotation": quotation_id, "value": key}
        self._own_drafts.pop((tenant_id, quotation_id), None)
        with self._database.writing(tenant_id) as connection:
            connection.execute(statements.LOCK, keys)
            if connection.execute(statements.WITHDRAW, keys).rowcount == 1:
                return
            created = read_one(connection, statements.BY_CREATION_KEY, {"tenant": tenant_id, "value": key})
        if created is not None and created.id == quotation_id:
            raise QuotationRefused.because_status(quotation_id, "ordered", "withdrawn")

    def get_status(self, tenant_id: str, quotation_id: str) -> QuotationStatus:
        return known(QuotationStatus, self._terms(tenant_id, quotation_id), "status")

    def mark_as_sent(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        applied, quotation = self._move(statements.SEND, tenant_id, quotation_id, {"moment": at})
        if not applied and quotation.status is not QuotationStatus.SENT:
            raise QuotationRefused.because_status(quotation_id, quotation.status, "sent")
        return quotation

    def mark_as_accepted(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        moment = as_utc(at)
        accepted = {"status": QuotationStatus.ACCEPTED, "sent_at": moment, "decided_at": moment}
        applied, quotation = self._move(
            statements.ACCEPT, tenant_id, quotation_id, {"moment": moment}, from_draft=accepted
        )
        if applied or quotation.status is QuotationStatus.ACCEPTED:
            return quotation
        if quotation.status.is_live:
            raise QuotationRefused.because_expired(quotation_id, quotation.valid_until)
        raise QuotationRefused.because_status(quotation_id, quotation.status, "accepted")

    def mark_as_rejected(self, tenant_id: str, quotation_id: str, reason: str, at: datetime) -> Quotation:
        decision = {"moment": at, "why": reason}
        applied, quotation = self._move(statements.REJECT, tenant_id, quotation_id, decision)
        if not applied and quotation.status is not QuotationStatus.REJECTED:
            raise QuotationRefused.because_status(quotation_id, quotation.status, "rejected")
        return quotation

    def revert(self, tenant_id: str, quotation_id: str, status: QuotationStatus) -> Quotation:
        """A decision is never restored, and nothing is reverted that was ordered."""
        if status.is_live:
            applied, quotation = self._move(statements.REVERT[status], tenant_id, quotation_id, {}, lock=True)
        else:
            applied, quotation = False, _known(self.find_by_id(tenant_id, quotation_id), quotation_id)
        if not applied and quotation.status is not status:
            raise QuotationRefused.because_status(quotation_id, quotation.status, f"reverted to {status}")
        return quotation

    def get_total_value(self, tenant_id: str, quotation_id: str) -> Money:
        terms = self._terms(tenant_id, quotation_id)
        return Money.model_construct(minor=terms["total_minor"], currency=terms["currency_code"])

    def get_currency(self, tenant_id: str, quotation_id: str) -> CurrencyCode:
        currency: CurrencyCode = self._terms(tenant_id, quotation_id)["currency_code"]
        return currency

    def is_expired(self, tenant_id: str, quotation_id: str, at: datetime) -> bool:
        terms = self._terms(tenant_id, quotation_id)
        return known(QuotationStatus, terms, "status").is_live and bool(terms["expires_at"] <= at)

    def get_expiry_date(self, tenant_id: str, quotation_id: str) -> date:
        day: date = self._terms(tenant_id, quotation_id)["valid_until"]
        return day

    def _move(
        self,
        statement: Prepared,
        tenant_id: str,
        quotation_id: str,
        values: Mapping[str, Any],
        *,
        lock: bool = False,
        from_draft: Mapping[str, Any] | None = None,
    ) -> tuple[bool, Quotation]:
        """Whether the statement applied, and the resulting quotation, read back unless ``from_draft`` has it."""
        keys = {"tenant": tenant_id, "quotation": quotation_id}
        draft = self._own_drafts.pop((tenant_id, quotation_id), None)
        with self._database.writing(tenant_id) as connection:
            if lock:
                connection.execute(statements.LOCK, keys)
            applied = statement.write(connection, {**keys, **values}) == 1
            if applied and draft is not None and from_draft is not None:
                return True, draft.model_copy(update=dict(from_draft))
            found = read_one(connection, statements.BY_ID, keys)
        return applied, _known(found, quotation_id)

    @property
    def _own_drafts(self) -> dict[tuple[str, str], Quotation]:
        """Drafts created within the enclosing transaction, which no other one can have changed."""
        drafts: dict[tuple[str, str], Quotation] = {}
        return self._database.looked_up_once("own quotation drafts", lambda: drafts)

    def _terms(self, tenant_id: str, quotation_id: str) -> Row:
        with self._database.reading(tenant_id) as connection:
            keys = {"tenant": tenant_id, "quotation": quotation_id}
            terms = statements.TERMS.first(connection, keys)
        if terms is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        return terms


def _known(found: Quotation | None, quotation_id: str) -> Quotation:
    if found is None:
        raise QuotationNotFound.because_unknown_quotation(quotation_id)
    return found


def _created_before(first: Quotation | None, number: str) -> Quotation:
    if first is None:
        raise QuotationNumberTaken.because_the_counter_lags(number)
    return first


def _worth_after(update: QuotationUpdate, before: Quotation | None) -> dict[str, int]:
    """What is not changed stays. Raises Invalid."""
    if before is None or before.status is not QuotationStatus.DRAFT:
        return {}
    off = before.discount_minor if update.discount_minor is None else update.discount_minor
    offered = worth(before.lines if update.lines is None else update.lines, off)
    return {"new_total_minor": offered.net_minor, "new_discount_minor": off, "new_tax_minor": offered.tax_minor}
