"""The routing book in memory keeps the promises of the one on a database."""

import pytest

from crm_operations.testing import FakeRecords, FakeWorld
from crm_operations.testing.contracts.routing import RoutableLeadsContract, RoutingBookContract


class InMemory:
    @pytest.fixture
    def records(self) -> FakeRecords:
        return FakeWorld().records


class TestFakeRoutingBook(InMemory, RoutingBookContract):
    pass


class TestFakeRoutableLeads(InMemory, RoutableLeadsContract):
    pass
