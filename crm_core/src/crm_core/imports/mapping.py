"""How the columns of a table become the fields of a kind: which, read how, and what may be overwritten."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from crm_core.currencies import is_currency
from crm_core.errors import Invalid
from crm_core.imports.fields import (
    DATED,
    NUMERIC,
    OPEN,
    ImportField,
    Shape,
    did_you_mean,
    field_of,
    fields_of,
    has_open,
)
from crm_core.imports.records import ImportKind
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import Name

CELL_LENGTH = 2_000

Heading = Annotated[str, StringConstraints(min_length=1, max_length=CELL_LENGTH), IMPERSONAL]
"""A column as its file writes it."""
CellText = Annotated[str, StringConstraints(max_length=CELL_LENGTH), IMPERSONAL]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=CELL_LENGTH), IMPERSONAL]

KEYS = ("external_id", "code", "id", "email", "phone", "name")
"""What existing rows may be found by, of the fields that a kind has."""
USUAL_KEYS = ("external_id", "code", "id")
"""Those that are the key where a mapping has none."""

PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
"""A column in a text template; doubled braces are braces."""

REJECT, INACTIVE = "reject", "inactive"


class Write(StrEnum):
    """What happens to a field that already has a value."""

    OVERWRITE = "overwrite"
    FILL = "fill"
    NEVER = "never"


class Empty(StrEnum):
    """What an empty cell does to a field of an existing row."""

    KEEP = "keep"
    CLEAR = "clear"


class Rest(StrEnum):
    """What becomes of a column that no field names."""

    DROP = "drop"
    ATTRIBUTE = "attribute"
    CUSTOM = "custom"


class MappingUnusable(Invalid):
    """A mapping that cannot be applied, with all that is wrong with it."""

    @classmethod
    def because_of(cls, problems: "list[str]") -> Self:
        """``problems`` name their keys and remedies, a line each."""
        return cls("{problems}", {"problems": "\n".join(problems)})

    @property
    def problems(self) -> list[str]:
        """A line each."""
        return str(self).splitlines()


class ColumnRule(Value):
    """Where the value of a field comes from, and how it is read.

    ``values`` replace cells before they are read, ``""`` an empty one; ``format`` is of strptime; ``decimal`` is the
    mark before the fraction, the other one groups thousands.
    """

    column: Heading | None = None
    text: CellText | None = None
    by: Name | None = None
    unknown: Name | None = None
    values: Mapping[CellText, CellText] = Field(default_factory=dict)
    format: Name | None = None
    decimal: Literal[".", ","] | None = None
    type: Literal["text", "number", "yes_no"] | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.column is None) == (self.text is None):
            raise ValueError('say either column = "..." or text = "..."')
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that it reads."""
        if self.column is not None:
            return (self.column,)
        return tuple(found[1] for found in PLACE.finditer(self.text or "") if found[1] is not None)


class FieldPolicy(Value):
    """What an import may do to a field of a row that exists."""

    write: Write = Write.OVERWRITE
    empty: Empty = Empty.KEEP


