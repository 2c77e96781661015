"""Minor units are those of ISO 4217, not of what a locale displays."""

import pytest

from crm_core.currencies import CURRENCIES, UnknownCurrency, is_currency, minor_digits


@pytest.mark.parametrize(
    ("code", "digits"),
    [("USD", 2), ("RSD", 2), ("IQD", 3), ("IDR", 2), ("UGX", 0), ("LBP", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)],
)
def test_a_currency_has_the_digits_that_iso_4217_gives_it(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


def test_every_code_in_force_with_a_minor_unit_stands_in_the_table_once() -> None:
    assert len(CURRENCIES) == 165
    assert all(code.isascii() and code.isupper() and len(code) == 3 for code in CURRENCIES)


def test_a_currency_withdrawn_lately_still_counts_what_was_sold_in_it() -> None:
    assert minor_digits("HRK") == 2
    assert "HRK" not in CURRENCIES


@pytest.mark.parametrize("code", ["XAU", "XTS", "XYZ", "usd", "", "US"])
def test_what_has_no_minor_unit_is_no_currency(code: str) -> None:
    assert not is_currency(code)
    for field, arguments in (("currency", {}), ("deal", {"field": "deal"})):
        with pytest.raises(UnknownCurrency) as refusal:
            minor_digits(code, **arguments)
        assert str(refusal.value) == f"{field}: {code!r} is not a currency; use an ISO 4217 code such as USD or EUR"


def test_what_is_no_currency_is_shown_in_part_and_harmless() -> None:
    with pytest.raises(UnknownCurrency, match=r"currency: 'US\ufffdDx{15}\u2026' is not a currency"):
        minor_digits("US\x00D" + "x" * 1_000_000)
