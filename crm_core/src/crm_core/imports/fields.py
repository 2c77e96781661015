"""The fields that columns can be mapped to, derived from the class of each kind of row."""

import types
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import AwareDatetime, StringConstraints
from pydantic.fields import FieldInfo

from crm_core.imports.records import RECORDS, ImportKind, Refers
from crm_core.money import OfIso4217
from crm_core.vocabulary import TEXT_LENGTH, AKey, AnAddress, APerson, ManyLines

ATTRIBUTES, CUSTOM = "attributes", "custom"
OPEN = (ATTRIBUTES, CUSTOM)
"""Fields that hold any names: ``attributes.region``, ``custom.region``."""


class Shape(StrEnum):
    """What the cells of a field are read as."""

    TEXT = "text"
    LINES = "lines"
    EXTERNAL_ID = "external_id"
    PERSON = "person"
    REFERENCE = "reference"
    KEY = "key"
    EMAIL = "email"
    STAGE = "stage"
    AMOUNT = "amount"
    CURRENCY = "currency"
    PERCENT = "percent"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    SEVERAL = "several"
    ATTRIBUTE = "attribute"
    CUSTOM = "custom"


NUMERIC = frozenset({Shape.AMOUNT, Shape.PERCENT, Shape.WHOLE, Shape.DECIMAL})
DATED = frozenset({Shape.DAY, Shape.MOMENT})


class ImportField(NamedTuple):
    """``name`` is the word of mappings and files, ``target`` the field of the record that it fills."""

    name: str
    target: str
    shape: Shape
    description: str = ""
    required: bool = False
    choices: type[Enum] | None = None
    refers: Refers | None = None
    limit: int = TEXT_LENGTH


RENAMED: Mapping[str, str] = {
    "estimated_value_minor": "value",
    "currency_code": "currency",
    "discount_basis_points": "discount",
    "margin_basis_points": "margin",
    "tax_basis_points": "tax_rate",
}
"""Other fields are called as they are, an amount without its unit: ``value_minor`` is ``value``."""

ALSO: Mapping[str, str] = {
    "type": "activity_type",
    "due": "due_date",
    "close_date": "expected_close_date",
    "campaign": "campaign_id",
}
"""Words of the command line that are taken for a field of a longer name."""


@cache
def fields_of(kind: ImportKind) -> Mapping[str, ImportField]:
    """The fields of that kind by their names, in the order of the record; not attributes and custom fields."""
    found = (_field(name, info) for name, info in RECORDS[kind].model_fields.items() if name not in OPEN)
    return {field.name: field for field in found}


def field_of(kind: ImportKind, name: str) -> ImportField | None:
    """The field with that name, None when there is none."""
    known = fields_of(kind)
    opened, _, inner = name.partition(".")
    if opened in OPEN and inner and opened in RECORDS[kind].model_fields:
        return ImportField(name, opened, Shape.ATTRIBUTE if opened == ATTRIBUTES else Shape.CUSTOM)
    return known.get(name) or known.get(ALSO.get(name, ""))


def has_open(kind: ImportKind, opened: str) -> bool:
    """Whether rows of that kind have attributes, or custom fields."""
    return opened in RECORDS[kind].model_fields


def did_you_mean(word: str, known: "list[str]") -> str:
    """What to do about a word that is none of the known ones."""
    near = get_close_matches(word, known, 1, 0.6)
    return f"did you mean {near[0]}?" if near else f"use one of: {', '.join(known)}"


def _field(target: str, info: FieldInfo) -> ImportField:
    name = RENAMED.get(target) or target.removesuffix("_minor")
    marks = [*info.metadata, *_marks(info.annotation)]
    kind = _plain(info.annotation)
    lengths = [each.max_length for each in marks if isinstance(each, StringConstraints) and each.max_length]
    return ImportField(
        name,
        target,
        _shape(target, kind, marks),
        info.description or "",
        info.is_required(),
        next((each for each in (kind, *get_args(kind)) if isinstance(each, type) and issubclass(each, Enum)), None),
        next((each for each in marks if isinstance(each, Refers)), None),
        min(lengths, default=TEXT_LENGTH),
    )


def _shape(target: str, kind: Any, marks: "list[Any]") -> Shape:
    if (named := next((shape for end, shape in _BY_NAME if target.endswith(end)), None)) is not None:
        return named
    if any(isinstance(each, Refers) for each in marks):
        return Shape.REFERENCE
    if get_origin(kind) in {tuple, frozenset, list}:
        return Shape.SEVERAL
    marked = (shape for mark, shape in _BY_MARK if mark in marks)
    usual = Shape.CHOICE if isinstance(kind, type) and issubclass(kind, Enum) else _BY_TYPE.get(kind, Shape.TEXT)
    return next(marked, usual)


def _plain(annotation: Any) -> Any:
    """Without None and without what is said about it."""
    while (origin := get_origin(annotation)) in {Annotated, Union, types.UnionType}:
        parts = get_args(annotation)
        annotation = parts[0] if origin is Annotated else next(each for each in parts if each is not type(None))
    return annotation


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        if get_origin(annotation) in {Annotated, Union, types.UnionType}:
            yield from _marks(part)


_BY_NAME = (
    ("external_id", Shape.EXTERNAL_ID),
    ("order", Shape.EXTERNAL_ID),
    ("stage", Shape.STAGE),
    ("_minor", Shape.AMOUNT),
    ("_basis_points", Shape.PERCENT),
)
_BY_MARK: tuple[tuple[Any, Shape], ...] = (
    (APerson, Shape.PERSON),
    (OfIso4217, Shape.CURRENCY),
    (AnAddress, Shape.EMAIL),
    (AKey, Shape.KEY),
    (ManyLines, Shape.LINES),
)
_BY_TYPE: Mapping[Any, Shape] = {
    bool: Shape.YES_NO,
    int: Shape.WHOLE,
    Decimal: Shape.DECIMAL,
    date: Shape.DAY,
    AwareDatetime: Shape.MOMENT,
}
