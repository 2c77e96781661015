"""Timers in memory keep the promises of those on a database."""

import pytest

from crm_operations.testing import FakeRecords, FakeWorld
from crm_operations.testing.contracts import TimerStoreContract


class TestFakeTimers(TimerStoreContract):
    @pytest.fixture
    def records(self) -> FakeRecords:
        return FakeWorld().records
