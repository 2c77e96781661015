"""What a row says of a line that was sold, as a line of a quotation that adds up to the same."""

from decimal import Decimal
from typing import NamedTuple

from crm_core.errors import Invalid
from crm_core.imports.records import SalesLineRecord
from crm_core.money import BASIS_POINTS, LARGEST_AMOUNT, rounded_ratio
from crm_core.products import Product
from crm_core.quotations import PricedLine, line_net

_ONE = Decimal(1)


class _Measure(NamedTuple):
    """How much, at which price and cost of one unit, less which discount; ``is_whole``: one unit is all of it."""

    quantity: Decimal
    unit_price_minor: int
    discount_basis_points: int
    cost_minor: int | None
    is_whole: bool = False


def sold_line(record: SalesLineRecord, product: Product | None, currency: str) -> PricedLine:
    """The line, in minor units of the deal's currency, with name, category and list price of its product where known.

    ``amount_minor`` of the whole line wins over quantity x unit price. Where no price of one unit comes to the amount,
    or no cost to the margin, the line is one unit at the amount, and its name says how many they were. Tax is the
    nearest rate in hundredths of a percent. Raises Invalid, which names the field and what to do.
    """
    listed = None if product is None else product.list_price_in(currency)
    measure = _measured(record, listed)
    net = line_net(measure.quantity, measure.unit_price_minor, measure.discount_basis_points)
    if measure.is_whole and listed is not None:
        listed = line_net(record.quantity, listed, 0)
    return PricedLine(
        description=_name(record, product, measure),
        code=record.product,
        quantity=measure.quantity,
        unit_price_minor=measure.unit_price_minor,
        discount_basis_points=measure.discount_basis_points,
        tax_basis_points=_tax(record, net),
        category=None if product is None else product.category,
        list_price_minor=listed,
        cost_minor=measure.cost_minor,
    )


def _measured(record: SalesLineRecord, listed: int | None) -> _Measure:
    quantity, discount, price = record.quantity, record.discount_basis_points, record.unit_price_minor
    amount = record.amount_minor
    if amount is None:
        price = listed if price is None else price
        if price is None:
            raise Invalid.field("amount", "the line has no price", "map the column of its amount or unit price")
        amount = line_net(quantity, price, discount)
    elif price is None or line_net(quantity, price, discount) != amount:
        price = _of_one(amount, quantity, discount)
    cost = None if record.margin_minor is None else _whole_cost(amount, record.margin_minor)
    of_one = None if cost is None else _of_one(cost, quantity, 0)
    if price is None or (cost is not None and of_one is None):
        return _Measure(_ONE, amount, 0, cost, is_whole=True)
    return _Measure(quantity, price, discount, of_one)


def _of_one(amount_minor: int, quantity: Decimal, discount_basis_points: int) -> int | None:
    """The price of one unit that comes to the amount exactly; None where there is none."""
    whole, parts = quantity.as_integer_ratio()
    left = BASIS_POINTS - discount_basis_points
    if left == 0:
        return None
    price = rounded_ratio(amount_minor * parts * BASIS_POINTS, whole * left)
    is_exact = price <= LARGEST_AMOUNT and line_net(quantity, price, discount_basis_points) == amount_minor
    return price if is_exact else None


def _whole_cost(amount_minor: int, margin_minor: int) -> int:
    if margin_minor > amount_minor:
        raise Invalid.field("margin", "it is more than the line is worth", "correct the margin or the amount")
    return amount_minor - margin_minor


def _tax(record: SalesLineRecord, net_minor: int) -> int:
    if record.tax_minor is None:
        return record.tax_basis_points
    if record.tax_minor > net_minor:
        raise Invalid.field("tax", "it is more than the line is worth", "correct the tax or the amount")
    return rounded_ratio(record.tax_minor * BASIS_POINTS, net_minor) if net_minor else 0


def _name(record: SalesLineRecord, product: Product | None, measure: _Measure) -> str:
    name = record.description or (None if product is None else product.name) or record.product
    if name is None:
        raise Invalid.field("description", "the line names no product", "map the column of its product or name")
    how_many = f"{record.quantity} x " if measure.is_whole and record.quantity != 1 else ""
    return f"{how_many}{name}"[:255]
