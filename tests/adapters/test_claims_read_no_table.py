"""What is claimed is found by an index, however much was fired or delivered before."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from crm_adapters.identifiers import new_id
from crm_adapters.relay.outbox_statements import CLAIM
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords, SqlTimerQueue
from crm_core.actor import Actor
from crm_core.testing import START, TENANT, VirtualClock, a_lead

LATER = START + timedelta(minutes=1)


def claim_timers(database: Database) -> None:
    with SqlRecords(database, VirtualClock(), new_id).writing(Actor(tenant_id=TENANT, user_id="ada")) as work:
        for count in (1, 2):
            work.timers.set("reminder", a_lead(count).ref, START)
    assert len(SqlTimerQueue(database).claim(START, LATER, 10)) == 2


def claim_messages(database: Database) -> None:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(CLAIM, {"keys": [(TENANT, "one"), (TENANT, "two")], "until": LATER})


@pytest.mark.parametrize(("claim", "table"), [(claim_timers, "crm_timers"), (claim_messages, "crm_outbox")])
def test_a_claim_on_sqlite_reads_no_whole_table(
    migrated_file: str, claim: Callable[[Database], None], table: str
) -> None:
    database = Database(migrated_file)
    plans: list[str] = []

    def explain(connection: Connection, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if sql.startswith(f"UPDATE {table}"):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters[0] if many else parameters)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
            plans.extend(str(row[3]) for row in rows)

    event.listen(database.engine, "before_cursor_execute", explain)
    claim(database)
    database.close()

    assert any(f"SEARCH {table}" in plan for plan in plans), plans
    assert not any(f"SCAN {table}" in plan for plan in plans), plans
