"""What lines add up to: net, the discount on all of them, tax by rate, discount off the list, margin."""

from collections.abc import Sequence
from typing import Protocol

from pydantic import Field

from crm_core.errors import Invalid
from crm_core.money import BASIS_POINTS, BasisPoints, MinorUnits, Money, TotalMinorUnits, rounded_ratio
from crm_core.quotations.line import PricedLine, require_an_amount
from crm_core.values import Value
from crm_core.vocabulary import Total

_LOWEST_MARGIN = -100 * BASIS_POINTS
_ANY_CURRENCY = "XXX"


class SoldLine(Protocol):
    """What totals take of a line, the sales system's own included."""

    @property
    def net_minor(self) -> int:
        """In minor units, after its own discount and before tax."""
        ...

    @property
    def tax_basis_points(self) -> int:
        """The rate of its tax."""
        ...


class HeaderDiscount(Value):
    """What is taken off all lines together: a share of them, or an amount in minor units."""

    basis_points: BasisPoints = Field(default=0, description="What is taken off all lines, such as 5 %.")
    minor: MinorUnits = Field(default=0, description="The same as an amount.")

    def of(self, net_minor: int) -> int:
        """In minor units, half to even. Raises Invalid for an amount beyond the lines, and for a share beside it."""
        if self.basis_points and self.minor:
            raise Invalid.field("header_discount_minor", "there is a share of the lines, too", "name one of them")
        if self.minor and self.minor > net_minor:
            raise Invalid.field(
                "header_discount_minor", f"it is more than the lines, {net_minor} minor units", "take off less"
            )
        return self.minor or rounded_ratio(net_minor * self.basis_points, BASIS_POINTS)


NO_DISCOUNT = HeaderDiscount()


class LineFigures(Value):
    """Of one line, in minor units; ``discount_minor`` is its part of what is taken off all of them."""

    discount_minor: TotalMinorUnits
    net_minor: TotalMinorUnits
    tax_minor: TotalMinorUnits


class TaxFigures(Value):
    """Of the lines of one rate, in minor units."""

    basis_points: Total
    net_minor: TotalMinorUnits
    tax_minor: TotalMinorUnits


class QuotationTotals(Value):
    """In minor units, shares in basis points; ``net_minor`` is after every discount and before tax.

    ``discount_basis_points`` is against the list prices, None where nothing says that there is one;
    ``margin_basis_points`` is None unless every line has a cost.
    """

    lines: tuple[LineFigures, ...]
    taxes: tuple[TaxFigures, ...]
    list_minor: TotalMinorUnits
    discount_minor: TotalMinorUnits
    net_minor: TotalMinorUnits
    tax_minor: TotalMinorUnits
    cost_minor: TotalMinorUnits | None
    discount_basis_points: Total | None
    margin_basis_points: Total | None

    @property
    def gross_minor(self) -> int:
        """With tax."""
        return self.net_minor + self.tax_minor


def totals(lines: Sequence[PricedLine], discount: HeaderDiscount = NO_DISCOUNT) -> QuotationTotals:
    """Each line is rounded once, tax once a rate; parts are shared by largest remainder, so they add up.

    Raises Invalid for a discount beyond the lines, and for lines that are worth more than an amount may be.
    """
    figures, taxes = _shared(lines, discount)
    net, listed = sum(line.net_minor for line in figures), sum(line.list_minor for line in lines)
    costs = [cost for line in lines if (cost := line.whole_cost_minor) is not None]
    cost = sum(costs) if lines and len(costs) == len(lines) else None
    says_so = any(line.list_price_minor is not None or line.discount_basis_points for line in lines)
    return QuotationTotals(
        lines=figures,
        taxes=taxes,
        list_minor=listed,
        discount_minor=sum(line.discount_minor for line in figures),
        net_minor=net,
        tax_minor=sum(tax.tax_minor for tax in taxes),
        cost_minor=cost,
        discount_basis_points=_share(listed - net, listed) if says_so or discount != NO_DISCOUNT else None,
        margin_basis_points=None if cost is None else _share(net - cost, net),
    )


def net_and_tax(lines: Sequence[SoldLine], discount_minor: int = 0) -> tuple[int, int]:
    """Of lines whose cost is unknown, in minor units. Raises Invalid as ``totals`` does."""
    figures, taxes = _shared(lines, HeaderDiscount.model_construct(minor=discount_minor, basis_points=0))
    return sum(line.net_minor for line in figures), sum(tax.tax_minor for tax in taxes)


def line_figures(lines: Sequence[SoldLine], discount_minor: int) -> tuple[LineFigures, ...]:
    """Each line with its part of what is taken off all of them. Raises Invalid as ``totals`` does."""
    return _shared(lines, HeaderDiscount.model_construct(minor=discount_minor, basis_points=0))[0]


def _shared(
    lines: Sequence[SoldLine], discount: HeaderDiscount
) -> tuple[tuple[LineFigures, ...], tuple[TaxFigures, ...]]:
    before = [line.net_minor for line in lines]
    require_an_amount(sum(before))
    taken_off = _allocated(discount.of(sum(before)), before)
    nets = [net - part for net, part in zip(before, taken_off, strict=True)]
    parts, taxes = [0] * len(lines), list[TaxFigures]()
    for rate in sorted({line.tax_basis_points for line in lines}):
        taxed = [index for index, line in enumerate(lines) if line.tax_basis_points == rate]
        net = sum(nets[index] for index in taxed)
        tax = rounded_ratio(net * rate, BASIS_POINTS)
        taxes.append(TaxFigures(basis_points=rate, net_minor=net, tax_minor=tax))
        for index, part in zip(taxed, _allocated(tax, [nets[index] for index in taxed]), strict=True):
            parts[index] = part
    figures = (
        LineFigures(discount_minor=off, net_minor=net, tax_minor=tax)
        for off, net, tax in zip(taken_off, nets, parts, strict=True)
    )
    return tuple(figures), tuple(taxes)


def _allocated(minor: int, weights: Sequence[int]) -> Sequence[int]:
    """Lines whose sign is not that of their sum, such as a partner's own discount, have no part."""
    if minor == 0:
        return [0] * len(weights)
    sign = -1 if sum(weights) < 0 else 1
    parts = Money.unchecked(minor, _ANY_CURRENCY).allocate([max(sign * weight, 0) for weight in weights])
    return [part.minor for part in parts]


def _share(part: int, whole: int) -> int | None:
    """In basis points, half to even; None of nothing. A loss is counted down to a hundred times the whole."""
    if whole == 0:
        return None if part == 0 else _LOWEST_MARGIN
    return max(rounded_ratio(part * BASIS_POINTS, whole), _LOWEST_MARGIN)
