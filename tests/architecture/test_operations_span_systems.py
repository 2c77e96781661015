"""Operations stand between the CRM's own facts, parties, sales and notifications, and reach each by a Protocol."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import get_type_hints

import pytest

import crm_operations
from crm_operations.providers import CustomerProvider, NotificationProvider, OrderProvider, QuotationProvider
from crm_operations.records import Records

SYSTEMS = {
    Records: "CRM",
    CustomerProvider: "Party",
    QuotationProvider: "Sales",
    OrderProvider: "Sales",
    NotificationProvider: "Notifier",
}


def _classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(crm_operations.__path__, "crm_operations."):
        if not module.name.startswith("crm_operations.testing"):
            for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if found.__module__ == module.name:
                    yield found


def _systems(found: type) -> set[str]:
    own = vars(found).get("__init__")
    hints = {} if own is None else get_type_hints(own)
    return {SYSTEMS[hint] for hint in hints.values() if inspect.isclass(hint) and hint in SYSTEMS}


@pytest.mark.requirement("ARC-CRMOP-0004")
def test_four_systems_are_reached_and_workflows_span_several_of_them() -> None:
    reached = {found.__name__: systems for found in _classes() if (systems := _systems(found))}

    assert set().union(*reached.values()) == {"CRM", "Party", "Sales", "Notifier"}
    assert reached["LeadToOpportunityWorkflow"] == {"CRM", "Party"}
    assert reached["Closings"] == {"CRM", "Sales"}
