"""Commands of a story written as the Python calls they are."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic import BaseModel

from crm_core.actor import Actor

LONGEST = 120
"""Characters of a text; what is longer says its length."""


def python_call(operation: str, actor: Actor, arguments: Mapping[str, Any]) -> str:
    """``crm.leads.get(kim_of_north, lead_id='...')``."""
    named = (f"{name}={python_value(value)}" for name, value in arguments.items())
    return f"crm.{operation}({', '.join([name_of(actor), *named])})"


def name_of(actor: Actor) -> str:
    return f"{actor.user_id}_of_{actor.tenant_id.partition('-')[0]}"


def python_value(value: object) -> str:  # noqa: PLR0911  one line a shape
    """Models with the fields that were set, and nothing else."""
    match value:
        case BaseModel():
            fields = (f"{name}={python_value(getattr(value, name))}" for name in value.model_fields_set)
            return f"{type(value).__name__}({', '.join(sorted(fields))})"
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case str() if len(value) > LONGEST:
            return f"{value[:8]!a} * {len(value) // 8}"
        case str():
            return ascii(value)
        case tuple():
            return f"({', '.join(map(python_value, value))}{',' if len(value) == 1 else ''})"
        case list() | set() | frozenset():
            return f"{type(value).__name__}([{', '.join(map(python_value, value))}])"
        case Mapping():
            return f"{{{', '.join(f'{key!a}: {python_value(each)}' for key, each in value.items())}}}"
    return ascii(value)[:LONGEST]


def outcome_of(answer: object) -> str:
    if isinstance(answer, str | bytes | int | None):
        return ascii(answer)[:60]
    if isinstance(answer, Sequence):
        return f"{len(answer)} of {', '.join(sorted({type(each).__name__ for each in answer})) or 'nothing'}"
    return type(answer).__name__
