"""Money adds up, whatever it is split into."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crm_core.money import LARGEST_AMOUNT, Amount, ExchangeRate, Money, MoneyError, rounded_ratio

amounts = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


@given(amounts, weights)
def test_the_parts_of_an_allocation_add_up_to_the_whole(minor: int, shares: list[int]) -> None:
    parts = usd(minor).allocate(shares)

    assert len(parts) == len(shares)
    assert sum(part.minor for part in parts) == minor


@given(amounts, weights)
def test_no_part_is_a_whole_unit_away_from_its_exact_share(minor: int, shares: list[int]) -> None:
    parts = usd(minor).allocate(shares)

    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor * sum(shares) - minor * share) < sum(shares)


@given(amounts, weights)
def test_a_credit_is_allocated_as_the_mirror_of_the_charge(minor: int, shares: list[int]) -> None:
    assert usd(-minor).allocate(shares) == tuple(-part for part in usd(minor).allocate(shares))


def test_the_largest_remainder_gets_the_left_over_cent_and_the_earlier_one_wins_a_tie() -> None:
    assert [part.minor for part in usd(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in usd(101).allocate([1, 2, 1])] == [25, 51, 25]
    assert [part.minor for part in usd(-100).allocate([1, 1, 1])] == [-34, -33, -33]


def test_who_has_no_weight_gets_nothing() -> None:
    assert [part.minor for part in usd(101).allocate([0, 1, 1])] == [0, 51, 50]


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1], [3, -1], [-1]])
def test_weights_that_divide_nothing_are_refused(shares: list[int]) -> None:
    with pytest.raises(MoneyError, match="at least one a positive weight"):
        usd(100).allocate(shares)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**12))
def test_a_ratio_is_rounded_half_to_even_exactly(numerator: int, denominator: int) -> None:
    with localcontext(prec=100):
        exact = Decimal(numerator) / Decimal(denominator)
        assert rounded_ratio(numerator, denominator) == int(exact.to_integral_value(ROUND_HALF_EVEN))


@pytest.mark.parametrize(("half", "rounded"), [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2), (-7, -4)])
def test_a_half_goes_to_the_even_neighbour(half: int, rounded: int) -> None:
    assert rounded_ratio(half, 2) == rounded


def test_a_share_is_rounded_once() -> None:
    assert usd(999).share(3_333) == usd(333)
    assert usd(50).share(100) == usd(0)
    assert usd(150).share(100) == usd(2)
    assert usd(-777).share(10_000) == usd(-777)


def test_amounts_of_one_currency_add_up() -> None:
    assert usd(5) + usd(7) == usd(12)
    assert usd(5) - usd(7) == usd(-2)


def test_two_currencies_do_not_add_up() -> None:
    euros = Money(minor=1, currency="EUR")

    with pytest.raises(MoneyError, match="USD and EUR do not add up"):
        usd(1) + euros
    with pytest.raises(MoneyError, match="USD and EUR do not add up"):
        usd(1) - euros


@pytest.mark.parametrize("code", ["usd", "US", "USDX", ""])
def test_a_currency_has_three_capital_letters(code: str) -> None:
    with pytest.raises(ValidationError):
        Money(minor=1, currency=code)


def test_a_rate_converts_half_to_even_and_only_from_its_own_currency() -> None:
    rate = ExchangeRate(source="EUR", target="USD", rate=Decimal("1.5"), on=date(2026, 1, 15))

    assert rate.convert(Money(minor=1, currency="EUR")) == usd(2)
    assert rate.convert(Money(minor=-5, currency="EUR")) == usd(-8)
    assert rate.convert(Money(minor=200, currency="EUR")) == usd(300)
    with pytest.raises(MoneyError, match="EUR->USD does not convert from USD"):
        rate.convert(usd(1))


@pytest.mark.parametrize("rate", ["0", "-1.1"])
def test_a_rate_is_more_than_nothing(rate: str) -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        ExchangeRate(source="EUR", target="USD", rate=Decimal(rate), on=date(2026, 1, 15))


@pytest.mark.parametrize("code", ["XYZ", "XAU", "AAA"])
def test_money_is_in_a_currency_of_iso_4217(code: str) -> None:
    with pytest.raises(ValidationError, match=f"'{code}' is not a currency; use an ISO 4217 code such as USD or EUR"):
        Money(minor=1, currency=code)


def test_an_amount_that_comes_in_may_be_nothing_and_may_be_at_the_bound() -> None:
    taken = TypeAdapter(Amount)

    for minor in (0, LARGEST_AMOUNT):
        money = Money(minor=minor, currency="EUR")
        assert taken.validate_python(money) == money
    for minor in (-1, LARGEST_AMOUNT + 1):
        with pytest.raises(ValidationError, match=f"it is {minor} minor units; use 0 to {LARGEST_AMOUNT}"):
            taken.validate_python(Money.model_construct(minor=minor, currency="EUR"))


def test_a_refusal_begins_with_the_field() -> None:
    dollar = Money(minor=1, currency="USD")
    rate = ExchangeRate(source="EUR", target="USD", rate=Decimal(1), on=date(2026, 1, 1))

    with pytest.raises(MoneyError, match=r"^currency: .* with a dated rate first$"):
        dollar + Money(minor=1, currency="EUR")
    with pytest.raises(MoneyError, match=r"^weights: .* a positive weight$"):
        dollar.allocate([0])
    with pytest.raises(MoneyError, match=r"^rate: EUR->USD does not convert from USD$"):
        rate.convert(dollar)


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (1_234_500, "USD", "12,345.00 USD"),
        (-500, "JPY", "-500 JPY"),
        (1_234, "KWD", "1.234 KWD"),
        (0, "EUR", "0.00 EUR"),
    ],
)
def test_an_amount_in_words_has_the_digits_of_its_currency(minor: int, currency: str, said: str) -> None:
    assert Money(minor=minor, currency=currency).in_words == said
