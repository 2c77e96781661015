"""Personal data: each field type, or the field itself, says whether it is personal.

Personal values can be removed later; the others stay, so that figures and numbers add up as before.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel


class Personal(NamedTuple):
    """Marks a type, or a field whose type leaves it open; the mark nearest to the field counts."""

    yes: bool


PERSONAL = Personal(True)
"""Personal: a name, an address, a text a person entered."""

IMPERSONAL = Personal(False)
"""Not personal: amounts, moments, ids, keys, what a tenant configures, which user acted."""


def personal_fields(of: type[BaseModel]) -> Mapping[str, bool | None]:
    """By dotted path, nested fields included: whether the field is personal, None where it is not marked."""
    return dict(_fields(of, ""))


def _fields(of: type[BaseModel], before: str) -> Iterator[tuple[str, bool | None]]:
    for name, field in of.model_fields.items():
        mark = _last_mark(field.metadata)
        if mark is not None:
            yield before + name, mark.yes
        else:
            yield from _judged(field.annotation, before + name)


def _judged(annotation: Any, path: str) -> Iterator[tuple[str, bool | None]]:
    leaves = list(_leaves(annotation))
    for nested in (leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, BaseModel)):
        yield from _fields(nested, f"{path}.")
    marks = {leaf if isinstance(leaf, bool) else None for leaf in leaves if isinstance(leaf, bool | NoneType)}
    if marks:
        yield path, None if None in marks else True in marks


def _leaves(annotation: Any) -> Iterator[bool | type[BaseModel] | None]:
    """For each part of a type: its mark, the value it nests, or None without either."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        mark = _last_mark(metadata)
        yield from _leaves(inner) if mark is None else (mark.yes,)
    elif get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            if part is not NoneType:
                yield from _leaves(part)
    elif arguments := [part for part in get_args(annotation) if part is not ...]:
        for part in arguments:
            yield from _leaves(part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif isinstance(annotation, type) and (annotation is bool or issubclass(annotation, Enum)):
        yield False
    else:
        yield None


def _last_mark(metadata: list[Any]) -> Personal | None:
    return next((each for each in reversed(metadata) if isinstance(each, Personal)), None)
