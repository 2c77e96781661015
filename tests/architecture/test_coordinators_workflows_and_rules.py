"""Whatever coordinates, runs, judges or provides context is handed what it needs, keeps it, and is tested as a unit.

The classes are found in the packages, so one to come is held to the same without being named.
"""

import ast
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import crm_operations.testing
from crm_adapters.wiring.application import Application
from crm_adapters.wiring.rules import RULES
from crm_core.values import Value
from crm_operations.operation import declaration_of
from crm_operations.records import AnyRule, Rule

TESTS = Path(__file__).parents[1]
PACKAGES = ("crm_core", "crm_operations")
A_WORKFLOW_HAS = ("name", "process", "command", "answers", "run")


class Found(NamedTuple):
    coordinators: frozenset[type]
    workflows: frozenset[type]
    rules: frozenset[type]
    """Classes; the registered functions are in ``RULES``."""
    providers: frozenset[type]
    """That gather what others decide by; those of other systems are Protocols."""


# --- constructor injection, and nothing changes afterwards ------------------------------------------------------------


@pytest.mark.requirement("ARC-CRMOP-0005")
def test_coordinators_are_handed_what_they_need_and_keep_it() -> None:
    assert len(found().coordinators) > 30

    assert _faults_of(found().coordinators) == []


@pytest.mark.requirement("ARC-CRMOP-0006")
def test_workflows_are_handed_what_they_need_and_keep_it() -> None:
    assert len(found().workflows) > 10

    assert _faults_of(found().workflows) == []


@pytest.mark.requirement("ARC-CRMOP-0007")
def test_rules_are_handed_what_they_need_and_keep_it() -> None:
    assert {"LeadQualificationRule", "OpportunityApprovalRule", "SLABreachRule"} <= {
        rule.__name__ for rule in found().rules
    }

    assert _faults_of(found().rules, injected=False) == []
    for rule in RULES:
        with pytest.raises(FrozenInstanceError):
            rule.version = 0  # type: ignore[misc]


def test_what_provides_context_is_handed_what_it_needs_and_keeps_it() -> None:
    assert {"LeadContextProvider", "OpportunityContextProvider"} <= {each.__name__ for each in found().providers}

    assert _faults_of(found().providers) == []


class KeepsNothing:
    shared: list[int] = []  # noqa: RUF012  the fault that is looked for

    def __init__(self, clock: object) -> None:
        self.clock = clock
        self.clock = None

    def work(self) -> None:
        self.last = 1
        self.last += 1
        setattr(self, "name", 2)  # noqa: B010  the fault that is looked for


class Sound:
    limit = 3

    def __init__(self, clock: object) -> None:
        self.clock = clock

    def work(self) -> object:
        last = [self.clock]
        last.append(self.limit)
        return last


def test_faults_are_found_where_there_are_some() -> None:
    assert _faults_of([Sound], injected=False) == []
    assert _faults_of([KeepsNothing], injected=False) == [
        "KeepsNothing.shared: a class has nothing that can be changed",
        "KeepsNothing.__init__ sets clock twice",
        "KeepsNothing.work sets last after the constructor",
        "KeepsNothing.work sets last after the constructor",
        "KeepsNothing.work reaches for its attributes past their names",
    ]
    assert _faults_of([Sound]) == ["Sound: no container hands it what it needs"]


# --- unit tests -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("TST-CRMOP-0091")
def test_every_operation_of_every_coordinator_has_a_unit_test() -> None:
    missing = [
        f"{each.__name__}.{name}"
        for each in found().coordinators
        for name, member in vars(each).items()
        if declaration_of(member) is not None and not _is_called(name)
    ]

    assert _untested(found().coordinators) == []
    assert sorted(missing) == [], "an operation is called by no test below tests/core and tests/operations"


@pytest.mark.requirement("TST-CRMOP-0092")
def test_every_workflow_has_a_unit_test() -> None:
    assert _untested(found().workflows) == []


@pytest.mark.requirement("TST-CRMOP-0093")
def test_every_rule_has_a_unit_test() -> None:
    assert _untested(found().rules) == []
    assert [rule.kind for rule in RULES if not any(_is_called(name) for name in _names_of(rule))] == []


