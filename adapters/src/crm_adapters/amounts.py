"""Money as people write and read it: exact decimals in, grouped figures with their currency out."""

import re
from decimal import Decimal
from typing import Self

from babel.numbers import format_currency, get_currency_precision, is_currency

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

    @classmethod
    def because_unknown_currency(cls, field: str, text: str) -> Self:
        return cls.field(field, f"{text!r} is not a currency", "use an ISO 4217 code such as USD or EUR")


def read_amount(text: str, currency: str, *, field: str = "value") -> Money:
    """``1054.50`` as minor units of the currency, exactly. Raises AmountUnreadable naming the field."""
    written = text.strip()
    precision = get_currency_precision(currency)
    example = f"1054{'.' if precision else ''}{'50000'[:precision]}"
    if written.startswith("-") and _DECIMAL.fullmatch(written[1:]):
        raise AmountUnreadable.because_negative(field, written)
    parts = _DECIMAL.fullmatch(written)
    if parts is None:
        raise AmountUnreadable.because_malformed(field, text, example)
    whole, decimals = parts[1], parts[2] or ""  # 1.500 may mean 1500 to who wrote it, so zeros count as decimals
    if len(decimals) > precision:
        raise AmountUnreadable.because_too_precise(field, written, currency, precision)
    minor = Decimal(whole + decimals.ljust(precision, "0"))
    if minor > LARGEST_MINOR:
        largest = show_amount(Money(minor=LARGEST_MINOR, currency=currency))
        raise AmountUnreadable.because_too_large(field, written, largest)
    return Money(minor=int(minor), currency=currency)


def read_currency(text: str, *, field: str = "currency") -> str:
    """The ISO 4217 code, however its letters were written. Raises AmountUnreadable naming the field."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII) or not is_currency(code):
        raise AmountUnreadable.because_unknown_currency(field, text)
    return code


def show_amount(money: Money) -> str:
    """``$1,054.50``, to the last minor unit."""
    return str(format_currency(as_decimal(money), money.currency, locale=LOCALE))


def as_decimal(money: Money) -> Decimal:
    """The amount in major units, exactly."""
    return Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
