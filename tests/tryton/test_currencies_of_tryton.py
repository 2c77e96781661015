"""A currency may have other digits in Tryton than ISO 4217 gives it: amounts are converted exactly, or refused."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tryton_backend import TrytonBackend

from crm_adapters.demo import tryton_server
from crm_adapters.tryton import Tryton, TrytonCustomers, TrytonQuotations
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.testing import VirtualClock
from crm_operations.providers import CustomerDraft, QuotationDraft, QuotationLine


@pytest.fixture
def quotations(tryton: Tryton) -> TrytonQuotations:
    return TrytonQuotations(tryton, VirtualClock(), lambda _: ZoneInfo("UTC"))


@pytest.fixture
def customer_id(tryton: Tryton) -> str:
    return TrytonCustomers(tryton).create_from_lead("acme", CustomerDraft(name="Engines"), key="p/customer").id


@pytest.fixture(scope="module", autouse=True)
def their_digits(tryton_process: TrytonBackend) -> None:
    """Dinars without any decimals, and yen with two."""
    tryton_process.server.start()
    with tryton_server.administering(
        tryton_process.server, "acme", tryton_process.keys.administrator_password
    ) as admin:
        for code, digits in {"RSD": 0, "JPY": 2}.items():
            values = {"name": code, "code": code, "rounding": Decimal(1).scaleb(-digits), "digits": digits}
            rates = [["create", [{"date": date(2000, 1, 1), "rate": Decimal(1)}]]]
            admin.call("model.currency.currency.create", [{**values, "rates": rates}], context={})


def draft(customer_id: str, currency: str, unit_price_minor: int, quantity: int = 1) -> QuotationDraft:
    line = QuotationLine(description="Engine", unit_price_minor=unit_price_minor, quantity=Decimal(quantity))
    return QuotationDraft(
        opportunity_id=f"deal-{currency}",
        customer_id=customer_id,
        currency_code=currency,
        lines=(line,),
        valid_until=date(2199, 12, 31),
    )


@pytest.mark.parametrize(("currency", "unit_price_minor"), [("RSD", 1_000), ("JPY", 10)])
def test_an_amount_that_both_can_say_is_the_same_on_both_sides(
    quotations: TrytonQuotations, tryton: Tryton, customer_id: str, currency: str, unit_price_minor: int
) -> None:
    created = quotations.create_from_opportunity("acme", draft(customer_id, currency, unit_price_minor, 3), key="p/1")

    assert created.total == Money(minor=3 * unit_price_minor, currency=currency)
    assert [line.unit_price_minor for line in created.lines] == [unit_price_minor]
    (stored,) = tryton.client("acme").find("sale.line", [["sale.reference", "!=", None]], ["unit_price"])
    assert stored["unit_price"] == 10


@pytest.mark.parametrize("quantity", [1, 2])
def test_an_amount_that_tryton_would_round_is_refused(
    quotations: TrytonQuotations, backend: TrytonBackend, customer_id: str, quantity: int
) -> None:
    with pytest.raises(Invalid, match=r"10\.50 RSD cannot be told in 0 decimals.*ISO 4217 gives RSD 2"):
        quotations.create_from_opportunity("acme", draft(customer_id, "RSD", 1_050, quantity), key="p/1")

    assert backend.rows("acme", "SELECT count(*) FROM sale_sale") == [(0,)]


def test_a_fraction_of_our_minor_unit_is_refused_and_not_rounded(
    quotations: TrytonQuotations, tryton: Tryton, customer_id: str
) -> None:
    created = quotations.create_from_opportunity("acme", draft(customer_id, "JPY", 10), key="p/1")
    client = tryton.client("acme")
    (sale,) = client.find("sale.sale", [["reference", "!=", None]], ["lines"])
    client.write("sale.line", sale["lines"][0], {"unit_price": Decimal("10.50")}, ["amount"])

    with pytest.raises(Invalid, match=r"10\.50 JPY cannot be told in 0 decimals"):
        quotations.find_by_id("acme", created.id)


def test_a_price_finer_than_the_currency_is_told_by_the_amount_of_its_line(
    quotations: TrytonQuotations, tryton: Tryton, customer_id: str
) -> None:
    created = quotations.create_from_opportunity("acme", draft(customer_id, "USD", 100), key="p/1")
    client = tryton.client("acme")
    (sale,) = client.find("sale.sale", [["reference", "!=", None]], ["lines"])
    client.write("sale.line", sale["lines"][0], {"unit_price": Decimal("0.3333"), "quantity": 10.0}, ["amount"])

    found = quotations.find_by_id("acme", created.id)

    assert found is not None
    assert found.total == Money(minor=333, currency="USD")
    assert [(line.quantity, line.unit_price_minor) for line in found.lines] == [(Decimal(1), 333)]
