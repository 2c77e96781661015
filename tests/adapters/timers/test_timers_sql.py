"""Timers on SQLite, PostgreSQL and MariaDB keep their promises."""

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.testing import VirtualClock
from crm_operations.testing.contracts import TimerStoreContract


class TestSqlTimers(TimerStoreContract):
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        return SqlRecords(database, VirtualClock(), new_id)
