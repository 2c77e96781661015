"""The lines of a quotation as those of a sale, which has neither discounts nor our rounding, and back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_adapters.tryton.client import Currency, Record
from crm_adapters.tryton.refusals import TrytonMisused
from crm_core.currencies import minor_digits
from crm_core.money import BASIS_POINTS, LARGEST_AMOUNT
from crm_core.quotations import QUANTITY_DIGITS, line_figures, line_net
from crm_core.texts import fit
from crm_core.vocabulary import LARGEST_COUNT, LINE_LENGTH, NUMBER_LENGTH
from crm_operations.providers import QuotationLine, QuotedLine

LINE = "sale.line"
PRICE_DIGITS = 4
"""Of a unit price in Tryton, unless its configuration says otherwise."""
MOST_DIGITS = 25
"""Of an amount that is worth reading; Python counts in 28 without rounding."""
TAX_DIGITS = 4
"""Of a rate, 0.19, behind the point: a basis point is the last of them."""
DISCOUNT = "Discount"

Taxes = Mapping[int, int]
"""The tax for each rate in basis points, by its id in Tryton."""


def new_lines(
    database: str, lines: Sequence[QuotedLine], discount_minor: int, currency: Currency, taxes: Taxes
) -> list[Mapping[str, Any]]:
    """The lines to write, at prices after their discount; what is off all of them is a line of each rate of tax.

    A line that would come to another amount there, since its price has more decimals after its discount, is written as
    one unit at its amount. Raises TrytonMisused for what the currency cannot tell there, Invalid for a discount beyond
    the lines.
    """
    sold = [_new_line(database, line, currency, taxes) for line in lines]
    records = [*sold, *new_rebates(database, lines, discount_minor, currency, taxes)]
    return [{**record, "sequence": position} for position, record in enumerate(records, 1)]


def new_rebates(
    database: str, lines: Sequence[QuotedLine], discount_minor: int, currency: Currency, taxes: Taxes
) -> list[Mapping[str, Any]]:
    """What is off all lines, as a line of each rate of tax. Raises Invalid for a discount beyond the lines."""
    off: dict[int, int] = defaultdict(int)
    for line, figures in zip(lines, line_figures(lines, discount_minor), strict=True):
        off[line.tax_basis_points] += figures.discount_minor
    negative = (
        QuotedLine(description=DISCOUNT, unit_price_minor=-amount, tax_basis_points=rate)
        for rate, amount in off.items()
    )
    return [_new_line(database, rebate, currency, taxes) for rebate in negative if rebate.unit_price_minor]


def read_lines(database: str, lines: Sequence[Record], code: str) -> tuple[QuotationLine, ...]:
    """One whose amount is not its quantity times a price in whole minor units becomes one unit at its amount.

    A line with a negative amount is part of what is taken off; one beyond the bounds is left out, and the total
    includes it.
    """
    return tuple(_line(database, line, code) for line in _sold(lines) if _is_within_bounds(line, code))


def taken_off(database: str, lines: Sequence[Record], code: str) -> int:
    """What lines with a negative amount take off the others, in minor units."""
    amounts = (line["amount"] or Decimal(0) for line in _sold(lines))
    return -sum(minor(database, amount, code) for amount in amounts if amount < 0)


def rebates(lines: Sequence[Record]) -> list[int]:
    """The ids of those lines."""
    return [line["id"] for line in _sold(lines) if (line["amount"] or 0) < 0]


def minor(database: str, amount: Decimal, code: str) -> int:
    """In ISO 4217's minor units, whatever digits the currency has in Tryton. Raises TrytonMisused for a fraction."""
    if not _is_an_amount(amount):
        raise TrytonMisused.because_its_answer_is_strange(database, "sale.sale", "an amount")
    counted = amount.scaleb(minor_digits(code))
    if counted != counted.to_integral_value():
        raise TrytonMisused.because_digits_differ(database, code, f"{amount:f}", minor_digits(code))
    return int(counted)


def _new_line(database: str, line: QuotedLine, currency: Currency, taxes: Taxes) -> Mapping[str, Any]:
    price = Decimal(line.unit_price_minor).scaleb(-minor_digits(currency.code))
    if price != round(price, currency.digits):
        raise TrytonMisused.because_digits_differ(database, currency.code, f"{price:f}", currency.digits)
    discounted = round(price * (BASIS_POINTS - line.discount_basis_points) / BASIS_POINTS, PRICE_DIGITS)
    ours = Decimal(line.net_minor).scaleb(-minor_digits(currency.code))
    description, quantity = line.description, line.quantity
    if round(quantity * discounted, currency.digits) != ours:
        description, quantity, discounted = f"{quantity:f} x {description}", Decimal(1), ours
    if discounted != round(discounted, PRICE_DIGITS) or round(discounted * quantity, currency.digits) != ours:
        raise TrytonMisused.because_digits_differ(database, currency.code, f"{ours:f}", currency.digits)
    rate = line.tax_basis_points
    return {
        "type": "line",
        "description": description,
        "quantity": float(quantity),
        "unit_price": discounted,
        **({"taxes": [["add", [taxes[rate]]]]} if rate else {}),
    }


def _sold(lines: Sequence[Record]) -> Iterator[Record]:
    return (line for line in lines if line["type"] == "line")


def _is_within_bounds(line: Record, code: str) -> bool:
    amount = line["amount"] or Decimal(0)
    return _is_an_amount(amount) and 0 <= amount.scaleb(minor_digits(code)) <= LARGEST_AMOUNT


def _line(database: str, line: Record, code: str) -> QuotationLine:
    amount = minor(database, line["amount"] or Decimal(0), code)
    quantity = Decimal(str(line["quantity"] or 0))
    price = (line["unit_price"] or Decimal(0)).scaleb(minor_digits(code))
    if not (_is_exact(quantity, price) and line_net(quantity, int(price), 0) == amount):
        quantity, price = Decimal(1), Decimal(amount)
    product = line["product"] or {}
    return QuotationLine(
        description=fit((line["description"] or line["rec_name"] or "").strip() or "-", LINE_LENGTH),
        code=fit(product.get("code") or "", NUMBER_LENGTH).strip() or None,
        quantity=quantity,
        unit_price_minor=int(price),
        tax_basis_points=_tax(line["taxes"]),
    )


def _is_exact(quantity: Decimal, price: Decimal) -> bool:
    return (
        quantity.is_finite()
        and price.is_finite()
        and 0 < quantity <= LARGEST_COUNT
        and 0 <= price <= LARGEST_AMOUNT
        and quantity == round(quantity, QUANTITY_DIGITS)
        and price == price.to_integral_value()
    )


def _tax(taxes: Sequence[Record]) -> int:
    """The rate of all of them, in basis points; 0 where they have none that can be told in these."""
    rate = sum((tax["rate"] or Decimal(0) for tax in taxes), Decimal(0)).scaleb(TAX_DIGITS)
    return int(rate) if 0 <= rate <= BASIS_POINTS and rate == rate.to_integral_value() else 0


def _is_an_amount(amount: Decimal) -> bool:
    return amount.is_finite() and amount.adjusted() < MOST_DIGITS
