"""The routing book in memory keeps the promises of the one on a database."""

import pytest

from crm_operations.testing import FakeRecords, FakeWorld
from crm_operations.testing.contracts.routing import RoutableLeadsContract, RoutingStoreContract


class InMemory:
    @pytest.fixture
    def records(self) -> FakeRecords:
        return FakeWorld().records


class TestFakeRoutingStore(InMemory, RoutingStoreContract):
    pass


class TestFakeRoutableLeads(InMemory, RoutableLeadsContract):
    pass
