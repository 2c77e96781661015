"""Whatever lies outside the rules has a suite that watches over its promises, a fake and an adapter that pass it."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import crm_core.testing.store_contracts
import crm_operations.testing.contracts
from crm_core.all_stores import Stores
from crm_core.testing.store_contracts import entity_suites

TESTS = Path(__file__).parents[1]

ENTITY_SUITES = {
    get_type_hints(getattr(Stores, suite.declared.name).fget)["return"].__name__: suite.__name__
    for suite in entity_suites()
    if not suite.declared.is_plain
}
"""Of those stores that are asked more than every store is; the others have a derived one."""

SUITES = {
    **ENTITY_SUITES,
    "CustomerProvider": "CustomerProviderContract",
    "QuotationProvider": "QuotationProviderContract",
    "OrderProvider": "OrderProviderContract",
    "NotificationProvider": "NotificationProviderContract",
    "AnalyticsProvider": "AnalyticsProviderContract",
    "PeopleProvider": "PeopleProviderContract",
    "LiveFeed": "LiveFeedContract",
    "Integration": "IntegrationContract",
    "RunLog": "RunLogContract",
    "Records": "RecordsContract",
    "Outbox": "OutboxContract",
    "History": "HistoryContract",
    "DecisionLog": "DecisionContract",
    "RoutingStore": "RoutingStoreContract",
    "RoutableLeads": "RoutableLeadsContract",
    "ScoringModelStore": "ScoringModelStoreContract",
    "CreditStore": "CreditStoreContract",
    "ForecastFigures": "ForecastFiguresContract",
    "CommissionEntryStore": "CommissionEntryStoreContract",
    "NumberSequence": "NumberSequenceContract",
    "TimerStore": "TimerStoreContract",
    "TimerQueue": "TimerQueueContract",
}

WITHOUT_A_SUITE = {
    "Writer": "the coordinators of what comes from files; each is tested by itself",
    "ImportLineStore": "imports on every database ask it",
    "Bounds": "what of a custom field its values are held to",
    "DerivesStores": "the base of every store; each derived one passes its suite",
    "SourceTable": "a table of a file, which no partner provides; each form of file has its own tests",
    "KeepsSources": "what a check asks of a SourceStore",
    "HasHours": "what the working time of a calendar is computed from",
    "Prefetches": "a Follower",
    "Follower": "what Records call; that they do, FollowerContract proves",
    "ApprovalFigures": "the same",
    "PerformanceFigures": "one figure, which on each database is compared with the one counted in memory",
    "SlaFigures": "figures, which on each database are compared with those counted in memory",
    "HolidayCalendar": "one method, which the adapter's tests ask for countries there are and are not",
    "Clock": "one method without a promise beyond its type",
    "EntityPersist": "half of EntityStore",
    "EntityQuery": "half of EntityStore",
    "EntityStore": "what every suite of a store of entities asks, by way of EntityStoreContract",
    "HasSession": "what a store is made of",
    "SoldLine": "what lines have in common that are added up",
    "LeadPersist": "half of LeadStore",
    "LeadQuery": "half of LeadStore",
    "OpportunityPersist": "half of OpportunityStore",
    "OpportunityQuery": "half of OpportunityStore",
    "PipelineFiguresStore": "figures, which the tests of pipeline analytics work out by hand",
    "WorkQueueStore": "one list, which on every database is held against plain Python over the same entities",
    "Stores": "a bundle, each with its suite",
    "UnitOfWork": "a bundle of the stores, each with its suite",
    "RoutingRecords": "Records, as routing sees them",
    "RoutingWork": "a unit of work, as routing sees it",
    "Figures": "a pure rule",
    "Strategy": "a pure rule",
    "ApprovalStrategy": "a pure rule",
    "SharesInDeals": "nobody has a share yet",
    "ReportRenderer": "a pure function of a report",
    "Workflow": "what runs, not what is run on",
    "ProcessRunner": "proven by tests/operations/test_running_workflows.py",
    "StepRunner": "proven by tests/operations/test_running_workflows.py",
    "LocalTransaction": "proven by tests/operations/test_running_workflows.py",
    "ProcessWatch": "looks on; proven by tests/adapters/telemetry",
    "RoutesAnew": "routing, as escalating sees it",
    "TimerHandler": "what a capability does when its timers fire; proven by the tests of each",
    "Checkable": "whatever a system has to say of itself",
}


def test_every_protocol_has_a_suite_or_a_reason_to_have_none() -> None:
    assert set(protocols()) == set(SUITES) | set(WITHOUT_A_SUITE)


@pytest.mark.parametrize("protocol", SUITES)
def test_a_suite_asks_everything_that_can_be_asked(protocol: str) -> None:
    methods = {name for name in dir(protocols()[protocol]) if not name.startswith("_")}

    assert methods - called_by(suite_of(protocol)) == set()


@pytest.mark.requirement("TST-CRMOP-0098")
@pytest.mark.parametrize("protocol", SUITES)
def test_a_fake_passes_the_suite(protocol: str) -> None:
    assert SUITES[protocol] in suites_passed_in(TESTS / "operations")


@pytest.mark.requirement("TST-CRMOP-0100")
@pytest.mark.parametrize("protocol", SUITES)
def test_an_adapter_passes_the_suite(protocol: str) -> None:
    assert SUITES[protocol] in suites_passed_in(TESTS / "adapters")


@cache
def protocols() -> dict[str, type[Any]]:
    """Every Protocol of core and operations that others are to meet, by its name."""
    return {
        name: found
        for package in ("crm_core", "crm_operations")
        for module in modules_below(package)
        for name, found in vars(importlib.import_module(module)).items()
        if isinstance(found, type) and getattr(found, "_is_protocol", False) and found.__module__ == module
        if not name.startswith("_")
    }


def modules_below(package: str) -> Iterator[str]:
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if f"{found.name}.".split(".")[1] != "testing":
            yield found.name


def suite_of(protocol: str) -> type[Any]:
    for module in (crm_operations.testing.contracts, crm_core.testing.store_contracts):
        if hasattr(module, SUITES[protocol]):
            suite: type[Any] = getattr(module, SUITES[protocol])
            return suite
    raise LookupError(f"{SUITES[protocol]} is exported nowhere")


def called_by(suite: type[Any]) -> set[str]:
    """The names of all methods that the suite, or what it is built on, calls or hands on to be called."""
    sources = [inspect.getsource(part) for part in suite.__mro__ if part.__module__.startswith("crm_")]
    trees = [ast.parse(textwrap.dedent(source)) for source in sources]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@cache
def suites_passed_in(folder: Path) -> set[str]:
    """The names of the suites that some class Test... below the folder is built on."""
    passed: set[str] = set()
    for file in folder.rglob("test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        bases = {
            node.name: {ast.unparse(base) for base in node.bases}
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        }
        for name in bases:
            if name.startswith("Test"):
                passed |= all_above(name, bases)
        if "entity_tests" in {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }:
            passed |= {suite.__name__ for suite in entity_suites()}
    return passed


def all_above(name: str, bases: dict[str, set[str]]) -> set[str]:
    direct = bases.get(name, set())
    return direct.union(*(all_above(base, bases) for base in direct))
