"""Rates are added, corrected, retired and taken up again; amounts are converted by the newest of their day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm_core.currency_rates import (
    AddCurrencyRate,
    CurrencyRateFilter,
    CurrencyRateNotFound,
    CurrencyRateRetired,
    CurrencyRateThere,
    EditCurrencyRate,
)
from crm_core.money import Money
from crm_core.testing import START
from crm_operations.currency_rates import CurrencyRateCoordinator, ExchangeAmount
from crm_operations.testing import FakeWorld

TODAY = START.date()


@pytest.fixture
def rates(crm_world: FakeWorld) -> CurrencyRateCoordinator:
    return CurrencyRateCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)


def a_rate(rate: str, days: int = 0) -> AddCurrencyRate:
    return AddCurrencyRate(from_currency="EUR", to_currency="USD", rate=Decimal(rate), day=TODAY + timedelta(days=days))


def test_an_amount_is_converted_by_the_newest_rate_of_its_day(
    crm_world: FakeWorld, rates: CurrencyRateCoordinator
) -> None:
    actor = crm_world.actor
    for each in (a_rate("2", days=-9), a_rate("1.5"), a_rate("9", days=1)):
        rates.add(actor, each)
    amount = Money(minor=1_000, currency="EUR")

    now = rates.convert(actor, ExchangeAmount(amount=amount, into="USD"))
    before = rates.convert(actor, ExchangeAmount(amount=amount, into="USD", day=TODAY - timedelta(days=1)))
    unknown = rates.convert(actor, ExchangeAmount(amount=amount, into="JPY"))

    assert [each and each.minor for each in (now.amount, before.amount, unknown.amount)] == [1_500, 2_000, None]


def test_the_same_again_is_no_second_rate_and_another_of_the_day_is_refused(
    crm_world: FakeWorld, rates: CurrencyRateCoordinator
) -> None:
    actor = crm_world.actor
    first = rates.add(actor, a_rate("1.5"))

    assert rates.add(actor, a_rate("1.5")) == first
    with pytest.raises(CurrencyRateThere):
        rates.add(actor, a_rate("1.6"))
    assert [each.id for each in rates.list(actor, CurrencyRateFilter())] == [first.id]


def test_a_rate_is_corrected_retired_and_taken_up_again(crm_world: FakeWorld, rates: CurrencyRateCoordinator) -> None:
    actor = crm_world.actor
    rate = rates.add(actor, a_rate("1.5"))
    asked = ExchangeAmount(amount=Money(minor=1_000, currency="EUR"), into="USD")

    assert rates.edit(actor, rate.id, EditCurrencyRate(rate=Decimal("1.4"))).rate == Decimal("1.4")
    rates.retire(actor, rate.id)

    assert rates.convert(actor, asked).amount is None
    with pytest.raises(CurrencyRateRetired):
        rates.edit(actor, rate.id, EditCurrencyRate(rate=Decimal(2)))
    rates.add(actor, a_rate("3"))
    assert rates.get(actor, rate.id).rate == Decimal(3)
    with pytest.raises(CurrencyRateNotFound):
        rates.get(actor, "nowhere")
