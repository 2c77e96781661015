"""Quotations as sales in Tryton, of the opportunity that is our deal there."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_adapters.tryton import notes
from crm_adapters.tryton.answers import understands_its_answers
from crm_adapters.tryton.checks import whether_it_can_be_sold
from crm_adapters.tryton.client import Domain, Record, TrytonClient
from crm_adapters.tryton.notes import Event, Noted, SaleNotes
from crm_adapters.tryton.opportunity import OPPORTUNITY, new_opportunity
from crm_adapters.tryton.refusals import TrytonRefused
from crm_adapters.tryton.sale import FIELDS, SALE, STATES, quotation, validity
from crm_adapters.tryton.sale_lines import new_lines, new_rebates, read_lines, rebates, taken_off
from crm_adapters.tryton.tryton import Tryton, sign, their_id
from crm_core.clock import Clock
from crm_core.money import CurrencyCode, Money
from crm_operations.providers import (
    CheckResult,
    CustomerNotFound,
    Quotation,
    QuotationDraft,
    QuotationNotFound,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)

DRAFT, SENT = QuotationStatus.DRAFT, QuotationStatus.SENT
ACCEPTED, REJECTED = QuotationStatus.ACCEPTED, QuotationStatus.REJECTED
OPPORTUNITY_WITH_SALES = ("reference", *(f"sales.{field}" for field in FIELDS))
OPPORTUNITY_FIELDS = ("reference", "party.addresses.party", "sales.reference")


class Known(NamedTuple):
    """A sale as it was read, with its notes and the deal it is for."""

    opportunity_id: str
    sale: Record
    sale_notes: SaleNotes

    @property
    def id(self) -> int:
        number: int = self.sale["id"]
        return number

    @property
    def status(self) -> QuotationStatus:
        return STATES[self.sale["state"]]


@understands_its_answers
class TrytonQuotations:
    """A QuotationProvider. Accepting confirms the sale: from then on it is the order, and Tryton makes the invoice."""

    def __init__(self, tryton: Tryton, clock: Clock, zone_of: Callable[[str], ZoneInfo]) -> None:
        self._tryton = tryton
        self._clock = clock
        self._zone_of = zone_of

    def find_by_id(self, tenant_id: str, quotation_id: str) -> Quotation | None:
        client = self._tryton.client(tenant_id)
        found = self._find(client, quotation_id)
        return None if found is None else _quotation(client, found)

    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Quotation]:
        client = self._tryton.client(tenant_id)
        return [_quotation(client, known) for known in _read(client, [["reference", "=", opportunity_id]])]

    def create_from_opportunity(self, tenant_id: str, draft: QuotationDraft, *, key: str) -> Quotation:
        client = self._tryton.client(tenant_id)
        with self._tryton.one_at_a_time(tenant_id, key):
            opportunities = client.find(OPPORTUNITY, [["reference", "=", draft.opportunity_id]], OPPORTUNITY_FIELDS)
            existing = [
                sale["id"]
                for opportunity in opportunities
                for sale in opportunity["sales"]
                if sale["reference"] == sign(key)
            ]
            if not existing:
                return self._created(client, tenant_id, draft, opportunities, key)
        return _quotation(client, _read(client, [["sales.id", "=", existing[0]]], existing[0])[0])

    def update(self, tenant_id: str, quotation_id: str, update: QuotationUpdate) -> Quotation:
        """Writes only if the sale is unchanged since it was read. Raises ChangedInTryton."""
        client = self._tryton.client(tenant_id)
        known = self._known(client, quotation_id, ("_timestamp",))
        if known.status is not DRAFT:
            raise QuotationRefused.because_status(quotation_id, known.status, "changed")
        changes: dict[str, object] = {}
        if update.lines is not None or update.discount_minor is not None:
            changes["lines"] = _other_lines(client, known, update)
        if update.valid_until is not None:
            changes |= validity(known.sale["quotation_date"] or self._today(tenant_id), update.valid_until)
        if changes:
            session = self._tryton.session(tenant_id)
            session.write_unless_changed(SALE, known.id, changes, known.sale["_timestamp"], client.context)
        return _quotation(client, self._known(client, quotation_id))

    def withdraw(self, tenant_id: str, quotation_id: str, *, key: str) -> None:
        """Raises QuotationRefused once it is accepted: then it is an order."""
        client = self._tryton.client(tenant_id)
        known = self._find(client, quotation_id)
        if known is None or known.sale["reference"] != sign(key):
            return
        if known.status is ACCEPTED:
            raise QuotationRefused.because_status(quotation_id, "ordered", "withdrawn")
        if known.status is SENT:
            client.call_button(SALE, known.id, "draft", ["state"])
        client.delete(SALE, known.id)

    def get_status(self, tenant_id: str, quotation_id: str) -> QuotationStatus:
        return self._known(self._tryton.client(tenant_id), quotation_id).status

    def mark_as_sent(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        client = self._tryton.client(tenant_id)
        known = self._known(client, quotation_id)
        if known.status is DRAFT:
            noted = notes.note(client, known.id, Event.SENT, at)
            return self._call_buttons(client, quotation_id, known, ["quote"], SENT, "sent", noted)
        return _quotation(client, _require_status(known, quotation_id, SENT, "sent"))

    def mark_as_accepted(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        client = self._tryton.client(tenant_id)
        known = self._known(client, quotation_id)
        if not known.status.is_live:
            return _quotation(client, _require_status(known, quotation_id, ACCEPTED, "accepted"))
        day, last_day = self._day(tenant_id, at), known.sale["quotation_expire"] or date.max
        if day > last_day:
            raise QuotationRefused.because_expired(quotation_id, last_day)
        noted = notes.note(client, known.id, Event.ACCEPTED, at)
        client.write(SALE, known.id, {"sale_date": day}, ["state"])
        buttons = ["quote", "confirm"] if known.status is DRAFT else ["confirm"]
        return self._call_buttons(client, quotation_id, known, buttons, ACCEPTED, "accepted", noted)

    def mark_as_rejected(self, tenant_id: str, quotation_id: str, reason: str, at: datetime) -> Quotation:
        client = self._tryton.client(tenant_id)
        known = self._known(client, quotation_id)
        if known.status.is_live:
            noted = notes.note(client, known.id, Event.REJECTED, at, reason)
            return self._call_buttons(client, quotation_id, known, ["cancel"], REJECTED, "rejected", noted)
        return _quotation(client, _require_status(known, quotation_id, REJECTED, "rejected"))

    def revert(self, tenant_id: str, quotation_id: str, status: QuotationStatus) -> Quotation:
        """A decision is never restored, and a sale that Tryton processes as an order cannot be reverted."""
        client = self._tryton.client(tenant_id)
        known = self._known(client, quotation_id)
        if known.status is status:
            return _quotation(client, known)
        # A draft may be an interrupted call of this: already taken back, and not sent again yet.
        reread = notes.notes_of_sales(client, [known.id]) if known.status is DRAFT else {}
        sent = reread.get(known.id, known.sale_notes).first(Event.SENT) if status is SENT else None
        action = f"reverted to {status}"
        if not status.is_live or (status is SENT and sent is None):
            raise QuotationRefused.because_status(quotation_id, known.status, action)
        buttons = [*([] if known.status is DRAFT else ["draft"]), *([] if status is DRAFT else ["quote"])]
        reverted = self._call_buttons(client, quotation_id, known, buttons, status, action, sent)
        notes.note(client, known.id, Event.REOPENED, self._clock.now())
        if sent is not None:
            notes.note(client, known.id, Event.SENT, sent.at)
        return reverted

    def get_total_value(self, tenant_id: str, quotation_id: str) -> Money:
        return self._asked(tenant_id, quotation_id).total

    def get_currency(self, tenant_id: str, quotation_id: str) -> CurrencyCode:
        return self._asked(tenant_id, quotation_id).total.currency

    def is_expired(self, tenant_id: str, quotation_id: str, at: datetime) -> bool:
        known = self._asked(tenant_id, quotation_id)
        return known.status.is_live and self._day(tenant_id, at) > known.valid_until

    def get_expiry_date(self, tenant_id: str, quotation_id: str) -> date:
        return self._asked(tenant_id, quotation_id).valid_until

    def check(self, tenant_id: str) -> Sequence[CheckResult]:
        return list(whether_it_can_be_sold(self._tryton, tenant_id))

    def _created(
        self, client: TrytonClient, tenant_id: str, draft: QuotationDraft, opportunities: Sequence[Record], key: str
    ) -> Quotation:
        party = their_id(client.database, draft.customer_id)
        if party is None:
            raise CustomerNotFound.because_unknown_customer(draft.customer_id)
        currency = client.currency(draft.currency_code)
        taxes = client.taxes({line.tax_basis_points for line in draft.lines})
        lines = new_lines(client.database, draft.lines, draft.discount_minor, currency, taxes)
        opportunity = next(
            (
                opportunity
                for opportunity in opportunities
                if opportunity["party"] and opportunity["party"]["id"] == party
            ),
            None,
        )
        if opportunity is None:
            opportunity_values = new_opportunity(client, party, draft.opportunity_id)
            opportunity = client.create(OPPORTUNITY, opportunity_values, OPPORTUNITY_FIELDS)
        address = next((address["id"] for address in opportunity["party"]["addresses"]), None)
        values = {
            "party": party,
            "company": client.company,
            "currency": currency.id,
            "invoice_address": address,
            "shipment_address": address,
            "origin": f"{OPPORTUNITY},{opportunity['id']}",
            "reference": sign(key),
            "lines": [["create", lines]],
            **validity(self._today(tenant_id), draft.valid_until),
        }
        sale = client.create(SALE, values, FIELDS)
        return quotation(client.database, draft.opportunity_id, sale, SaleNotes())

    def _call_buttons(
        self,
        client: TrytonClient,
        quotation_id: str,
        known: Known,
        buttons: Sequence[str],
        target: QuotationStatus,
        action: str,
        noted: Noted | None,
    ) -> Quotation:
        """Presses buttons; after a lost race or a lost answer the sale's current state decides."""
        *before, last = buttons
        try:
            for button in before:
                client.call_button(SALE, known.id, button, ["state"])
            sale = client.call_button(SALE, known.id, last, FIELDS)
        except TrytonRefused as refusal:
            now = self._known(client, quotation_id)
            if now.status is target:
                return _quotation(client, now)
            if now.status is known.status:
                raise QuotationRefused(*refusal.args) from refusal
            raise QuotationRefused.because_status(quotation_id, now.status, action) from refusal
        sale_notes = known.sale_notes if noted is None else known.sale_notes.going_on(noted)
        return quotation(client.database, known.opportunity_id, sale, sale_notes)

    def _asked(self, tenant_id: str, quotation_id: str) -> Quotation:
        client = self._tryton.client(tenant_id)
        return _quotation(client, self._known(client, quotation_id))

    def _find(self, client: TrytonClient, quotation_id: str, besides: Sequence[str] = ()) -> Known | None:
        number = their_id(client.database, quotation_id)
        found = [] if number is None else _read(client, [["sales.id", "=", number]], number, besides)
        return found[0] if found else None

    def _known(self, client: TrytonClient, quotation_id: str, besides: Sequence[str] = ()) -> Known:
        found = self._find(client, quotation_id, besides)
        if found is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        return found

    def _today(self, tenant_id: str) -> date:
        return self._day(tenant_id, self._clock.now())

    def _day(self, tenant_id: str, at: datetime) -> date:
        return at.astimezone(self._zone_of(tenant_id)).date()


