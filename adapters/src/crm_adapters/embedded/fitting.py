"""Cleans and cuts the texts of a row for an answer, since another program may have written it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from crm_adapters.storage import CorruptValue
from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH, TEXT_LENGTH


def fitting(
    row: Mapping[str, Any] | RowMapping, *lines: str, texts: tuple[str, ...] = (), numbers: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The row with these fields cut to a line, and ``texts`` to a text of many lines.

    Raises CorruptValue for one of ``numbers`` that is no whole number, since SQLite stores any value in any column.
    """
    values = dict(row)
    for field in numbers:
        if not isinstance(values[field], int):
            raise CorruptValue.because_it_is_no(f"whole number as {field}")
    for field in lines:
        if (line := values[field]) is not None:
            values[field] = fit(str(line), LINE_LENGTH)
    for field in texts:
        if (text := values[field]) is not None:
            values[field] = fit(str(text), TEXT_LENGTH, lines=True)
    return values
