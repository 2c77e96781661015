"""One total out of several currencies rests on dated rates that are named, and on nothing else."""

from datetime import date
from decimal import Decimal

import pytest

from crm_core.money import ExchangeRate, Money
from crm_core.pipelines import CountedMoney, converted

EARLY, LATE = date(2026, 1, 1), date(2026, 3, 1)


def rate(source: str, value: str, on: date = LATE, target: str = "EUR") -> ExchangeRate:
    return ExchangeRate(source=source, target=target, rate=Decimal(value), on=on)


def opportunities(minor: int, currency: str, count: int = 1) -> CountedMoney:
    return CountedMoney(amount=Money(minor=minor, currency=currency), count=count)


@pytest.mark.requirement("FEAT-003")
def test_a_total_names_the_rates_it_rests_on() -> None:
    total = converted(
        [opportunities(100, "EUR", 2), opportunities(300, "USD", 3)], [rate("USD", "0.9"), rate("GBP", "1.2")], "EUR"
    )

    assert total.total == Money(minor=370, currency="EUR")
    assert (total.count, total.not_priced) == (5, 0)
    assert [used.source for used in total.rates] == ["USD"]


@pytest.mark.requirement("FEAT-003")
def test_a_currency_without_a_rate_is_counted_as_not_priced_and_never_taken_one_to_one() -> None:
    total = converted(
        [opportunities(100, "EUR", 2), opportunities(300, "USD", 3), opportunities(5, "GBP", 4)],
        [rate("GBP", "2")],
        "EUR",
    )

    assert total.total.minor == 110
    assert (total.count, total.not_priced, total.not_priced_currencies) == (6, 3, ("USD",))


@pytest.mark.requirement("FEAT-003")
def test_a_rate_the_other_way_round_or_by_a_detour_is_no_rate() -> None:
    wrong = [rate("EUR", "1.1", target="USD"), rate("USD", "0.8", target="GBP"), rate("GBP", "1.2")]

    assert converted([opportunities(300, "USD")], wrong, "EUR").not_priced == 1


@pytest.mark.requirement("FEAT-003")
def test_the_newest_rate_holds_and_the_oldest_used_one_is_shown() -> None:
    rates = [rate("USD", "0.9", LATE), rate("USD", "0.5", EARLY), rate("GBP", "1.2", EARLY)]

    total = converted([opportunities(100, "USD"), opportunities(100, "GBP")], rates, "EUR")

    assert total.total.minor == 210
    assert total.oldest_rate == EARLY


@pytest.mark.requirement("FEAT-003")
def test_nothing_is_a_total_of_nothing() -> None:
    total = converted([], [], "EUR")

    assert (total.total, total.oldest_rate) == (Money(minor=0, currency="EUR"), None)
