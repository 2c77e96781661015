"""The Protocols that a partner can provide, with methods and docstrings read from the source."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crm_operations import providers
from crm_operations.providers import (
    AnalyticsProvider,
    CustomerProvider,
    NotificationProvider,
    OrderProvider,
    PeopleProvider,
    QuotationProvider,
)

PROVIDABLE: Mapping[str, type[Any]] = {
    "customers": CustomerProvider,
    "quotations": QuotationProvider,
    "orders": OrderProvider,
    "people": PeopleProvider,
    "notifications": NotificationProvider,
    "analytics": AnalyticsProvider,
}


class Promise(NamedTuple):
    """One method of a Protocol, with its source."""

    name: str
    signature: str
    docstring: str | None


class Promises(NamedTuple):
    """All of a Protocol, and the imports its signatures need."""

    protocol: str
    methods: tuple[Promise, ...]
    imports: Mapping[str, tuple[str, ...]]


def promises_of(provided: str) -> Promises:
    protocol = PROVIDABLE[provided]
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(protocol))).body
    functions = [each for each in ast.walk(definition) if isinstance(each, ast.FunctionDef)]
    methods = [Promise(each.name, _signature(each), _docstring(each)) for each in functions]
    return Promises(protocol.__name__, tuple(methods), _imports(protocol, functions))


def _signature(function: ast.FunctionDef) -> str:
    return f"{function.name}({ast.unparse(function.args)}) -> {_text(function.returns)}"


def _docstring(function: ast.FunctionDef) -> str | None:
    return ast.get_docstring(function)


def _imports(protocol: type[Any], functions: list[ast.FunctionDef]) -> Mapping[str, tuple[str, ...]]:
    """By module, the names in the signatures; what the providers export comes from there."""
    used_names = {name for function in functions for name in _names(function)}
    homes = _homes_of_names(protocol)
    found: dict[str, set[str]] = {}
    for name in used_names & homes.keys():
        home = "crm_operations.providers" if name in providers.__all__ else homes[name]
        found.setdefault(home, set()).add(name)
    return {home: tuple(sorted(names, key=_constants_first)) for home, names in sorted(found.items())}


def _constants_first(name: str) -> tuple[bool, str]:
    return not name.isupper(), name


def _names(function: ast.FunctionDef) -> Iterator[str]:
    """Also within annotations that are written as text, and in defaults."""
    for node in (*ast.walk(function.args), *ast.walk(ast.parse(_text(function.returns)))):
        if isinstance(node, ast.Name):
            yield node.id


def _homes_of_names(protocol: type[Any]) -> Mapping[str, str]:
    module = inspect.getmodule(protocol)
    tree = ast.parse(inspect.getsource(module)) if module is not None else ast.Module([], [])
    imported = {
        alias.asname or alias.name: node.module or ""
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    own = {node.name: protocol.__module__ for node in tree.body if isinstance(node, ast.ClassDef)}
    return {**imported, **own}


def _text(annotation: ast.expr | None) -> str:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value
    return ast.unparse(annotation) if annotation is not None else "None"
