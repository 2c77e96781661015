"""Timers on SQLite, PostgreSQL and MariaDB keep their promises."""

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords, SqlTimerQueue
from crm_core.testing import VirtualClock
from crm_operations.testing.contracts import TimerQueueContract, TimerStoreContract


class OnSql:
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        return SqlRecords(database, VirtualClock(), new_id)


class TestSqlTimers(OnSql, TimerStoreContract):
    pass


class TestSqlTimerQueue(OnSql, TimerQueueContract):
    @pytest.fixture
    def queue(self, records: SqlRecords, database: Database) -> SqlTimerQueue:
        return SqlTimerQueue(database)
