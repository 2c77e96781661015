"""Lines with discounts, fractions and taxes come to the same in Tryton, which rounds prices to four decimals."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tryton_backend import TrytonBackend

from crm_adapters.identifiers import new_id
from crm_adapters.tryton import Tryton, TrytonCustomers, TrytonQuotations
from crm_core.errors import Invalid
from crm_core.quotations import net_and_tax
from crm_core.testing import VirtualClock
from crm_operations.providers import CustomerDraft, Quotation, QuotationDraft, QuotationLine

lines = st.lists(
    st.builds(
        QuotationLine,
        description=st.just("Boiler"),
        quantity=st.decimals("0.0001", 10_000, places=4),
        unit_price_minor=st.integers(0, 10**7),
        discount_basis_points=st.integers(0, 10_000),
        tax_basis_points=st.sampled_from([0, 700, 1_900, 2_000]),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture
def quotations(tryton: Tryton) -> TrytonQuotations:
    return TrytonQuotations(tryton, VirtualClock(), lambda _: ZoneInfo("UTC"))


@pytest.fixture
def customer_id(tryton: Tryton) -> str:
    return TrytonCustomers(tryton).create_from_lead("acme", CustomerDraft(name="Lamps"), key="p/customer").id


def offered(quotations: TrytonQuotations, customer_id: str, *of: QuotationLine, off: int = 0) -> Quotation:
    draft = QuotationDraft(
        opportunity_id="deal",
        customer_id=customer_id,
        currency_code="USD",
        lines=of,
        discount_minor=off,
        valid_until=date(2199, 12, 31),
    )
    return quotations.create_from_opportunity("acme", draft, key=new_id())


def boiler(quantity: str, price: int, **terms: int) -> QuotationLine:
    return QuotationLine(description="Boiler", quantity=Decimal(quantity), unit_price_minor=price, **terms)  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(of=lines)
def test_a_sale_comes_to_the_same_amount_before_tax(
    quotations: TrytonQuotations, customer_id: str, of: list[QuotationLine]
) -> None:
    off = sum(line.net_minor for line in of) // 9
    created = offered(quotations, customer_id, *of, off=off)

    net, tax = net_and_tax(of, off)
    assert (created.total.minor, created.discount_minor) == (net, off)
    assert [line.net_minor for line in created.lines] == [line.net_minor for line in of]
    assert abs(created.tax_minor - tax) <= len(of), "Tryton taxes what its lines come to before they are rounded"


@pytest.mark.parametrize(
    ("line", "description", "quantity", "price"),
    [
        (boiler("2.5", 10_000), "Boiler", "2.5", 10_000),
        (boiler("3", 10_000, discount_basis_points=1_000), "Boiler", "3", 9_000),
        (boiler("1000", 9_999, discount_basis_points=1_250), "1000 x Boiler", "1", 8_749_125),
    ],
)
def test_a_price_has_its_discount_and_a_line_that_would_be_rounded_is_one_unit(
    quotations: TrytonQuotations, customer_id: str, line: QuotationLine, description: str, quantity: str, price: int
) -> None:
    (found,) = offered(quotations, customer_id, line).lines

    assert (found.description, found.quantity, found.unit_price_minor) == (description, Decimal(quantity), price)
    assert found.net_minor == line.net_minor


def test_what_is_off_all_lines_is_a_line_of_each_rate(
    quotations: TrytonQuotations, tryton: Tryton, customer_id: str
) -> None:
    created = offered(
        quotations,
        customer_id,
        boiler("1", 10_000, tax_basis_points=1_900),
        boiler("1", 20_000, tax_basis_points=700),
        boiler("1", 30_000),
        off=6_000,
    )

    assert (created.total.minor, created.tax_minor) == (54_000, 1_710 + 1_260)
    assert [line.tax_basis_points for line in created.lines] == [1_900, 700, 0]
    rebates = tryton.client("acme").find("sale.line", [["unit_price", "<", 0]], ["unit_price", "taxes.rate"])
    assert {(each["unit_price"], *(tax["rate"] for tax in each["taxes"])) for each in rebates} == {
        (Decimal(-10), Decimal("0.19")),
        (Decimal(-20), Decimal("0.07")),
        (Decimal(-30),),
    }


def test_a_rate_that_is_not_there_is_named_and_nothing_is_written(
    quotations: TrytonQuotations, backend: TrytonBackend, customer_id: str
) -> None:
    with pytest.raises(Invalid, match=r"has no tax of 5\.5 % for sales; add it there"):
        offered(quotations, customer_id, boiler("1", 100, tax_basis_points=550))

    assert backend.rows("acme", "SELECT count(*) FROM sale_sale") == [(0,)]
    assert backend.rows("acme", "SELECT count(*) FROM sale_opportunity") == [(0,)]
