"""What a file does not tell by itself: a question with its samples and possible answers."""

from enum import StrEnum

from crm_core.errors import Invalid
from crm_core.imports.mapping import ColumnRule, Rest, TableMapping
from crm_core.values import Value
from crm_core.vocabulary import AnyText


class About(StrEnum):
    """What a doubt is about."""

    FORMAT = "format"
    DECIMAL = "decimal"
    REST = "rest"


class Doubt(Value):
    """``field`` is empty for a column that no field names. Each of the ``choices`` is an answer."""

    about: About
    column: AnyText
    field: AnyText = ""
    question: AnyText
    samples: tuple[AnyText, ...] = ()
    choices: tuple[AnyText, ...]


def answered(mapping: TableMapping, doubt: Doubt, answer: str) -> TableMapping:
    """The mapping with the answer in it. Raises Invalid for one that is none of the choices."""
    if answer not in doubt.choices:
        raise Invalid.field(doubt.column, f"{answer!r} is no answer", f"use one of: {', '.join(doubt.choices)}")
    if doubt.about is About.REST:
        return mapping.model_copy(update={"rest": {**mapping.rest, doubt.column: Rest(answer)}})
    rule: ColumnRule = mapping.columns[doubt.field].model_copy(update={doubt.about.value: answer})
    return mapping.model_copy(update={"columns": {**mapping.columns, doubt.field: rule}})
