"""Every value that comes in has bounds, and each column holds what its type allows."""

import importlib
import pkgutil
import typing
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import AwareDatetime, NaiveDatetime, StringConstraints
from sqlalchemy import BigInteger, Column, Integer, String, Table

import crm_core
import crm_operations
from crm_adapters.storage.entities.journeys import journey_steps
from crm_adapters.storage.entities.pipelines import pipeline_stages
from crm_adapters.storage.entities.scoring_models import scoring_models, scoring_rules, scoring_weights
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_core.journeys import JourneyStep
from crm_core.leads import ScoringModel, ScoringRule, ScoringWeight
from crm_core.money import Money
from crm_core.pipelines import PipelineStage
from crm_core.values import Value

BARE = {str, int, float, Decimal, date, datetime, AwareDatetime, NaiveDatetime, Money}

TABLES: list[tuple[type[Value], Table]] = [
    *((store.mapping.entity, store.table) for store in ENTITY_STORES),
    (PipelineStage, pipeline_stages),
    (JourneyStep, journey_steps),
    (ScoringModel, scoring_models),
    (ScoringWeight, scoring_weights),
    (ScoringRule, scoring_rules),
]


def test_no_field_is_of_a_type_without_bounds() -> None:
    found = [
        f"{value.__module__}.{value.__name__}.{name}: {hint}"
        for value in every_value()
        for name, hint in own_fields(value)
        if any(bare_types(hint))
    ]

    assert not found, "take a type of crm_core.vocabulary, money or values:\n" + "\n".join(found)


def test_a_number_that_has_a_lower_bound_has_an_upper_one() -> None:
    found = [
        f"{value.__module__}.{value.__name__}.{name}: {number}"
        for value in every_value()
        for name, hint in own_fields(value)
        for number in numbers_in(hint)
        if any(isinstance(each, Ge | Gt) for each in bounds_of(number))
        and not any(isinstance(each, Le | Lt) for each in bounds_of(number))
    ]

    assert not found, "say how large it may be:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "column",
    [
        pytest.param((value, name, table.c[name]), id=f"{table.name}.{name}")
        for value, table in TABLES
        for name in value.model_fields
        if name in table.c and isinstance(table.c[name].type, String | Integer)
    ],
)
def test_a_column_holds_what_its_type_allows(column: tuple[type[Value], str, Column[Any]]) -> None:
    value, name, stored = column
    hint = typing.get_type_hints(value, include_extras=True)[name]
    bounds = list(bounds_of(hint))

    if isinstance(stored.type, Integer):
        largest = 2**63 - 1 if isinstance(stored.type, BigInteger) else 2**31 - 1
        assert [each.le <= largest for each in bounds if isinstance(each, Le)] == [True]
    elif str in types_in(hint) and isinstance(stored.type, String):
        lengths = [each.max_length for each in bounds if isinstance(each, MaxLen)]
        assert lengths if stored.type.length is None else lengths == [stored.type.length]


def every_value() -> Iterator[type[Value]]:
    for package in (crm_core, crm_operations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".testing" not in module.name:
                importlib.import_module(module.name)
    ours = ("crm_core.", "crm_operations.")
    found = {
        value for value in below(Value) if value.__module__.startswith(ours) and ".testing" not in value.__module__
    }
    yield from sorted(found, key=lambda value: (value.__module__, value.__name__))


def below(value: type[Value]) -> Iterator[type[Value]]:
    for child in value.__subclasses__():
        yield child
        yield from below(child)


def own_fields(value: type[Value]) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(value, include_extras=True)
    return ((name, hints[name]) for name in value.model_fields if name in value.__annotations__)


def bare_types(hint: Any) -> Iterator[Any]:
    """Those a hint is made of, but not those that are annotated with a bound or a meaning."""
    if hint in BARE:
        yield hint
    elif get_origin(hint) is not Annotated:
        for part in get_args(hint):
            yield from bare_types(part)


def types_in(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from types_in(part)


def numbers_in(hint: Any) -> Iterator[Any]:
    return (each for each in types_in(hint) if get_origin(each) is Annotated and get_args(each)[0] in {int, float})


def bounds_of(hint: Any) -> Iterator[Any]:
    for note in getattr(hint, "__metadata__", ()):
        if isinstance(note, StringConstraints):
            yield from note
        else:
            yield from getattr(note, "metadata", (note,))
    for part in get_args(hint):
        yield from bounds_of(part)
