"""Our units of work, the run log and analytics keep their promises on SQLite, PostgreSQL and MariaDB."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlAnalytics, SqlRecords, SqlRunLog
from crm_adapters.storage.kernel.record_tables import outbox
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import VirtualClock, a_lead
from crm_operations.records import Follower, OutboxMessage, Records
from crm_operations.testing.contracts import (
    AnalyticsProviderContract,
    DecisionContract,
    FollowerContract,
    HistoryContract,
    OutboxContract,
    RecordsContract,
    RunLogContract,
)
from crm_operations.testing.contracts.followers import Noting


class OnSql:
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        self.database = database
        return SqlRecords(database, VirtualClock(), new_id)

    def outbox_of(self, records: Records, actor: Actor) -> Sequence[OutboxMessage]:
        query = select(outbox).where(outbox.c.tenant_id == actor.tenant_id).order_by(outbox.c.id)
        with self.database.reading(actor.tenant_id) as connection:
            return [
                OutboxMessage(
                    id=row.id,
                    tenant_id=row.tenant_id,
                    about=EntityRef(kind=EntityKind(row.entity_kind), id=row.entity_id) if row.entity_kind else None,
                    sequence=row.sequence,
                    topic=row.topic,
                    body=row.body,
                    created_at=row.created_at,
                )
                for row in connection.execute(query)
            ]


class TestSqlFollowers(OnSql, FollowerContract):
    def followed_by(self, records: Records, follower: Follower) -> Records:
        return SqlRecords(self.database, VirtualClock(), new_id, (follower,))

    def one_commit(self, records: Records, actor: Actor) -> AbstractContextManager[None]:
        return self.database.local_transaction(actor.tenant_id)

    def test_each_records_has_followers_of_its_own_in_one_transaction(self, records: Records, actor: Actor) -> None:
        silent: Records = records
        seen: list[str] = []
        followed = self.followed_by(records, Noting(seen))
        lead = a_lead(tenant_id=actor.tenant_id)
        with self.one_commit(records, actor):
            with silent.writing(actor) as work:
                work.outbox.announce(lead.contacted(at=lead.created_at)[1])
            with followed.writing(actor) as work:
                work.outbox.announce(*lead.assign("ada", at=lead.created_at)[1:])
        assert seen == ["lead.assigned"]


class TestSqlRecords(OnSql, RecordsContract):
    pass


class TestSqlOutbox(OnSql, OutboxContract):
    pass


class TestSqlHistory(OnSql, HistoryContract):
    pass


class TestSqlDecisions(OnSql, DecisionContract):
    pass


class TestSqlRunLog(RunLogContract):
    @pytest.fixture
    def runs(self, database: Database) -> SqlRunLog:
        return SqlRunLog(database)


class TestSqlAnalytics(AnalyticsProviderContract):
    @pytest.fixture
    def analytics(self, database: Database) -> SqlAnalytics:
        return SqlAnalytics(database)
