"""A quotation as a sale: the fields read and written, and the status for each state of a sale."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crm_adapters.tryton.client import Currency, Record
from crm_adapters.tryton.notes import Event, Noted, SaleNotes
from crm_adapters.tryton.refusals import TrytonMisused
from crm_adapters.tryton.tryton import our_id
from crm_core.currencies import minor_digits
from crm_core.money import LARGEST_AMOUNT, Money
from crm_core.texts import fit
from crm_core.vocabulary import LARGEST_COUNT, LINE_LENGTH
from crm_operations.providers import Quotation, QuotationLine, QuotationStatus

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
MOST_DIGITS = 25
"""Of an amount that is worth reading; Python counts in 28 without rounding."""
FIELDS = (
    "state",
    "number",
    "reference",
    "party.name",
    "currency.code",
    "untaxed_amount",
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
        lines=tuple(_lines(database, sale["lines"], currency["code"])),
        valid_until=sale["quotation_expire"] or date.max,
        created_at=sale["create_date"],
        sent_at=None if sent is None else sent.at,
        decided_at=None if decided is None else decided.at,
        rejection_reason=decided.reason if decided and decided.event is Event.REJECTED else None,
    )


def number(sale: Record) -> str:
    """Our own number, which Tryton shows beside its own; a sale created by hand has Tryton's."""
    return sale["reference"] or sale["number"] or f"({sale['id']})"


def minor(database: str, amount: Decimal, code: str) -> int:
    """In ISO 4217's minor units, whatever digits the currency has in Tryton. Raises TrytonMisused for a fraction."""
    if not _is_an_amount(amount):
        raise TrytonMisused.because_its_answer_is_strange(database, SALE, "an amount")
    counted = amount.scaleb(minor_digits(code))
    if counted != counted.to_integral_value():
        raise TrytonMisused.because_digits_differ(database, code, f"{amount:f}", minor_digits(code))
    return int(counted)


def _is_an_amount(amount: Decimal) -> bool:
    return amount.is_finite() and amount.adjusted() < MOST_DIGITS


def new_lines(database: str, lines: Sequence[QuotationLine], currency: Currency) -> list[Mapping[str, Any]]:
    """The lines to write. Raises TrytonMisused for a price that Tryton would round to its digits of the currency."""
    return [
        {
            "type": "line",
            "sequence": position,
            "description": line.description,
            "quantity": float(line.quantity),
            "unit_price": _unit_price(database, line, currency),
        }
        for position, line in enumerate(lines, 1)
    ]


def _unit_price(database: str, line: QuotationLine, currency: Currency) -> Decimal:
    price = Decimal(line.unit_price_minor).scaleb(-minor_digits(currency.code))
    for amount in (price, price * line.quantity):
        if amount != round(amount, currency.digits):
            raise TrytonMisused.because_digits_differ(database, currency.code, f"{amount:f}", currency.digits)
    return price


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


def _lines(database: str, lines: Sequence[Record], code: str) -> Sequence[QuotationLine]:
    """A line without a whole quantity and a price in whole minor units becomes one unit at the line's amount.

    A line with a negative amount, or one beyond the bounds, is left out; the total includes it.
    """
    quotation_lines = []
    for line in lines:
        if line["type"] != "line":
            continue
        count, amount = Decimal(str(line["quantity"] or 0)), line["amount"] or Decimal(0)
        if not _is_an_amount(amount) or not 0 <= amount.scaleb(minor_digits(code)) <= LARGEST_AMOUNT:
            continue
        price = (line["unit_price"] or Decimal(0)).scaleb(minor_digits(code))
        is_whole = (
            count.is_finite()
            and price.is_finite()
            and 1 <= count <= LARGEST_COUNT
            and 0 <= price <= LARGEST_AMOUNT
            and all(each == each.to_integral_value() for each in (count, price))
        )
        quotation_lines.append(
            QuotationLine(
                description=fit((line["description"] or line["rec_name"] or "").strip() or "-", LINE_LENGTH),
                quantity=int(count) if is_whole else 1,
                unit_price_minor=int(price) if is_whole else minor(database, amount, code),
            )
        )
    return quotation_lines
