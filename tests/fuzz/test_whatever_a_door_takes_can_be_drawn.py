"""Every class of values that a public method takes, or a partner answers, can be drawn, or a story would break off."""

import inspect
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_type_hints

import pytest
from contents import WORDS
from coordinator_operations import operations_of
from pydantic import BaseModel

from crm_adapters.wiring import open_crm
from crm_core.leads import ScoringModel
from crm_core.testing import Drawing
from crm_operations.providers import CustomerProvider, OrderProvider, PeopleProvider, QuotationProvider

SEEDS = range(40)
PROVIDERS = (CustomerProvider, OrderProvider, PeopleProvider, QuotationProvider)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Sequence[type[BaseModel]]:
    with open_crm(f"sqlite:///{tmp_path_factory.mktemp('drawn') / 'crm.db'}") as crm:
        return sorted(
            {
                model
                for operation in operations_of(crm).values()
                for hint in operation.arguments.values()
                for model in models_in(hint)
            },
            key=lambda model: model.__name__,
        )


@pytest.mark.parametrize("known", [{}, WORDS], ids=["nothing known", "words of the stories"])
def test_whatever_a_public_method_takes_is_drawn(
    taken: Sequence[type[BaseModel]], known: Mapping[str, Sequence[Any]]
) -> None:
    assert ScoringModel in taken
    for model in taken:
        drawn = [Drawing(random.Random(seed), known).model(model) for seed in SEEDS]
        assert all(type(each) is model for each in drawn)


def test_whatever_a_partner_answers_is_drawn() -> None:
    for provider in PROVIDERS:
        for _, method in inspect.getmembers(provider, inspect.isfunction):
            for model in models_in(get_type_hints(method).get("return")):
                assert all(type(Drawing(random.Random(seed), WORDS).model(model)) is model for seed in SEEDS)


def test_a_model_whose_rule_relates_fields_is_drawn_in_its_variety() -> None:
    drawn = [Drawing(random.Random(seed), {}).model(ScoringModel) for seed in SEEDS]

    assert {len(model.rules) for model in drawn} >= {1, 2}
    assert any(model.weights for model in drawn)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The classes of an annotation, and those of their fields."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(annotation):
        yield from models_in(part)
