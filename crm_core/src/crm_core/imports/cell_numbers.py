"""Cells read as numbers, parts of a whole and amounts."""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from crm_core.currencies import is_currency
from crm_core.imports.cells import CellUnreadable, text_of
from crm_core.imports.numerals import Mark, read_number
from crm_core.imports.tables import Cell

SIGNS: Mapping[str, str | None] = {"R$": "BRL", "US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "$": None, "¥": None}
"""Before or behind an amount; None where several currencies are written so."""
_CODE = re.compile(r"(?:^([A-Z]{3})\b|\b([A-Z]{3})$)", re.ASCII)


class AmountRead(NamedTuple):
    """In major units, with the currency that stands in the cell."""

    number: Decimal
    currency: str | None


def number_in(mark: Mark, cell: Cell) -> Decimal:
    """A binary fraction is read to six digits, since it is not exact."""
    if isinstance(cell, bool):
        raise CellUnreadable.because("it is no number", "map another column")
    if isinstance(cell, float | Decimal) and not isfinite(cell):
        raise CellUnreadable.because("it is no finite number", "correct the cell, or leave it empty")
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(round(cell, 6)))
    if (number := read_number(text := text_of(cell), mark)) is None:
        other: Mark = "," if mark == "." else "."
        elsewise = read_number(text, other) is not None
        remedy = (
            f'is it decimal = "{other}"?'
            if elsewise
            else f'write digits, like 1054{mark}5; or values = {{ "..." = "" }}'
        )
        raise CellUnreadable.because("it is no number", remedy)
    return number


def whole_in(mark: Mark, cell: Cell) -> int:
    number = number_in(mark, cell)
    if number != number.to_integral_value():
        raise CellUnreadable.because("it is no whole number", "leave its fraction out")
    return int(number)


def basis_points_in(mark: Mark, cell: Cell) -> int:
    points = number_in(mark, text_of(cell).rstrip("% ") if isinstance(cell, str) else cell) * 100
    if points != points.to_integral_value():
        raise CellUnreadable.because("it is finer than a hundredth of a percent", "round it")
    return int(points)


def amount_in(mark: Mark, cell: Cell) -> AmountRead:
    if not isinstance(cell, str):
        return AmountRead(number_in(mark, cell), None)
    if (number := read_number(text := cell.strip(), mark)) is not None:
        return AmountRead(number, None)
    for sign, code in SIGNS.items():
        if text.removeprefix("-").startswith(sign) or text.endswith(sign):
            return AmountRead(number_in(mark, text.replace(sign, "", 1).strip()), code)
    if (found := _CODE.search(text)) is not None and is_currency(found[0]):
        return AmountRead(number_in(mark, text.replace(found[0], "", 1).strip()), found[0])
    return AmountRead(number_in(mark, text), None)
