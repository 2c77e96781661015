"""What is kept or told says of each field whether it tells of a person, so that it can be forgotten."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Annotated

import pytest

import crm_core
import crm_operations
from crm_adapters.wiring.rules import RULES
from crm_core.activities import Activity
from crm_core.entities import Entity
from crm_core.events import DomainEvent
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.personal import IMPERSONAL, PERSONAL, personal_fields
from crm_core.values import Value
from crm_core.vocabulary import Email, FreeText, Id, ShortText
from crm_operations.providers import Message, Notice


def kept_or_told() -> list[type[Value]]:
    for package in (crm_core, crm_operations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return [*below(Entity), *below(DomainEvent), Message, Notice, *(rule.case for rule in RULES)]


def below(kind: type[Value]) -> Iterator[type[Value]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("crm_"):
            yield child
        yield from below(child)


@pytest.mark.parametrize("kind", kept_or_told(), ids=lambda kind: kind.__name__)
def test_every_field_says_whether_it_is_personal(kind: type[Value]) -> None:
    open_fields = [path for path, is_personal in personal_fields(kind).items() if is_personal is None]

    assert open_fields == [], f"take FreeText, or mark it PERSONAL or IMPERSONAL of crm_core.personal: {open_fields}"


@pytest.mark.parametrize(
    ("kind", "personal"),
    [
        (
            Lead,
            {
                *("external_id", "name", "company", "email", "phone"),
                *("attributes", "custom", "disqualification_reason", "notes"),
            },
        ),
        (
            Opportunity,
            {
                *("external_id", "name", "description", "lost_reason", "non_standard_clauses", "notes"),
                *("attributes", "custom"),
                *("forecast_override.reason", "rules_passed.reason"),
            },
        ),
        (Activity, {"external_id", "subject", "description", "answers.comment", "attributes", "custom"}),
        (Notice, {"message.title", "message.body", "message.reason"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_personal(kind: type[Value], personal: set[str]) -> None:
    assert {path for path, is_personal in personal_fields(kind).items() if is_personal} == personal


def test_the_mark_nearest_to_the_field_counts_and_silence_is_told() -> None:
    class Part(Value):
        id: Id
        note: FreeText | None = None

    class Whole(Value):
        part: Part
        parts: tuple[Part, ...] = ()
        address: Annotated[Email, IMPERSONAL]
        addresses: dict[Id, Email]
        name: Annotated[ShortText, PERSONAL] | None
        is_open: bool
        title: ShortText | Id

    assert personal_fields(Whole) == {
        "part.id": False,
        "part.note": True,
        "parts.id": False,
        "parts.note": True,
        "address": False,
        "addresses": True,
        "name": True,
        "is_open": False,
        "title": None,
    }
