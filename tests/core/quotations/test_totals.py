"""What lines add up to: rounded once, shared by largest remainder, to the last minor unit."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT
from crm_core.quotations import NO_DISCOUNT, HeaderDiscount, PricedLine, line_net, net_and_tax, totals

quantities = st.decimals("0.0001", 100_000, places=4)
prices = st.integers(0, 10**7)
shares = st.integers(0, 10_000)
lines = st.lists(
    st.builds(
        PricedLine,
        description=st.just("engine"),
        quantity=quantities,
        unit_price_minor=prices,
        discount_basis_points=shares,
        tax_basis_points=st.sampled_from([0, 700, 1_900, 2_550]),
        list_price_minor=st.none() | prices,
        cost_minor=st.none() | prices,
    ),
    max_size=8,
)
discounts = st.builds(HeaderDiscount, basis_points=shares) | st.just(NO_DISCOUNT)


def a_line(price: int, quantity: str = "1", **fields: int | None) -> PricedLine:
    return PricedLine(description="engine", unit_price_minor=price, quantity=Decimal(quantity), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("1", 10_000, 0, 10_000),
        ("2.5", 999, 1_250, 2_185),  # 21.853125
        ("0.5", 1, 0, 0),  # half to even
        ("1.5", 1, 0, 2),
        ("2.5", 1, 0, 2),
        ("0.0001", 10_000, 0, 1),
        ("3", 9_999, 1_250, 26_247),  # 262.47375
        ("1", 10_000, 10_000, 0),
        ("1", -3, 5_000, -2),
        ("1", -1, 5_000, 0),
        ("2.5", -999, 1_250, -2_185),
    ],
)
def test_a_line_is_rounded_half_to_even_once(quantity: str, price: int, discount: int, net: int) -> None:
    assert line_net(Decimal(quantity), price, discount) == net


@given(quantities, prices, shares)
def test_a_lines_net_is_the_exact_product_rounded(quantity: Decimal, price: int, discount: int) -> None:
    exact = Fraction(quantity) * price * (10_000 - discount) / 10_000
    net = line_net(quantity, price, discount)

    assert net == round(exact)
    assert line_net(quantity, -price, discount) == -net


@pytest.mark.parametrize("quantity", ["0", "-1", "0.00001", "1.00005", "NaN", "Infinity", "2147483648"])
def test_a_quantity_is_above_nothing_and_has_four_digits(quantity: str) -> None:
    with pytest.raises(ValidationError):
        a_line(1, quantity)


@pytest.mark.parametrize("discount", [-1, 10_001])
def test_a_discount_is_between_nothing_and_the_whole(discount: int) -> None:
    with pytest.raises(ValidationError):
        a_line(1, discount_basis_points=discount)


def test_a_quantity_is_the_same_however_it_was_written() -> None:
    assert a_line(1, "2.5000").to_dict() == a_line(1, "2.5").to_dict()
    assert a_line(1, "1E+3").to_dict()["quantity"] == "1000"


@given(lines, discounts)
def test_parts_always_add_up_to_the_whole(of: list[PricedLine], discount: HeaderDiscount) -> None:
    figures = totals(of, discount)
    before = sum(line.net_minor for line in of)

    assert figures.net_minor == sum(line.net_minor for line in figures.lines) == before - figures.discount_minor
    assert figures.discount_minor == round(Fraction(before * discount.basis_points, 10_000))
    assert figures.tax_minor == sum(line.tax_minor for line in figures.lines)
    for tax in figures.taxes:
        taxed = [
            part for line, part in zip(of, figures.lines, strict=True) if line.tax_basis_points == tax.basis_points
        ]
        assert tax.net_minor == sum(part.net_minor for part in taxed)
        assert tax.tax_minor == round(Fraction(tax.net_minor * tax.basis_points, 10_000))
        assert tax.tax_minor == sum(part.tax_minor for part in taxed)
    assert (figures.net_minor, figures.tax_minor) == net_and_tax(of, figures.discount_minor)


@given(lines, discounts)
def test_no_line_is_off_its_exact_part_by_a_whole_unit(of: list[PricedLine], discount: HeaderDiscount) -> None:
    figures = totals(of, discount)
    before = sum(line.net_minor for line in of)
    for line, part in zip(of, figures.lines, strict=True):
        assert part.net_minor >= 0
        assert part.discount_minor + part.net_minor == line.net_minor
        if before:
            assert abs(part.discount_minor - Fraction(figures.discount_minor * line.net_minor, before)) < 1


def test_tax_is_rounded_on_the_sum_and_not_line_by_line() -> None:
    """Three times 0.03 at 19 % are 0.0171, so 0.02; each line alone would be 0.01, three of them 0.03."""
    figures = totals([a_line(3, tax_basis_points=1_900)] * 3)

    assert figures.tax_minor == 2
    assert [line.tax_minor for line in figures.lines] == [1, 1, 0]


def test_an_amount_off_all_lines_is_shared_by_what_they_are_worth() -> None:
    figures = totals([a_line(10_000), a_line(20_000), a_line(3_333)], HeaderDiscount(minor=1_000))

    assert [line.discount_minor for line in figures.lines] == [300, 600, 100]
    assert (figures.discount_minor, figures.net_minor) == (1_000, 32_333)


def test_no_more_is_taken_off_than_there_is() -> None:
    assert totals([a_line(1_000)], HeaderDiscount(minor=1_000)).net_minor == 0
    with pytest.raises(Invalid, match="header_discount_minor: it is more than the lines, 1000 minor units"):
        totals([a_line(1_000)], HeaderDiscount(minor=1_001))
    with pytest.raises(Invalid, match="name one of them"):
        totals([a_line(1_000)], HeaderDiscount(minor=1, basis_points=1))


def test_lines_are_worth_at_most_an_amount() -> None:
    assert totals([a_line(LARGEST_AMOUNT)]).net_minor == LARGEST_AMOUNT
    with pytest.raises(Invalid, match="lines: they are worth"):
        totals([a_line(LARGEST_AMOUNT), a_line(1)])


@pytest.mark.parametrize(
    ("of", "header", "discount"),
    [
        ([a_line(10_000)], 0, None),
        ([a_line(8_000, list_price_minor=10_000)], 0, 2_000),
        ([a_line(10_000, discount_basis_points=1_000)], 0, 1_000),
        ([a_line(8_000, list_price_minor=10_000, discount_basis_points=1_000)], 0, 2_800),
        ([a_line(8_000, list_price_minor=10_000), a_line(10_000)], 0, 1_000),
        ([a_line(10_000)], 500, 500),
        ([a_line(12_000, list_price_minor=10_000)], 0, -2_000),
        ([a_line(0, list_price_minor=0)], 0, None),
        ([], 0, None),
    ],
)
def test_the_discount_is_against_the_list(of: list[PricedLine], header: int, discount: int | None) -> None:
    assert totals(of, HeaderDiscount(basis_points=header)).discount_basis_points == discount


@pytest.mark.parametrize(
    ("of", "margin"),
    [
        ([a_line(10_000, cost_minor=6_000)], 4_000),
        ([a_line(10_000, cost_minor=6_000), a_line(10_000)], None),
        ([a_line(10_000, "2", cost_minor=6_000, discount_basis_points=2_500)], 2_000),
        ([a_line(10_000, cost_minor=15_000)], -5_000),
        ([a_line(0, cost_minor=1)], -1_000_000),
        ([a_line(0, cost_minor=0)], None),
        ([], None),
    ],
)
def test_the_margin_is_known_where_every_line_has_a_cost(of: list[PricedLine], margin: int | None) -> None:
    assert totals(of).margin_basis_points == margin


def test_half_to_even_is_what_decimals_call_it() -> None:
    for minor in range(1, 200, 2):
        assert line_net(Decimal("0.5"), minor, 0) == (Decimal(minor) / 2).quantize(Decimal(1), ROUND_HALF_EVEN)


class AnyLine(NamedTuple):
    """As the sales system may have it."""

    net_minor: int
    tax_basis_points: int


rates = st.sampled_from([0, 700, 1_900])
their_lines = st.lists(st.builds(AnyLine, st.integers(-(10**7), 10**7), rates), max_size=8)


@given(their_lines)
def test_lines_of_the_sales_system_may_be_worth_less_than_nothing(of: list[AnyLine]) -> None:
    net, tax = net_and_tax(of)
    mirrored = [AnyLine(-line.net_minor, line.tax_basis_points) for line in of]

    assert net == sum(line.net_minor for line in of)
    assert net_and_tax(mirrored) == (-net, -tax)
