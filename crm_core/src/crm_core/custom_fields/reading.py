"""Values of custom fields: read by their type, bounded, and kept as JSON has them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from crm_core.currencies import minor_digits
from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT
from crm_core.vocabulary import Day, Text

LONGEST_MATCHED = 255
"""Characters of a text that a pattern is tried on."""

_DAY = TypeAdapter[date](Day)
_TEXT = TypeAdapter[str](Text)
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_REPEATED = re.compile(r"[*+}]\s*\)\s*[*+{]|\([^()]*\|[^()]*\)\s*[*+{]")


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MANY = "many"

    @property
    def has_options(self) -> bool:
        """A choice, and several of them."""
        return self in {FieldType.CHOICE, FieldType.MANY}


class Bounds(Protocol):
    """What of a field its values are held to."""

    @property
    def type(self) -> FieldType:
        """What kind of value it is."""
        ...

    @property
    def options(self) -> Sequence[str]:
        """Of a choice, what may be chosen."""
        ...

    @property
    def pattern(self) -> str | None:
        """What a text fits as a whole."""
        ...

    @property
    def least(self) -> Decimal | None:
        """The smallest number, or the fewest characters."""
        ...

    @property
    def most(self) -> Decimal | None:
        """The largest number, or the most characters."""
        ...


def read_value(field: Bounds, value: object, about: str) -> object:
    """As it is kept: a number, a text, a truth, ``2026-06-30``, a list, ``{"minor": 105450, "currency": "EUR"}``.

    A text is read as people write it: ``yes``, ``1054.50 EUR``, ``north, south``. Raises Invalid, naming ``about``.
    """
    return _READERS[field.type](field, value, about)


def check_pattern(pattern: str) -> None:
    """Raises Invalid for one that cannot be read, and for one whose repetitions nest, which may run without end."""
    try:
        re.compile(pattern)
    except re.error as cause:
        raise Invalid.field("pattern", f"{pattern!r} cannot be read: {cause}", "write a regular expression") from cause
    if _REPEATED.search(pattern):
        raise Invalid.field("pattern", f"{pattern!r} repeats what repeats", "write it without nested repetition")


def _text(field: Bounds, value: object, about: str) -> str:
    plain = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    try:
        text = _TEXT.validate_python(plain)
    except ValidationError as cause:
        raise Invalid.field(about, f"{_short(value)} is no text", "write one") from cause
    if field.pattern is not None and not (len(text) <= LONGEST_MATCHED and re.fullmatch(field.pattern, text)):
        raise Invalid.field(about, f"{_short(text)} does not fit {field.pattern!r}", "write one that does")
    _bounded(field, Decimal(len(text)), about, " characters")
    return text


def _number(field: Bounds, value: object, about: str) -> int | float:
    number = _decimal(value, about, "write it like 1054.5")
    _bounded(field, number, about, "")
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def _money(field: Bounds, value: object, about: str) -> Mapping[str, Any]:
    remedy = "write it like '1054.50 EUR'"
    if isinstance(value, Mapping):
        minor, currency = value.get("minor"), value.get("currency")
        if set(value) != {"minor", "currency"} or type(minor) is not int or not isinstance(currency, str):
            raise Invalid.field(about, f"{_short(value)} is no amount", remedy)
        digits = minor_digits(currency)
    else:
        written, _, currency = str(value).strip().rpartition(" ")
        if not written:
            raise Invalid.field(about, f"{_short(value)} says no amount and currency", remedy)
        currency = currency.upper()
        digits = minor_digits(currency)
        exact = _decimal(written, about, remedy).scaleb(digits)
        minor = int(exact)
        if minor != exact:
            raise Invalid.field(about, f"{_short(value)} is finer than {currency} is counted", remedy)
    if not 0 <= minor <= LARGEST_AMOUNT:
        raise Invalid.field(about, f"{_short(value)} is too large or below nothing", remedy)
    _bounded(field, Decimal(minor).scaleb(-digits), about, f" {currency}")
    return {"minor": minor, "currency": currency}


def _date(_: Bounds, value: object, about: str) -> str:
    try:
        return _DAY.validate_python(value.strip() if isinstance(value, str) else value).isoformat()
    except ValidationError as cause:
        raise Invalid.field(about, f"{_short(value)} is no day", "write it like 2026-06-30") from cause


def _boolean(_: Bounds, value: object, about: str) -> bool:
    if isinstance(value, bool):
        return value
    if (truth := _TRUTHS.get(str(value).strip().lower())) is None:
        raise Invalid.field(about, f"{_short(value)} is neither yes nor no", "write one of them")
    return truth


def _choice(field: Bounds, value: object, about: str) -> str:
    known = {option.casefold(): option for option in field.options}
    if not isinstance(value, str | int | float) or (option := known.get(str(value).strip().casefold())) is None:
        raise Invalid.field(about, f"{_short(value)} is no option", f"name one of: {', '.join(field.options)}")
    return option


def _many(field: Bounds, value: object, about: str) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).split(",")
    return list(dict.fromkeys(_choice(field, part, about) for part in parts))


_READERS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.MANY: _many,
}


def _decimal(value: object, about: str, remedy: str) -> Decimal:
    try:
        number = Decimal(str(value).strip()) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > LARGEST_AMOUNT:
        raise Invalid.field(about, f"{_short(value)} is no number that is kept", remedy)
    return number


def _bounded(field: Bounds, number: Decimal, about: str, unit: str) -> None:
    if field.least is not None and number < field.least:
        raise Invalid.field(about, f"{number:f}{unit} is less than {field.least:f}", "name at least that")
    if field.most is not None and number > field.most:
        raise Invalid.field(about, f"{number:f}{unit} is more than {field.most:f}", "name at most that")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
