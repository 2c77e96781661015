"""Money as people write and read it: exact decimals in, grouped figures with their currency out."""

import re
from decimal import Decimal
from typing import Self

from crm_core.currencies import UnknownCurrency, is_currency, minor_digits
from crm_core.errors import Invalid
from crm_core.money import Money

LOCALE = "en"
"""What is shown is written in English, so its figures are too; what is read has a decimal point and no separators."""

LARGEST_MINOR = 10**15
"""More than any deal, and few enough digits that sums of thousands of them fit the databases' integers."""

_DECIMAL = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)


class AmountUnreadable(Invalid):
    @classmethod
    def because_malformed(cls, field: str, text: str, example: str) -> Self:
        return cls.field(field, f"{text!r} is not an amount", f"write digits with a decimal point, like {example}")

    @classmethod
    def because_negative(cls, field: str, text: str) -> Self:
        return cls.field(field, f"{text} is negative", "an amount is 0 or more")

    @classmethod
    def because_too_precise(cls, field: str, text: str, currency: str, precision: int) -> Self:
        at_most = f"at most {precision} decimals" if precision else "no decimals"
        return cls.field(field, f"{text} is finer than {currency} can be paid", f"give it {at_most}")

    @classmethod
    def because_too_large(cls, field: str, text: str, largest: str) -> Self:
        return cls.field(field, f"{text} is too large", f"give at most {largest}")


def read_amount(text: str, currency: str, *, field: str = "value") -> Money:
    """``1054.50`` as minor units of the currency, exactly.

    Raises AmountUnreadable naming the field, UnknownCurrency for a code that ISO 4217 does not list.
    """
    written = text.strip()
    precision = minor_digits(currency)
    example = f"1054{'.' if precision else ''}{'50000'[:precision]}"
    if written.startswith("-") and _DECIMAL.fullmatch(written[1:]):
        if Decimal(written):
            raise AmountUnreadable.because_negative(field, written)
        written = written[1:]  # as some programs write nothing at all
    parts = _DECIMAL.fullmatch(written)
    if parts is None:
        raise AmountUnreadable.because_malformed(field, text, example)
    whole, decimals = parts[1], parts[2] or ""  # 1.500 may mean 1500 to who wrote it, so zeros count as decimals
    if len(decimals) > precision:
        raise AmountUnreadable.because_too_precise(field, written, currency, precision)
    minor = Decimal(whole + decimals.ljust(precision, "0"))
    if minor > LARGEST_MINOR:
        largest = as_decimal(Money(minor=LARGEST_MINOR, currency=currency))
        raise AmountUnreadable.because_too_large(field, written, f"{largest:f}")
    return Money(minor=int(minor), currency=currency)


def read_currency(text: str, *, field: str = "currency") -> str:
    """The ISO 4217 code, however its letters were written. Raises UnknownCurrency naming the field."""
    code = text.strip().upper()
    if not is_currency(code):
        raise UnknownCurrency.because_not_in_iso_4217(field, text)
    return code


def show_amount(money: Money) -> str:
    """``$1,054.50``, to the last minor unit. Needs the extra ``cli`` or ``reports``."""
    from babel.numbers import format_currency

    digits = _digits(money.currency)
    pattern = f"¤#,##0{'.' if digits else ''}{'0' * digits}"  # Babel would round to what the locale displays
    return str(format_currency(as_decimal(money), money.currency, pattern, locale=LOCALE, currency_digits=False))


def as_decimal(money: Money) -> Decimal:
    """The amount in major units, exactly; a code kept before codes were checked counts in hundredths."""
    return Decimal(money.minor).scaleb(-_digits(money.currency))


def _digits(currency: str) -> int:
    return minor_digits(currency) if is_currency(currency) else 2
