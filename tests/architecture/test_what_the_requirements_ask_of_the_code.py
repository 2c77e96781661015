"""What the requirements ask of the code itself: what it stands on, where its Protocols are, how it is written."""

import ast
import importlib
import inspect
import pkgutil
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol, get_type_hints

import grimp
import pytest

from crm_adapters.wiring import PartnerRole
from crm_core.errors import CrmError
from crm_operations import providers

ROOT = Path(__file__).parents[2]
SOURCES = {"crm_core": "crm_core/src", "crm_operations": "crm_operations/src", "crm_adapters": "adapters/src"}

MAY_IMPORT = {
    "crm_core": {"cel", "idna", "pydantic", "pydantic_core"},
    "crm_operations": {"crm_core", "pydantic", "pydantic_core", "structlog", "tenacity"},
}
"""Values, conditions and addresses below; logs and retries above: no framework of any kind."""

FRAMEWORKS = {"dbos", "dependency_injector", "fastapi", "sqlalchemy", "starlette", "typer"}


@pytest.mark.requirement("ARC-CRMOP-0001", "ARC-CRMOP-0002", "MAINT-001")
@pytest.mark.parametrize("package", MAY_IMPORT)
def test_domain_and_operations_stand_on_no_framework(package: str) -> None:
    imported = {name for module in modules_of(package) for name in imported_by(module)}

    assert imported - set(sys.stdlib_module_names) - {package} <= MAY_IMPORT[package]


@pytest.mark.requirement("MAINT-002")
def test_frameworks_are_met_in_adapters_alone() -> None:
    met = {
        (name, module.split(".")[0])
        for package in SOURCES
        for module in modules_of(package, testing_too=True)
        for name in imported_by(module) & FRAMEWORKS
    }

    assert {package for _, package in met} == {"crm_adapters"}
    assert {"dependency_injector", "sqlalchemy", "typer"} <= {name for name, _ in met}


@pytest.mark.requirement("ARC-CRMOP-0003")
def test_what_operations_ask_of_other_systems_is_declared_in_providers() -> None:
    declared = {name for name in providers.__all__ if is_protocol(getattr(providers, name))}
    elsewhere = {
        f"{module}.{name}"
        for module in modules_of("crm_operations")
        for name, value in vars(importlib.import_module(module)).items()
        if name.endswith("Provider") and is_protocol(value) and value.__module__ == module
        if not module.startswith("crm_operations.providers.")
    }

    assert elsewhere == set()
    assert {"AnalyticsProvider", "CustomerProvider", "NotificationProvider", "QuotationProvider"} <= declared
    assert len(declared) >= len(PartnerRole)


@pytest.mark.requirement("ARC-CRMOP-0008")
def test_every_function_says_its_types_and_the_checker_is_strict() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]

    assert mypy["strict"] is True
    assert set(SOURCES.values()) <= set(mypy["files"])
    assert [name for name, function in functions() if not is_typed(function)] == []


@pytest.mark.requirement("ARC-CRMOP-0010")
def test_every_error_derives_from_the_base_and_has_factories_that_name_their_facts() -> None:
    strangers, bare = [], []
    for error in errors_raised_by("crm_core", "crm_operations"):
        if not issubclass(error, CrmError):
            strangers.append(error.__qualname__)
        elif not factories(error) and error.__module__ != CrmError.__module__:
            bare.append(error.__qualname__)

    assert (strangers, bare) == ([], [])


# --- looking at the code ---------------------------------------------------------------------------------------------


@cache
def graph() -> Any:
    return grimp.build_graph(*SOURCES, include_external_packages=True, cache_dir=None)


def modules_of(package: str, *, testing_too: bool = False) -> list[str]:
    modules = {package} | graph().find_descendants(package)
    return sorted(module for module in modules if testing_too or ".testing" not in module)


def imported_by(module: str) -> set[str]:
    return {name.split(".")[0] for name in graph().find_modules_directly_imported_by(module)}


def is_protocol(value: object) -> bool:
    return isinstance(value, type) and Protocol in value.__mro__ and getattr(value, "_is_protocol", False)


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for folder in SOURCES.values():
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and ".migrations" not in str(file):
                    yield f"{file.name}:{node.lineno} {node.name}", node


def is_typed(function: ast.FunctionDef) -> bool:
    parameters = function.args
    named = [
        *parameters.posonlyargs,
        *parameters.args,
        *parameters.kwonlyargs,
        *filter(None, (parameters.vararg, parameters.kwarg)),
    ]
    untyped = [argument.arg for argument in named if argument.annotation is None]
    return set(untyped) <= {"self", "cls"} and (function.returns is not None or "migrations" in function.name)


def errors_raised_by(*packages: str) -> list[type[BaseException]]:
    found: set[type[BaseException]] = set()
    for package in packages:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if ".testing" in module.name:
                continue
            for value in vars(importlib.import_module(module.name)).values():
                if inspect.isclass(value) and issubclass(value, BaseException) and value.__module__ == module.name:
                    found.add(value)
    return sorted(found - {CrmError}, key=lambda error: error.__qualname__)


def factories(error: type[CrmError]) -> list[str]:
    """Class methods that answer an error of the class, its own or those of a base below CrmError."""
    return [
        name
        for name, method in inspect.getmembers(error, inspect.ismethod)
        if get_type_hints(method.__func__, include_extras=False).get("return") is not None and not name.startswith("_")
    ]
