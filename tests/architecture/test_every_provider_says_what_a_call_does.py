"""Whoever stands in front of a partner goes by what its Protocol says of each method: none may be forgotten."""

import ast
import inspect
import textwrap
from typing import Any

import pytest

from crm_adapters.wiring import PartnerRole
from crm_adapters.wiring.guards import PROTOCOLS
from crm_operations import providers, testing
from crm_operations.providers import CallKind, call_kinds_of
from crm_operations.testing import contracts

PARTNERS = {name: found for name, found in vars(providers).items() if name.endswith("Provider")}
FAKES = {
    "CustomerProvider": "FakeCustomers",
    "QuotationProvider": "FakeQuotations",
    "OrderProvider": "FakeOrders",
    "NotificationProvider": "FakeNotifications",
    "AnalyticsProvider": "FakeAnalytics",
    "PeopleProvider": "FakePeople",
}


@pytest.mark.parametrize("name", PARTNERS)
def test_each_method_is_a_question_or_a_command(name: str) -> None:
    methods = [method for method in vars(PARTNERS[name]) if not method.startswith("_")]

    assert methods
    assert list(call_kinds_of(PARTNERS[name])) == methods


@pytest.mark.requirement("TST-CRMOP-0098")
@pytest.mark.parametrize("name", PARTNERS)
def test_its_fake_takes_each_method_for_the_same(name: str) -> None:
    declared = {method: call_kind is CallKind.COMMAND for method, call_kind in call_kinds_of(PARTNERS[name]).items()}

    assert changing_methods_of(getattr(testing, FAKES[name])) == declared


def test_a_suite_writes_down_what_it_asks_of_whatever_is_under_test() -> None:
    suites = [suite for suite in vars(contracts).values() if isinstance(suite, type)]
    watching = {name for suite in suites for name in getattr(suite, "watched", {})}

    assert watching >= {role.value for role in PartnerRole}
    for suite in suites:
        assert [name for name in getattr(suite, "watched", {}) if not hasattr(suite, name)] == []


def test_every_partner_can_be_guarded() -> None:
    assert set(PROTOCOLS) == set(PartnerRole)
    assert set(PROTOCOLS.values()) == set(PARTNERS.values())


def changing_methods_of(fake: type[Any]) -> dict[str, bool]:
    """By their names, whether the fake notes them as a command."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(fake)))
    return {
        node.name: decorator.id == "command"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Name) and decorator.id in {"command", "query"}
    }
