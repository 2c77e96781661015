"""A row of a sale becomes a line that adds up to what the row says."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.imports import Reference, SalesLineRecord, sold_line
from crm_core.money import LARGEST_AMOUNT
from crm_core.products import AddProduct, Product
from crm_core.quotations import totals

DEAL = Reference(by="external_id", value="acme:1")
ENGINE = Product.new(
    AddProduct(code="ENG-1", name="Engine", category="Hardware", list_price_minor=45_000, currency_code="USD"),
    entity_id="product-1",
    tenant_id="acme",
    at=datetime(2026, 1, 1, tzinfo=UTC),
)


def a_row(**cells: Any) -> SalesLineRecord:
    return SalesLineRecord(deal=DEAL, **cells)


def test_a_line_has_name_category_and_list_price_of_its_product() -> None:
    line = sold_line(a_row(product="ENG-1", quantity=2, unit_price_minor=40_000), ENGINE, "USD")
    assert (line.description, line.category, line.list_price_minor) == ("Engine", "Hardware", 45_000)
    assert (line.code, line.net_minor) == ("ENG-1", 80_000)


def test_without_a_price_it_was_sold_at_the_list_price_in_the_currency_of_the_deal() -> None:
    assert sold_line(a_row(product="ENG-1"), ENGINE, "USD").net_minor == 45_000
    with pytest.raises(Invalid, match="no price"):
        sold_line(a_row(product="ENG-1"), ENGINE, "EUR")


def test_the_amount_of_the_line_wins_over_quantity_and_unit_price() -> None:
    line = sold_line(a_row(description="Care", quantity=4, unit_price_minor=1_000, amount_minor=3_600), None, "USD")
    assert (line.quantity, line.unit_price_minor, line.net_minor) == (Decimal(4), 900, 3_600)


def test_an_amount_that_no_unit_price_comes_to_is_one_unit_whose_name_says_how_many() -> None:
    line = sold_line(a_row(product="ENG-1", quantity=3, amount_minor=1_000), ENGINE, "USD")
    assert (line.description, line.quantity, line.net_minor) == ("3 x Engine", Decimal(1), 1_000)
    assert line.list_price_minor == 135_000


def test_an_amount_whose_unit_price_would_be_too_large_is_one_unit() -> None:
    row = a_row(description="Care", amount_minor=LARGEST_AMOUNT, discount_basis_points=9_999)
    line = sold_line(row, None, "USD")
    assert (line.discount_basis_points, line.net_minor) == (0, LARGEST_AMOUNT)


def test_tax_in_money_becomes_its_rate_and_margin_the_cost() -> None:
    line = sold_line(a_row(product="ENG-1", amount_minor=10_000, tax_minor=1_900, margin_minor=2_500), ENGINE, "USD")
    assert (line.tax_basis_points, line.cost_minor) == (1_900, 7_500)
    assert totals([line]).margin_basis_points == 2_500


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"description": "Care"}, "amount"),
        ({"amount_minor": 5}, "description"),
        ({"description": "Care", "amount_minor": 5, "tax_minor": 6}, "tax"),
        ({"description": "Care", "amount_minor": 5, "margin_minor": 6}, "margin"),
    ],
)
def test_a_row_that_cannot_be_a_line_says_which_field_is_wrong(cells: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid, match=f"^{field}"):
        sold_line(a_row(**cells), None, "USD")


@given(
    amount=st.integers(0, 10**9),
    parts=st.integers(1, 10**6),
    discount=st.integers(0, 10_000),
    margin=st.integers(0, 10**9),
)
def test_a_line_is_worth_and_costs_exactly_what_the_row_says(
    amount: int, parts: int, discount: int, margin: int
) -> None:
    margin = min(margin, amount)
    cells = {"quantity": Decimal(parts).scaleb(-4), "discount_basis_points": discount, "margin_minor": margin}
    line = sold_line(a_row(description="Care", amount_minor=amount, **cells), None, "USD")
    assert (line.net_minor, line.whole_cost_minor) == (amount, amount - margin)
