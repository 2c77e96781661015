"""Amounts in another currency: which rate counts, which way, rounded how; and what is unknown."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.currency_rates import (
    AddCurrencyRate,
    CurrencyRate,
    CurrencyRateRetired,
    EditCurrencyRate,
    exchanged,
    newest_rate,
)
from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT, Money, rounded_ratio
from crm_core.testing import START, TENANT, a_currency_rate

DAY = date(2026, 3, 10)
BACK = {"from_currency": "USD", "to_currency": "EUR"}


def rate(days_before: int, value: str, **changes: Any) -> CurrencyRate:
    return a_currency_rate(day=DAY - timedelta(days=days_before), rate=Decimal(value), **changes)


def in_dollars(minor: int, *rates: CurrencyRate) -> int | None:
    found = exchanged(Money(minor=minor, currency="EUR"), "USD", DAY, rates)
    assert found.is_known == (found.amount is not None) == (found.rate is not None)
    return None if found.amount is None else found.amount.minor


def test_the_newest_rate_not_after_the_day_converts() -> None:
    assert in_dollars(1_000, rate(5, "1.1"), rate(1, "1.2"), rate(3, "1.3"), rate(-1, "9")) == 1_200
    assert in_dollars(1_000, rate(0, "1.1"), rate(1, "1.2")) == 1_100, "the rate of the day itself counts"


def test_without_a_rate_the_amount_is_unknown_and_never_one_to_one() -> None:
    assert in_dollars(1_000) is None
    assert in_dollars(1_000, rate(-1, "1.1")) is None, "it begins tomorrow"
    assert in_dollars(1_000, rate(1, "1.1", retired_at=START)) is None
    assert in_dollars(1_000, rate(1, "1.1", from_currency="GBP"), rate(1, "1.1", to_currency="GBP")) is None


def test_within_one_currency_no_rate_is_asked() -> None:
    found = exchanged(Money(minor=7, currency="EUR"), "EUR", DAY, ())

    assert (found.amount, found.rate) == (Money(minor=7, currency="EUR"), None)


def test_a_rate_serves_the_other_way_too_where_none_is_as_new_the_way_that_is_asked() -> None:
    inverted = rate(1, "0.8", **BACK)

    assert in_dollars(1_000, inverted) == 1_250
    assert in_dollars(1_000, rate(2, "1.1"), inverted) == 1_250, "the newer one"
    assert in_dollars(1_000, rate(1, "1.1"), inverted) == 1_100, "of the same day the one given this way"
    assert in_dollars(10, rate(1, "3", **BACK)) == 3, "3.33, divided exactly"


def test_the_answer_says_which_rate() -> None:
    direct, back = rate(1, "1.1"), rate(1, "1.1", **BACK)

    assert newest_rate([direct], "EUR", "USD", DAY) == direct.towards("USD")
    assert exchanged(Money(minor=1, currency="EUR"), "USD", DAY, [back]).to_dict()["rate"] == {
        "source": "EUR",
        "target": "USD",
        "rate": "1.1",
        "on": "2026-03-09",
        "inverted": True,
    }


@pytest.mark.parametrize(
    ("source", "target", "value", "minor", "converted"),
    [
        ("EUR", "USD", "1.05", 10, 10),  # 10.5
        ("EUR", "USD", "1.15", 10, 12),  # 11.5
        ("EUR", "JPY", "161.5", 100, 162),  # 161.5 yen
        ("EUR", "JPY", "160.5", 100, 160),
        ("JPY", "EUR", "0.00625", 1_000, 625),
        ("KWD", "USD", "3.25", 1_000, 325),
        ("USD", "KWD", "0.3", 100, 300),
        ("EUR", "USD", "0.000000000001", LARGEST_AMOUNT, 1_000),
    ],
)
def test_whole_units_are_priced_and_minor_units_rounded_half_to_even_once(
    source: str, target: str, value: str, minor: int, converted: int
) -> None:
    stored = rate(0, value, from_currency=source, to_currency=target)

    found = exchanged(Money(minor=minor, currency=source), target, DAY, [stored])

    assert found.amount == Money(minor=converted, currency=target)


@given(
    minor=st.integers(0, LARGEST_AMOUNT),
    value=st.decimals("0.000000000001", 1_000_000_000, places=12),
    pair=st.sampled_from([("EUR", "USD", 0), ("USD", "JPY", -2), ("JPY", "KWD", 3)]),
    inverted=st.booleans(),
)
def test_conversion_is_exact_whatever_the_size(
    minor: int, value: Decimal, pair: tuple[str, str, int], inverted: bool
) -> None:
    source, target, shift = pair
    ways = (target, source) if inverted else (source, target)
    stored = rate(0, "1", from_currency=ways[0], to_currency=ways[1]).changed(START, rate=value)
    up, down = value.as_integer_ratio()
    numerator, denominator = (down, up) if inverted else (up, down)

    found = exchanged(Money(minor=minor, currency=source), target, DAY, [stored])

    scale = 10 ** abs(shift)
    whole = (numerator * scale, denominator) if shift > 0 else (numerator, denominator * scale)
    assert found.amount == Money(minor=rounded_ratio(minor * whole[0], whole[1]), currency=target)


@pytest.mark.parametrize("value", ["0", "-1", "1000000000.1", "0.0000000000001", "NaN", "Infinity"])
def test_a_rate_has_bounds(value: str) -> None:
    with pytest.raises(ValidationError, match="rate"):
        AddCurrencyRate.model_validate({"from_currency": "EUR", "to_currency": "USD", "rate": value})


def test_a_rate_is_written_out_as_it_is_stored() -> None:
    read = AddCurrencyRate.model_validate({"from_currency": "EUR", "to_currency": "USD", "rate": "1E+3"})

    assert str(read.rate) == "1000"


def test_no_currency_is_priced_in_itself() -> None:
    request = AddCurrencyRate(from_currency="EUR", to_currency="EUR", rate=Decimal(1))

    with pytest.raises(Invalid, match="to_currency: it is EUR too; name another one"):
        CurrencyRate.new(request, entity_id="1", tenant_id=TENANT, at=START, day=DAY)


def test_a_retired_rate_is_not_edited() -> None:
    retired = a_currency_rate().retire(at=START)

    assert retired.retire(at=START + timedelta(days=1)) is retired
    with pytest.raises(CurrencyRateRetired, match="from EUR to USD of 2026-01-15 is retired; add it again"):
        retired.edited(EditCurrencyRate(rate=Decimal(2)), at=START)