def _read(
    client: TrytonClient, opportunities: Domain, only: int | None = None, besides: Sequence[str] = ()
) -> list[Known]:
    """The sales of these opportunities, newest first, each with its notes."""
    found = client.find(OPPORTUNITY, opportunities, [*OPPORTUNITY_WITH_SALES, *(f"sales.{field}" for field in besides)])
    sales = [(opportunity["reference"] or "", sale) for opportunity in found for sale in opportunity["sales"]]
    chosen = [(opportunity, sale) for opportunity, sale in sales if only is None or sale["id"] == only]
    chosen.sort(key=lambda pair: -pair[1]["id"])
    noted = notes.notes_of_sales(client, [sale["id"] for _, sale in chosen if STATES[sale["state"]] is not DRAFT])
    return [Known(opportunity, sale, noted.get(sale["id"], SaleNotes())) for opportunity, sale in chosen]


def _other_lines(client: TrytonClient, known: Known, update: QuotationUpdate) -> list[list[object]]:
    """Without other lines only what is taken off them is another."""
    database, before, code = client.database, known.sale["lines"], known.sale["currency"]["code"]
    off = taken_off(database, before, code) if update.discount_minor is None else update.discount_minor
    lines = read_lines(database, before, code) if update.lines is None else update.lines
    taxes = client.taxes({line.tax_basis_points for line in lines})
    if update.lines is None:
        created = new_rebates(database, lines, off, client.currency(code), taxes)
        return [["delete", rebates(before)], ["create", created]]
    created = new_lines(database, lines, off, client.currency(code), taxes)
    return [["delete", [line["id"] for line in before]], ["create", created]]


def _quotation(client: TrytonClient, known: Known) -> Quotation:
    return quotation(client.database, known.opportunity_id, known.sale, known.sale_notes)


def _require_status(known: Known, quotation_id: str, target: QuotationStatus, action: str) -> Known:
    if known.status is not target:
        raise QuotationRefused.because_status(quotation_id, known.status, action)
    return known
