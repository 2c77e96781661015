"""How the fields of a value look, by their types: in a column of a table, and in a sheet about one."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from rich.console import RenderableType
from rich.table import Table

from crm_adapters.cli.shell.screen import NOTHING, amount, cut, facts, moment, plain, shown, state
from crm_adapters.cli.shell.session import Answer
from crm_adapters.cli.shell.wording import CURRENCY_FIELD, MINOR, is_choice, type_of
from crm_core.entities import Entity
from crm_core.identity import EntityRef
from crm_core.money import Money
from crm_core.values import Value

V = TypeVar("V", bound=Value)


class Column(NamedTuple, Generic[V]):
    title: str
    cell: Callable[[V, ZoneInfo], RenderableType]
    right: bool = False
    """For figures."""
    whole: bool = False
    """Never broken, so that it can be copied."""
    is_id: bool = False


def columns(kind: type[V], *named: str | tuple[str, str] | Column[V]) -> tuple[Column[V], ...]:
    """By the names of fields, with a title before it where the field is called otherwise; or columns of one's own.

    Raises TypeError for a field that is none.
    """
    return tuple(each if isinstance(each, Column) else _column(kind, each) for each in named)


def sheet_of(answer: Answer, zone: ZoneInfo) -> Table:
    """Every field that says something, those of every entity last. Raises TypeError for what has no fields."""
    if not isinstance(answer, Value):
        raise TypeError(f"{type(answer).__name__} has no fields: say how it is shown")
    last = Entity.model_fields if isinstance(answer, Entity) else {}
    names = sorted(type(answer).model_fields, key=lambda name: name in last)
    return facts((title_of(name), text_of(answer, name, zone)) for name in names if name not in _UNSAID)


def title_of(field: str) -> str:
    """``created_at`` is Created, ``owner_id`` Owner."""
    name = field.removeprefix("is_").removesuffix(MINOR).removesuffix("_at").removesuffix("_id")
    return name.replace("_", " ").capitalize()


def text_of(of: Value, field: str, zone: ZoneInfo) -> RenderableType:
    """A field's value as people read it; moments where the tenant lives, amounts in the currency beside them."""
    value: Any = getattr(of, field)
    if value is not None and field.endswith(MINOR):
        return amount(value, getattr(of, CURRENCY_FIELD))
    for kind, text in _TEXTS.items():
        if isinstance(value, kind):
            return text(value, zone)
    return plain(value)


def in_words(value: Value, zone: ZoneInfo) -> str:
    """In one line, each field that says something; of what explains itself, what it says."""
    if isinstance(value, EntityRef):
        return f"{plain(value.kind)} {plain(value.id)}"
    shown = ((title_of(name).lower(), str(text_of(value, name, zone))) for name in type(value).model_fields)
    return ", ".join(f"{name} {text}" for name, text in shown if text != NOTHING)


def _listed(values: Sequence[object], zone: ZoneInfo) -> str:
    """Values of several fields in a line each."""
    if not any(isinstance(each, Value) for each in values):
        return ", ".join(map(plain, values))
    return "\n".join(in_words(each, zone) if isinstance(each, Value) else plain(each) for each in values)


def is_name(field: str, its_type: Any) -> bool:
    """Text people write, which a narrow column may cut; ids, numbers and keys stay whole."""
    return its_type is str and not field.endswith(("_id", "_number")) and field not in {"id", "key", "number"}


_UNSAID = frozenset({CURRENCY_FIELD, "tenant_id", "version"})

_TEXTS: Mapping[type, Callable[[Any, ZoneInfo], RenderableType]] = {
    Enum: lambda value, _: state(str(value)),
    bool: lambda value, _: shown(value),
    int: lambda value, _: f"{value:,}",
    str: lambda value, _: plain(value),
    Money: lambda value, _: amount(value.minor, value.currency),
    datetime: moment,
    Value: in_words,
    Mapping: lambda value, _: ", ".join(f"{plain(name)}={shown(each)}" for name, each in value.items()) or NOTHING,
    Set: lambda value, _: ", ".join(sorted(plain(each) for each in value)) or NOTHING,
    Sequence: lambda value, zone: _listed(value, zone) or NOTHING,
}
"""The first that fits."""


def _column(kind: type[V], named: str | tuple[str, str]) -> Column[V]:
    title, field = (title_of(named), named) if isinstance(named, str) else named
    if field not in kind.model_fields:
        raise TypeError(f"{kind.__name__} has no field {field!r} to be a column")
    its_type = type_of(kind.model_fields[field])
    may_be_cut = is_name(field, its_type)

    def cell(entity: V, zone: ZoneInfo) -> RenderableType:
        text = text_of(entity, field, zone)
        return cut(text) if may_be_cut else text

    is_figure = its_type in {int, float, Money}
    is_whole = its_type in {str, date, datetime, AwareDatetime} or is_choice(its_type)
    return Column(title, cell, right=is_figure, whole=is_whole and not may_be_cut, is_id=field == "id")
