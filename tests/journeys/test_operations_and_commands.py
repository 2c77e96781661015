"""What coordinators do and what the command line does are the same; what only one of them can do has a reason."""

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MethodType
from typing import Any, NamedTuple, cast

import pytest
import typer
from coordinator_operations import Operation, operations_of

import crm_adapters.cli
from crm_adapters.cli.menu import MENU, loaded
from crm_adapters.wiring import CrmSettings, RunnerKind, open_crm
from crm_operations.operation import Level

NO_COMMAND: Mapping[str, str] = {
    "activities.overdue": "crm activity list --overdue asks the same of activities.list, a page at a time",
    "analytics.export_data": "crm report --deals writes the same part by part, by write_export",
    "analytics.get_conversion_rates": "a section of crm report",
    "analytics.get_opportunities_by_stage": "a section of crm report, and crm pipeline",
    "analytics.get_pipeline_trends": "a section of crm report",
    "analytics.get_stage_velocity": "a section of crm report",
    "audit.replay_decision": "crm explain ID --replay judges every decision about a lead or deal again",
    "deals.hold": "what crm deal follow finds in the sales system",
    "deals.release": "what crm deal follow finds in the sales system",
    "real_time.push": "an application tells its own screens, in its own words",
    "real_time.send_alert": "an application tells people of what happens in it",
    "splits.get": "crm split show finds the one of a deal",
}
"""Operations that only application code asks; those that are declared inward are not expected here."""


NO_OPERATION: Mapping[str, str] = {
    "adapter new": "writes files, before there is a database",
    "deal follow": "the sales system is followed by a job of its own, which takes DEAL_CLOSE",
    "doctor": "looks at the installation, also where it cannot be opened",
    "live serve": "runs a server",
    **dict.fromkeys(
        ("person add", "person edit", "person list", "person show", "person pause", "person resume", "person leave"),
        "people are kept by a provider; the built-in directory has no coordinator",
    ),
    "timer run": "the timers of all tenants, which have no actor",
    **dict.fromkeys(("relay run", "relay dead", "relay retry"), "the outbox of all tenants, which has no actor"),
    "secret rotate": "the key of the whole database, which has no actor",
    "worker": "runs a worker",
}
"""Commands that ask no coordinator."""


class Function(NamedTuple):
    """Of the command line: the operations it asks, and the names of what it calls."""

    operations: frozenset[str]
    calls: frozenset[str]


class Reader(ast.NodeVisitor):
    """Follows ``crm.leads.get`` through the names a function gives to the application and to its coordinators."""

    def __init__(self) -> None:
        self.operations: set[str] = set()
        self.calls: set[str] = set()
        self._rooms: dict[str, str] = {}

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                self._name(name, value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._name(node.target, node.value)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if (room := self._room(node.value)) is not None:
            self.operations.add(f"{room}.{node.attr}")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        self.calls.add(node.id)

    def _name(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name) and (room := self._room(value)) is not None:
            self._rooms[target.id] = room

    def _room(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self._rooms.get(node.id)
        if isinstance(node, ast.Attribute):
            of = node.value
            if isinstance(of, ast.Call):  # session.open()
                of = of.func
            if (isinstance(of, ast.Name) and of.id == "crm") or (
                isinstance(of, ast.Attribute) and of.attr in {"crm", "open"}
            ):
                return node.attr
        return None


def modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(crm_adapters.cli.__path__, "crm_adapters.cli."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def functions() -> Mapping[tuple[str, str], Function]:
    """By module and name."""
    found = {}
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.FunctionDef):
                reader = Reader()
                reader.visit(node)
                found[module.__name__, node.name] = Function(
                    frozenset(reader.operations), frozenset(reader.calls - {node.name})
                )
    return found


FUNCTIONS = functions()


def asked_by(module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> set[str]:
    """Of a function and whatever it calls, of its own module or of one it imports from."""
    called = getattr(sys.modules[module], name, None)
    place = (getattr(called, "__module__", module), name)
    if place in seen or place not in FUNCTIONS:
        return set()
    function = FUNCTIONS[place]
    return set(function.operations).union(*(asked_by(place[0], each, seen | {place}) for each in function.calls))


def commands(group: object, *path: str) -> Iterator[tuple[str, Any]]:
    callback = getattr(group, "callback", None)
    if isinstance(group, typer.core.TyperGroup):
        for name, below in group.commands.items():
            yield from commands(below, *path, name)
    if callback is not None:
        yield " ".join(path), getattr(callback, "__wrapped__", callback)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Operation]]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('asked')) / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE)) as crm:
        yield operations_of(crm, "processes", "live")


@pytest.fixture(scope="module")
def asked(operations: Mapping[str, Operation]) -> Mapping[str, set[str]]:
    """By command."""
    names = {cast(MethodType, operation.method).__func__: name for name, operation in operations.items()}

    def of(callback: Any) -> set[str]:
        asks = getattr(callback, "__asks__", callback)
        return {names[asks]} if asks in names else asked_by(asks.__module__, asks.__name__) & set(operations)

    return {path: of(callback) for name in MENU for path, callback in commands(loaded(name), name)}


def test_every_operation_has_a_command_or_a_reason(
    operations: Mapping[str, Operation], asked: Mapping[str, set[str]]
) -> None:
    outward = {
        name
        for name, operation in operations.items()
        if operation.declaration is not None and operation.declaration.level is not Level.INWARD
    }

    assert outward - set().union(*asked.values()) == set(NO_COMMAND)


def test_every_command_asks_an_operation_or_has_a_reason(asked: Mapping[str, set[str]]) -> None:
    assert {command for command, names in asked.items() if not names} == set(NO_OPERATION)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("lead edit", {"leads.update"}),
        ("lead add", {"leads.capture", "leads.hand_in"}),
        ("inbox list", {"notifier.inbox"}),
        ("webhook show", {"webhooks.show", "webhooks.deliveries"}),
        ("explain", {"audit.find", "audit.explain", "audit.replay"}),
        ("doctor", set()),
    ],
)
def test_what_a_command_asks_is_read_off_its_code(
    asked: Mapping[str, set[str]], command: str, expected: set[str]
) -> None:
    assert asked[command] == expected
