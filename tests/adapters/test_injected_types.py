"""What the containers inject is what a constructor asks for, which the injector itself does not look at."""

import builtins
import inspect
import sys
from collections import abc
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import grimp
import pytest
from dependency_injector import containers, providers
from typing_extensions import get_protocol_members, is_protocol

from crm_adapters.wiring import Crm, open_crm
from crm_adapters.wiring.application import Application
from crm_adapters.wiring.by_name import ByName
from crm_adapters.wiring.copied import copied
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_core.clock import Clock

MAKING = (providers.Singleton, providers.Factory, providers.Callable)
JOINED = providers.DependenciesContainer


@pytest.fixture
def crm(migrated_file: str) -> Iterator[Crm]:
    with open_crm(migrated_file) as crm:
        yield crm


def test_every_injected_value_is_what_the_constructor_asks_for(crm: Crm) -> None:
    assert len(list(_injected(crm.container))) > 150

    assert _misfits(crm.container) == []


@pytest.mark.parametrize(
    ("container", "provider", "first", "second"),
    [
        ("coordinators", "leads", 2, 3),  # clock, new_id
        ("coordinators", "leads", 1, 3),  # settings_for, new_id: both are called
        ("coordinators", "deals", 1, 2),  # customers, people: two Protocols
        ("coordinators", "closing", 1, 2),  # won, lost: two workflows
        ("workflows", "in_process", 0, 1),
        ("partners", "orders", 2, 3),
    ],
)
def test_two_arguments_that_are_swapped_are_found(
    crm: Crm, container: str, provider: str, first: int, second: int
) -> None:
    making: Any = getattr(getattr(crm.container, container), provider)
    arguments = list(making.args)
    arguments[first], arguments[second] = arguments[second], arguments[first]
    making.set_args(*arguments)

    assert len(_misfits(crm.container)) == 2


def test_a_parameter_nobody_provides_is_refused_where_it_is_declared() -> None:
    class Shelf:
        def __init__(self, clock: Clock, books: object, size: int = 3) -> None: ...

    singleton = ByName((Infrastructure, providers.DependenciesContainer()))

    assert len(singleton(Shelf, books=providers.Object(())).args) == 2
    with pytest.raises(TypeError, match="Shelf asks for 'books', which no container provides"):
        singleton(Shelf)
    with pytest.raises(TypeError, match="'pages'"):
        singleton(Shelf, books=providers.Object(()), pages=providers.Object(7))


def test_an_application_has_every_provider_that_is_declared_and_shares_none() -> None:
    one, other = Application(), Application()
    parts: dict[str, Any] = Application.providers
    for name, part in parts.items():
        declared = {each for each, what in part.container.providers.items() if type(what) is not JOINED}

        assert declared == set(getattr(one, name).providers) == set(getattr(other, name).providers)
    assert not {*map(id, one.traverse())} & {*map(id, other.traverse())}


def test_a_kind_of_provider_that_cannot_be_copied_is_named() -> None:
    class Part(containers.DeclarativeContainer):
        here = providers.ThreadLocalSingleton(object)

    class Whole(containers.DeclarativeContainer):
        part = providers.Container(Part)

    with pytest.raises(TypeError, match="a ThreadLocalSingleton cannot be copied"):
        copied(Whole)


def test_no_module_of_wiring_imports_another_in_a_circle() -> None:
    graph = grimp.build_graph("crm_adapters")
    modules = [module for module in graph.modules if module.startswith("crm_adapters.wiring.")]

    circles = [
        chain
        for module in modules
        for imported in graph.find_modules_directly_imported_by(module)
        if imported in modules and (chain := graph.find_shortest_chain(imported, module)) is not None
    ]
    assert circles == []
    assert not any("crm_adapters.wiring" in graph.find_modules_directly_imported_by(module) for module in modules), (
        "its door imports them"
    )


def _misfits(container: Application) -> list[str]:
    return [
        f"{made}({name}): {annotation} was asked for, and a {type(value).__name__} is injected"
        for made, name, annotation, value in _injected(container)
        if not _fits(value, annotation)
    ]


def _injected(container: Application) -> Iterator[tuple[str, str, Any, Any]]:
    """What is made, the argument, its annotation, and what it is given."""
    found: Iterator[Any] = container.traverse(types=list(MAKING))
    for provider in found:
        made = provider.provides
        signature = inspect.signature(made)
        bound = signature.bind(
            *(_value(each) for each in provider.args), **{name: _value(each) for name, each in provider.kwargs.items()}
        )
        annotations = _annotations(made, signature)
        for name, value in bound.arguments.items():
            if name == "self":  # of a method that makes something
                continue
            yield made.__qualname__, name, annotations[name], value


def _annotations(made: Any, signature: inspect.Signature) -> dict[str, Any]:
    def holder() -> None: ...

    holder.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    return get_type_hints(holder, localns=_Names({**vars(builtins), **vars(sys.modules[made.__module__])}))


class _Names(dict[str, Any]):
    """Those of a module; what it imports for types alone, since it comes with an extra, is anything."""

    def __missing__(self, name: str) -> Any:
        return Any


def _value(injection: Any) -> Any:
    return injection() if isinstance(injection, providers.Provider) else injection


def _fits(value: Any, annotation: Any) -> bool:
    """As far as a running program tells: by class, by the members of a Protocol, by what a callable takes."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation is Any or isinstance(annotation, TypeVar):
        return True
    if origin in {Union, UnionType, Annotated}:
        return any(_fits(value, part) for part in (parts[:1] if origin is Annotated else parts))
    if origin is abc.Callable:
        return callable(value) and _takes(value, parts[0])
    asked = origin or annotation
    if is_protocol(asked):
        return all(hasattr(value, member) for member in get_protocol_members(asked))
    return isinstance(value, asked)


def _takes(function: Callable[..., Any], arguments: Any) -> bool:
    if arguments is Ellipsis:
        return True
    if isinstance(function, providers.Provider):  # which is given everything itself
        return not arguments
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    return True
