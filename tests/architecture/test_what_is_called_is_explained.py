"""Whatever applications and integrators call says what its name does not, and which errors it raises."""

import builtins
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from coordinator_operations import Operation, operations_of

import crm_adapters
import crm_core
import crm_operations
from crm_adapters.wiring import CrmSettings, RunnerKind, open_crm
from crm_core.events import DomainEvent
from crm_core.stores import Filter
from crm_core.values import Value

SPEAKS_FOR_ITSELF = {
    "Stores": "each property names its store, which is explained at its own Protocol",
}
"""Protocols whose methods need no docstring, and why."""

RAISES = re.compile(r"\b[Rr]aises (?:also )?([^.]*)")
CLASS_NAME = re.compile(r"(?<![\w.`])[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")
MANY = 60


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Operation]]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('explained')) / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE)) as crm:
        yield operations_of(crm, "processes")


def test_every_operation_says_what_it_raises(operations: Mapping[str, Operation]) -> None:
    assert len(operations) > MANY
    assert [name for name, operation in operations.items() if not _doc(operation.method)] == []
    assert [
        name
        for name, operation in operations.items()
        if _may_refuse(operation) and not RAISES.search(_doc(operation.method) + _doc(_owner_of(operation.method)))
    ] == []


def test_every_request_is_explained(operations: Mapping[str, Operation]) -> None:
    requests = {
        each
        for operation in operations.values()
        for hint in operation.arguments.values()
        for each in _values_in(hint)
        if not issubclass(each, Filter)  # its fields are options, each with a description
    }

    assert len(requests) > 20
    assert sorted(request.__name__ for request in requests if not _doc(request)) == []


def test_every_event_is_explained() -> None:
    events = [each for each in _classes() if issubclass(each, DomainEvent) and each is not DomainEvent]

    assert len(events) > 15
    assert sorted(event.__name__ for event in events if not _doc(event)) == []


def test_every_method_of_a_protocol_is_explained() -> None:
    protocols = [each for each in _classes() if _is_protocol(each) and each.__name__ not in SPEAKS_FOR_ITSELF]
    silent = [f"{protocol.__name__}.{name}" for protocol in protocols for name, doc in _methods_of(protocol) if not doc]

    assert len(protocols) > 30
    assert sorted(silent) == []


def test_every_error_that_is_announced_exists() -> None:
    """A docstring that names an error of another name misleads whoever catches it."""
    known = set(vars(builtins)) | {
        name for module in _modules() for name, each in list(vars(module).items()) if inspect.isclass(each)
    }
    unknown = {
        f"{module.__name__}: {name}"
        for module in _modules()
        for sentence in RAISES.findall(inspect.getsource(module).replace("\n", " "))
        for name in CLASS_NAME.findall(sentence)
        if name not in known
    }

    assert sorted(unknown) == []


def _may_refuse(operation: Operation) -> bool:
    """Whether its declaration asks for a permission in some case."""
    declaration = operation.declaration
    return declaration is None or bool(declaration.required or declaration.further)


def _owner_of(method: Any) -> type:
    """Its coordinator, which says once what each of its methods raises."""
    return type(method.__self__)


def _values_in(hint: Any) -> Iterator[type[Value]]:
    if inspect.isclass(hint) and issubclass(hint, Value):
        yield hint
    for part in get_args(hint):
        if not isinstance(part, list):
            yield from _values_in(part)


def _methods_of(protocol: type) -> Iterator[tuple[str, str]]:
    for name, member in vars(protocol).items():
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
            yield name, member.__doc__ or ""


def _is_protocol(each: type) -> bool:
    return bool(getattr(each, "_is_protocol", False))


def _doc(each: Any) -> str:
    return (vars(each).get("__doc__") if inspect.isclass(each) else each.__doc__) or ""


def _classes() -> list[type]:
    """Those of the domain and of the operations, each where it is defined."""
    return [
        each
        for module in _modules()
        if not module.__name__.startswith("crm_adapters") and ".testing" not in module.__name__
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__
    ]


@cache
def _modules() -> list[Any]:
    return [
        importlib.import_module(found.name)
        for package in (crm_core, crm_operations, crm_adapters)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "migrations" not in found.name and not found.name.endswith("__main__")
    ]
