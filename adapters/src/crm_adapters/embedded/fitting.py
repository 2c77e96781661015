"""Cleans and cuts the texts of a row for an answer, since another program may have written it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH, TEXT_LENGTH


def fitting(row: Mapping[str, Any] | RowMapping, *lines: str, texts: tuple[str, ...] = ()) -> dict[str, Any]:
    """The row with these fields cut to a line, and ``texts`` to a text of many lines."""
    values = dict(row)
    for field in lines:
        if (line := values[field]) is not None:
            values[field] = fit(str(line), LINE_LENGTH)
    for field in texts:
        if (text := values[field]) is not None:
            values[field] = fit(str(text), TEXT_LENGTH, lines=True)
    return values
