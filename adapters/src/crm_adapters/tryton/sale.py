"""A quotation as a sale: the fields read and written, and the status for each state of a sale."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm_adapters.tryton.client import Record
from crm_adapters.tryton.notes import Event, Noted, SaleNotes
from crm_adapters.tryton.sale_lines import minor, read_lines, taken_off
from crm_adapters.tryton.tryton import our_id
from crm_core.money import Money
from crm_operations.providers import Quotation, QuotationStatus

SALE = "sale.sale"
STATES: Mapping[str, QuotationStatus] = {
    "draft": QuotationStatus.DRAFT,
    "quotation": QuotationStatus.SENT,
    "confirmed": QuotationStatus.ACCEPTED,
    "processing": QuotationStatus.ACCEPTED,
    "done": QuotationStatus.ACCEPTED,
    "cancelled": QuotationStatus.REJECTED,
}
"""Sent is a quotation to Tryton: numbered, and not to be changed any more."""
FIELDS = (
    "state",
    "number",
    "reference",
    "party.name",
    "currency.code",
    "untaxed_amount",
    "tax_amount",
    "quotation_date",
    "quotation_expire",
    "sale_date",
    "create_date",
    "write_date",
    "lines.type",
    "lines.description",
    "lines.rec_name",
    "lines.quantity",
    "lines.unit_price",
    "lines.amount",
    "lines.product.code",
    "lines.taxes.rate",
)


def quotation(database: str, opportunity_id: str, sale: Record, sale_notes: SaleNotes) -> Quotation:
    """The quotation of a sale; a decision made in Tryton itself has no note, so its moment is exact to the day only."""
    status = STATES[sale["state"]]
    sent, decided = _moments(status, sale, sale_notes)
    currency = sale["currency"]
    return Quotation(
        id=our_id(database, sale["id"]),
        number=number(sale),
        opportunity_id=opportunity_id,
        customer_id=our_id(database, sale["party"]["id"]),
        status=status,
        total=Money(minor=minor(database, sale["untaxed_amount"], currency["code"]), currency=currency["code"]),
        discount_minor=taken_off(database, sale["lines"], currency["code"]),
        tax_minor=minor(database, sale["tax_amount"], currency["code"]),
        lines=read_lines(database, sale["lines"], currency["code"]),
        valid_until=sale["quotation_expire"] or date.max,
        created_at=sale["create_date"],
        sent_at=None if sent is None else sent.at,
        decided_at=None if decided is None else decided.at,
        rejection_reason=decided.reason if decided and decided.event is Event.REJECTED else None,
    )


def number(sale: Record) -> str:
    """Our own number, which Tryton shows beside its own; a sale created by hand has Tryton's."""
    return sale["reference"] or sale["number"] or f"({sale['id']})"


def validity(since: date, valid_until: date) -> Mapping[str, Any]:
    """Tryton's first day and duration of validity; a last day that is past is the first one too."""
    first = min(since, valid_until)
    return {"quotation_date": first, "quotation_validity": timedelta(days=(valid_until - first).days)}


def _moments(status: QuotationStatus, sale: Record, sale_notes: SaleNotes) -> tuple[Noted | None, Noted | None]:
    """When it was sent, and when and how it was decided."""
    if status is QuotationStatus.DRAFT:
        return None, None
    sent = sale_notes.first(Event.SENT)
    if status is QuotationStatus.SENT:
        return sent or Noted(event=Event.SENT, at=_morning(sale["quotation_date"], sale)), None
    if status is QuotationStatus.ACCEPTED:
        accepted = sale_notes.first(Event.ACCEPTED) or Noted(event=Event.ACCEPTED, at=_morning(sale["sale_date"], sale))
        return sent or Noted(event=Event.SENT, at=accepted.at), accepted
    rejected = sale_notes.first(Event.REJECTED)
    return sent, rejected or Noted(event=Event.REJECTED, at=sale["write_date"] or sale["create_date"])


def _morning(day: date | None, sale: Record) -> datetime:
    if day is None:
        moment: datetime = sale["create_date"]
        return moment
    return datetime.combine(day, time.min, tzinfo=UTC)
