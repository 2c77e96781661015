"""Our stores keep their promises on SQLite, PostgreSQL and MariaDB."""

import pytest
from thoroughness import examples_on

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.testing import VirtualClock
from crm_core.testing.store_contracts import (
    CommissionEntryStoreContract,
    CreditStoreContract,
    ForecastFiguresContract,
    NumberSequenceContract,
    ScoringModelStoreContract,
    entity_tests,
)


class OnSql:
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        return SqlRecords(database, VirtualClock(), new_id)

    @pytest.fixture
    def examples(self, database: Database) -> int:
        return examples_on(database, 40)


globals().update(entity_tests("Sql", OnSql))


class TestSqlScoringModels(OnSql, ScoringModelStoreContract):
    pass


class TestSqlNumbers(OnSql, NumberSequenceContract):
    pass


class TestSqlCredits(OnSql, CreditStoreContract):
    pass


class TestSqlForecastFigures(OnSql, ForecastFiguresContract):
    pass


class TestSqlCommissionEntries(OnSql, CommissionEntryStoreContract):
    pass
