"""Money is read exactly as written, or refused; what is shown says the same amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.amounts import LARGEST_MINOR, AmountUnreadable, as_decimal, read_amount, read_currency, show_amount
from crm_core.currencies import CURRENCIES, UnknownCurrency, minor_digits
from crm_core.money import Money

SOME = sorted(CURRENCIES)


@pytest.mark.parametrize(
    ("text", "currency", "minor", "shown"),
    [
        ("1054.50", "USD", 105_450, "$1,054.50"),
        ("1054.5", "USD", 105_450, "$1,054.50"),
        ("1054", "JPY", 1_054, "¥1,054"),
        ("1.234", "KWD", 1_234, "KWD\xa01.234"),
        (" 007 ", "EUR", 700, "€7.00"),
        ("0", "USD", 0, "$0.00"),
        ("0.29", "USD", 29, "$0.29"),
        ("-0.00", "USD", 0, "$0.00"),
        ("10.50", "RSD", 1_050, "RSD\xa010.50"),
        ("1.250", "IQD", 1_250, "IQD\xa01.250"),
        ("1054.50", "IDR", 105_450, "IDR\xa01,054.50"),
        ("1054", "UGX", 1_054, "UGX\xa01,054"),
        ("1.0001", "CLF", 10_001, "CLF\xa01.0001"),
    ],
)
def test_an_amount_is_read_into_minor_units_and_shown_with_its_currency(
    text: str, currency: str, minor: int, shown: str
) -> None:
    money = read_amount(text, currency)

    assert money == Money(minor=minor, currency=currency)
    assert show_amount(money).replace("\xa0", "") == shown.replace("\xa0", "")


@given(st.integers(0, LARGEST_MINOR), st.sampled_from(SOME))
def test_what_is_written_out_reads_back_as_the_same_amount(minor: int, currency: str) -> None:
    money = Money(minor=minor, currency=currency)

    assert read_amount(f"{as_decimal(money):f}", currency) == money
    digits = "".join(letter for letter in show_amount(money) if letter.isdigit())
    assert int(digits) == minor


@given(st.decimals(0, 10_000, allow_nan=False, allow_infinity=False), st.sampled_from(SOME))
def test_an_amount_is_taken_whole_or_not_at_all(value: Decimal, currency: str) -> None:
    try:
        money = read_amount(f"{value:f}", currency)
    except AmountUnreadable:
        assert -value.as_tuple().exponent > minor_digits(currency)  # type: ignore[operator]
    else:
        assert as_decimal(money) == value


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("1.505", "USD", "--value: 1.505 is finer than USD can be paid; give it at most 2 decimals"),
        ("1.500", "USD", "--value: 1.500 is finer than USD can be paid; give it at most 2 decimals"),
        ("10.0", "JPY", "--value: 10.0 is finer than JPY can be paid; give it no decimals"),
        ("-1", "USD", "--value: -1 is negative; an amount is 0 or more"),
        ("10000000000000.01", "USD", "--value: 10000000000000.01 is too large; give at most 10000000000000.00"),
    ],
)
def test_a_refusal_names_the_field_and_the_remedy(text: str, currency: str, message: str) -> None:
    with pytest.raises(AmountUnreadable) as refusal:
        read_amount(text, currency, field="--value")

    assert str(refusal.value) == message


@pytest.mark.parametrize("text", ["", "1,054.50", "1e5", "nan", "1_000", "٣", "+5", ".5", "5.", "$5", "1.2.3"])
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable, match="is not an amount; write digits with a decimal point"):
        read_amount(text, "USD")


def test_a_currency_is_known_by_its_code_in_any_case() -> None:
    assert read_currency(" usd ") == "USD"


@pytest.mark.parametrize("text", ["", "US", "XYZ", "XAU", "dollar", "\uff35SD"])
def test_an_unknown_currency_is_refused(text: str) -> None:
    with pytest.raises(UnknownCurrency, match="is not a currency; use an ISO 4217 code such as USD or EUR"):
        read_currency(text)
