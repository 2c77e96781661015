"""Our stores keep their promises on SQLite, PostgreSQL and MariaDB."""

import pytest
from thoroughness import examples_on

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.testing import VirtualClock
from crm_core.testing.store_contracts import (
    ActivityStoreContract,
    CustomerJourneyStoreContract,
    LeadStoreContract,
    NumberSequenceContract,
    OpportunityStoreContract,
    PipelineStoreContract,
    ScoringModelStoreContract,
    SourceStoreContract,
)


class OnSql:
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        return SqlRecords(database, VirtualClock(), new_id)

    @pytest.fixture
    def examples(self, database: Database) -> int:
        return examples_on(database, 40)


class TestSqlLeads(OnSql, LeadStoreContract):
    pass


class TestSqlOpportunities(OnSql, OpportunityStoreContract):
    pass


class TestSqlPipelines(OnSql, PipelineStoreContract):
    pass


class TestSqlActivities(OnSql, ActivityStoreContract):
    pass


class TestSqlJourneys(OnSql, CustomerJourneyStoreContract):
    pass


class TestSqlSources(OnSql, SourceStoreContract):
    pass


class TestSqlScoringModels(OnSql, ScoringModelStoreContract):
    pass


class TestSqlNumbers(OnSql, NumberSequenceContract):
    pass
