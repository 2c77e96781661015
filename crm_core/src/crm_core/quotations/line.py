"""A line of a quotation: what is sold, how much of it, at which price, and what it costs."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from crm_core.errors import Invalid
from crm_core.money import BASIS_POINTS, LARGEST_AMOUNT, BasisPoints, MinorUnits, rounded_ratio
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Value
from crm_core.vocabulary import LARGEST_COUNT, Name, Number, ShortText

QUANTITY_DIGITS = 4
"""Digits of a quantity behind the point."""
MOST_LINES = 1_000


def _written_out(quantity: Decimal) -> Decimal:
    """Without an exponent or trailing zeros, so that it is the same after it was stored as text."""
    return Decimal(format(quantity.normalize(), "f"))


Quantity = Annotated[
    Decimal,
    Field(gt=0, le=LARGEST_COUNT, decimal_places=QUANTITY_DIGITS, max_digits=14, allow_inf_nan=False),
    AfterValidator(_written_out),
    IMPERSONAL,
]
"""How many units, exact to four digits behind the point."""

ProductCode = Annotated[Number, Field(description="The product's code, such as ENG-1.")]


class LineTerms(Value):
    """What the customer reads of a line; ``unit_price_minor`` before discount and tax."""

    description: Annotated[ShortText, PERSONAL] = Field(description="What the product is called.")
    code: ProductCode | None = None
    quantity: Quantity = Field(default=Decimal(1), description="How many units, such as 2.5.")
    unit_price_minor: MinorUnits = Field(description="The price of one unit, before discount and tax.")
    discount_basis_points: BasisPoints = Field(default=0, description="What is taken off, such as 12.5 %.")
    tax_basis_points: BasisPoints = Field(default=0, description="The rate of its tax, such as 19 %.")

    @property
    def net_minor(self) -> int:
        """Quantity x unit price x (1 - discount), in minor units, rounded half to even once."""
        return line_net(self.quantity, self.unit_price_minor, self.discount_basis_points)


class AskedLine(Value):
    """As it is asked for: what it leaves out is what the catalog has of the product with its code."""

    description: Annotated[ShortText, PERSONAL] | None = Field(
        default=None, description="What it is called; else as in the catalog."
    )
    code: ProductCode | None = None
    quantity: Quantity = Field(default=Decimal(1), description="How many units, such as 2.5.")
    unit_price_minor: MinorUnits | None = Field(
        default=None, description="The price of one unit, before discount and tax; else its list price."
    )
    discount_basis_points: BasisPoints = Field(default=0, description="What is taken off, such as 12.5 %.")
    tax_basis_points: BasisPoints = Field(default=0, description="The rate of its tax, such as 19 %.")
    category: Name | None = Field(default=None, description="The category of the product.")
    list_price_minor: MinorUnits | None = Field(default=None, description="The price of one unit by the price list.")
    cost_minor: MinorUnits | None = Field(default=None, description="What one unit costs us.")


class PricedLine(LineTerms, AskedLine):
    """With what the customer does not read; it keeps of its product itself what it was when it was quoted."""

    @property
    def list_minor(self) -> int:
        """Quantity x list price, in minor units, half to even; the unit price where the list has none."""
        listed = self.unit_price_minor if self.list_price_minor is None else self.list_price_minor
        return line_net(self.quantity, listed, 0)

    @property
    def whole_cost_minor(self) -> int | None:
        """Quantity x cost, in minor units, half to even; None where the cost is unknown."""
        return None if self.cost_minor is None else line_net(self.quantity, self.cost_minor, 0)


AskedLines = Annotated[tuple[AskedLine, ...], Field(max_length=MOST_LINES, description="What is offered.")]
PricedLines = Annotated[tuple[PricedLine, ...], Field(max_length=MOST_LINES, description="What is offered.")]


def line_net(quantity: Decimal, unit_price_minor: int, discount_basis_points: int) -> int:
    """Quantity x unit price x (1 - discount), in minor units, half to even once; a negative price is mirrored."""
    whole, parts = quantity.as_integer_ratio()
    return rounded_ratio(whole * unit_price_minor * (BASIS_POINTS - discount_basis_points), parts * BASIS_POINTS)


def require_an_amount(minor: int) -> None:
    """Raises Invalid when lines are worth more than an amount may be."""
    if minor > LARGEST_AMOUNT:
        raise Invalid.field("lines", f"they are worth {minor} minor units together", f"use at most {LARGEST_AMOUNT}")