class TableMapping(Value):
    """The mapping of one table. ``only`` takes the rows whose columns hold one of these texts and skips the others.

    ``guarded`` tells readers of files that an export put an apostrophe before what looks like a formula.
    """

    kind: ImportKind
    file: CellText = ""
    system: Name | None = None
    key: tuple[FieldName, ...] | None = None
    zone: Name | None = None
    currency: Name | None = None
    columns: Mapping[FieldName, ColumnRule] = Field(default_factory=dict)
    policy: Mapping[FieldName, FieldPolicy] = Field(default_factory=dict)
    rest: Mapping[Heading, Rest] = Field(default_factory=dict)
    only: Mapping[Heading, tuple[CellText, ...]] = Field(default_factory=dict)
    guarded: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that existing rows are found by, in order; none: each row is a new one."""
        if self.key is not None:
            return self.key
        return tuple(each for each in USUAL_KEYS if each in self.columns)

    @property
    def used(self) -> frozenset[str]:
        """The columns of the table that are read."""
        return frozenset(column for rule in self.columns.values() for column in rule.columns) | self.only.keys()

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal, the same for two mappings that do the same."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def policy_of(self, name: str) -> FieldPolicy:
        """That of the field, else the one of ``*``, else overwrite and keep."""
        return self.policy.get(name) or self.policy.get("*") or FieldPolicy()

    def rest_of(self, column: str) -> Rest | None:
        """What becomes of a column that no field names; None when nobody decided."""
        return self.rest.get(column) or self.rest.get("*")

    def problems(self) -> Iterator[str]:
        """What is wrong with it, each with its key and the remedy; nothing of a file is needed to tell."""
        yield from self._general()
        for name, rule in self.columns.items():
            if (field := field_of(self.kind, name)) is None:
                yield f"columns.{name}: a {_words(self.kind)} has no such field; {did_you_mean(name, self._names)}"
            else:
                yield from _misfits(field, rule)
        for name, field in fields_of(self.kind).items():
            if field.required and name not in self.columns:
                yield f'columns.{name}: a {_words(self.kind)} needs it; add {name} = "..." with its column'
        for name in self.policy:
            # One policy may stand in the mappings of several kinds.
            if name != "*" and not any(field_of(kind, name) for kind in ImportKind):
                yield f"policy.{name}: a {_words(self.kind)} has no such field; {did_you_mean(name, self._names)}"

    @property
    def _names(self) -> list[str]:
        opened = [f"{each}.NAME" for each in OPEN if has_open(self.kind, each)]
        return [*fields_of(self.kind), *opened]

    def _general(self) -> Iterator[str]:
        if self.zone is not None and not _is_zone(self.zone):
            yield f"zone: there is no time zone {self.zone!r}; use an IANA name such as Europe/Berlin"
        if self.currency is not None and not is_currency(self.currency):
            yield f"currency: {self.currency!r} is no currency; use an ISO 4217 code such as EUR"
        usable = [name for name in KEYS if name in fields_of(self.kind)]
        for name in self.key or ():
            if name not in usable:
                yield f"key: rows of a {_words(self.kind)} are not found by {name!r}; {did_you_mean(name, usable)}"
            elif name not in self.columns:
                yield f"key: {name} has no column; add it to [columns]"
        for column, rest in self.rest.items():
            if rest is not Rest.DROP and not has_open(self.kind, _OPENED[rest]):
                yield f'rest.{column}: a {_words(self.kind)} has no {_OPENED[rest]}; use "drop"'


class ImportMapping(Value):
    """The mappings of all tables of an import, in the order they are written."""

    tables: tuple[TableMapping, ...]

    def of(self, file: str) -> tuple[TableMapping, ...]:
        """Those for that file; one that names none is for any."""
        return tuple(table for table in self.tables if table.file in {"", file})


_OPENED: Mapping[Rest, str] = {Rest.ATTRIBUTE: "attributes", Rest.CUSTOM: "custom"}


def _words(kind: ImportKind) -> str:
    return kind.replace("_", " ")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _misfits(field: ImportField, rule: ColumnRule) -> Iterator[str]:
    """Details that have no meaning for the field."""
    key = f"columns.{field.name}"
    if rule.by is not None and (field.refers is None or rule.by not in field.refers.by):
        ways = ", ".join(field.refers.by) if field.refers else ""
        yield f"{key}.by: {rule.by!r} does not name one; " + (f"use one of: {ways}" if ways else "leave it out")
    if rule.unknown is not None and field.shape is not Shape.PERSON:
        yield f"{key}.unknown: it names no person; leave it out"
    is_open = field.shape is Shape.CUSTOM
    if rule.format is not None and field.shape not in DATED and not is_open:
        yield f"{key}.format: it is no date; leave it out"
    is_number = field.shape in NUMERIC or field.shape is Shape.ATTRIBUTE or is_open
    if rule.decimal is not None and not is_number:
        yield f"{key}.decimal: it is no number; leave it out"
    if rule.type is not None and field.shape is not Shape.ATTRIBUTE:
        yield f"{key}.type: only an attribute may be of any type; leave it out"