@pytest.mark.requirement("TST-CRMOP-0094")
def test_whatever_provides_context_has_a_unit_test() -> None:
    assert _untested(found().providers) == []


# --- looking at the code ----------------------------------------------------------------------------------------------


@cache
def found() -> Found:
    classes = [
        value
        for package in PACKAGES
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
        if ".testing" not in module.name
        for value in vars(importlib.import_module(module.name)).values()
        if inspect.isclass(value) and value.__module__ == module.name and not getattr(value, "_is_protocol", False)
        if not issubclass(value, Value | BaseException | tuple) and not value.__name__.startswith("_")
    ]
    return Found(
        frozenset(
            each
            for each in classes
            if each.__name__.endswith("Coordinator") or any(declaration_of(member) for member in vars(each).values())
        ),
        frozenset(
            each
            for each in classes
            if each.__name__.endswith("Workflow") or all(hasattr(each, name) for name in A_WORKFLOW_HAS)
        ),
        frozenset(each for each in classes if each.__name__.endswith("Rule") and each is not Rule),
        frozenset(each for each in classes if each.__name__.endswith("Provider")),
    )


def _faults_of(kinds: Any, *, injected: bool = True) -> list[str]:
    return [
        fault
        for kind in sorted(kinds, key=lambda each: each.__name__)
        for fault in (*_faults_in(kind), *(_not_injected(kind) if injected else ()))
    ]


def _faults_in(kind: type) -> Iterator[str]:
    """What is set twice or later, or can be changed for all instances at once."""
    for name, value in vars(kind).items():
        if isinstance(value, list | dict | set) and not name.startswith("__"):
            yield f"{kind.__name__}.{name}: a class has nothing that can be changed"
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    for method in body.body:
        if isinstance(method, ast.FunctionDef):
            where = f"{kind.__name__}.{method.name}"
            names = list(_attributes_set(method))
            if method.name == "__init__":
                yield from (f"{where} sets {name} twice" for name in dict.fromkeys(names) if names.count(name) > 1)
            else:
                yield from (f"{where} sets {name} after the constructor" for name in names)
            if any(_reaches_past_names(node) for node in ast.walk(method)):
                yield f"{where} reaches for its attributes past their names"


def _attributes_set(method: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and _is_self(node.value):
            yield node.attr


def _reaches_past_names(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "__dict__" and _is_self(node.value)
    called = node.func if isinstance(node, ast.Call) else None
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return (
        isinstance(node, ast.Call)
        and name in {"setattr", "delattr", "__setattr__", "vars"}
        and any(_is_self(argument) for argument in node.args)
    )


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


@cache
def _provided() -> frozenset[object]:
    """What the containers make, each from what they hand it."""
    every: Any = Application()
    return frozenset(each.provides for each in every.traverse() if hasattr(each, "provides"))


def _not_injected(kind: type) -> Iterator[str]:
    if kind not in _provided():
        yield f"{kind.__name__}: no container hands it what it needs"


class Read(NamedTuple):
    names: frozenset[str]
    """That are imported or used."""
    attributes: frozenset[str]
    """That are asked of something, as the name of a method is that is called."""


@cache
def _unit_tests() -> tuple[Read, ...]:
    """Those of core and operations, which run on fakes, with the companies of fakes that they share."""
    folders = (TESTS / "core", TESTS / "operations", Path(crm_operations.testing.__file__).parent)
    return tuple(_read(file) for folder in folders for file in sorted(folder.rglob("*.py")))


def _read(file: Path) -> Read:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    names |= {alias.name for each in nodes if isinstance(each, ast.ImportFrom) for alias in each.names}
    return Read(frozenset(names), frozenset(each.attr for each in nodes if isinstance(each, ast.Attribute)))


def _is_called(name: str) -> bool:
    return any(name in file.attributes | file.names for file in _unit_tests())


def _names_of(rule: AnyRule) -> set[str]:
    """Of its function, and of itself in the module where that stands."""
    module = vars(sys.modules[rule.decide.__module__])
    return {rule.decide.__qualname__.split(".")[0], *(name for name, value in module.items() if value is rule)}


def _untested(kinds: frozenset[type]) -> list[str]:
    return sorted(kind.__name__ for kind in kinds if not any(kind.__name__ in file.names for file in _unit_tests()))
