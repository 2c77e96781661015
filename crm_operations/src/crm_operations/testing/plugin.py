"""Fixtures for application tests: a company in memory, as a whole and in parts; and the report of a broken promise.

Installed with crm-operations, so pytest finds it. It imports what a fixture needs at its first use, since coverage
counts no module that is imported before its start.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from crm_core.actor import Actor
    from crm_core.testing import Ids, VirtualClock
    from crm_operations.testing import (
        FakeAnalytics,
        FakeCustomers,
        FakeNotifications,
        FakeOrders,
        FakePeople,
        FakeQuotations,
        FakeRecords,
        FakeRunLog,
        FakeWorld,
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(*ids): the requirements that a promise comes from")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A contract suite's failure shows the promise, not the suite's code, which ``--tb=long`` shows."""
    report = yield
    if report.failed and call.excinfo is not None and item.config.getoption("tbstyle") in {"auto", "short"}:
        from crm_operations.testing.contracts.report import retold

        report.longrepr = retold(item, call.excinfo) or report.longrepr
    return report


@pytest.fixture
def crm_world() -> "FakeWorld":
    """Records, partners, clock and ids in memory, of this test alone."""
    from crm_operations.testing import FakeWorld

    return FakeWorld()


@pytest.fixture
def crm_actor(crm_world: "FakeWorld") -> "Actor":
    """Somebody who may do everything in the builders' tenant."""
    return crm_world.actor


@pytest.fixture
def crm_clock(crm_world: "FakeWorld") -> "VirtualClock":
    return crm_world.clock


@pytest.fixture
def crm_ids(crm_world: "FakeWorld") -> "Ids":
    return crm_world.new_id


@pytest.fixture
def crm_records(crm_world: "FakeWorld") -> "FakeRecords":
    return crm_world.records


@pytest.fixture
def crm_runs(crm_world: "FakeWorld") -> "FakeRunLog":
    return crm_world.runs


@pytest.fixture
def crm_customers(crm_world: "FakeWorld") -> "FakeCustomers":
    return crm_world.customers


@pytest.fixture
def crm_quotations(crm_world: "FakeWorld") -> "FakeQuotations":
    return crm_world.quotations


@pytest.fixture
def crm_orders(crm_world: "FakeWorld") -> "FakeOrders":
    return crm_world.orders


@pytest.fixture
def crm_notifications(crm_world: "FakeWorld") -> "FakeNotifications":
    return crm_world.notifications


@pytest.fixture
def crm_analytics(crm_world: "FakeWorld") -> "FakeAnalytics":
    return crm_world.analytics


@pytest.fixture
def crm_people(crm_world: "FakeWorld") -> "FakePeople":
    return crm_world.people
