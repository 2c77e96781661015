"""Timers in memory keep the promises of those on a database."""

import pytest

from crm_operations.testing import FakeRecords, FakeTimerQueue, FakeWorld
from crm_operations.testing.contracts import TimerQueueContract, TimerStoreContract


class InMemory:
    @pytest.fixture
    def records(self) -> FakeRecords:
        return FakeWorld().records


class TestFakeTimers(InMemory, TimerStoreContract):
    pass


class TestFakeTimerQueue(InMemory, TimerQueueContract):
    @pytest.fixture
    def queue(self, records: FakeRecords) -> FakeTimerQueue:
        return FakeTimerQueue(records)
