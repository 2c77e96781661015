"""Writes that nobody waits for go together, alike ones in one statement; reading another kind sends none of them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.service_levels import ClockStatus, SlaClock
from crm_core.testing import START, TENANT, VirtualClock, a_lead, an_sla_clock

ACTOR = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.ADMIN}))
LEAD = a_lead()
_TABLE = re.compile(r"(INSERT INTO|UPDATE|SELECT.*?\sFROM)\s(crm_\w+)", re.DOTALL)


@pytest.fixture
def database(migrated_file: str) -> Iterator[Database]:
    database = Database(migrated_file)
    yield database
    database.close()


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


@pytest.fixture
def sent(database: Database) -> list[str]:
    """The first word of each statement, and the table it is about."""
    with database.reading(TENANT):
        """What is asked of a database once, when it is first opened, is over."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if (found := _TABLE.match(sql)) is not None:
            statements.append(f"{found[1].split()[0].lower()} {found[2]}")

    event.listen(database.engine, "before_cursor_execute", note)
    return statements


def clock(count: int, **changes: Any) -> SlaClock:
    return an_sla_clock(count, **changes)


def test_alike_ones_are_one_statement_and_timers_come_after_what_they_are_about(
    records: SqlRecords, sent: list[str]
) -> None:
    with records.writing(ACTOR) as work:
        work.sla_clocks.none_yet(LEAD.ref)
        for each in (clock(1), clock(2)):
            work.timers.set("sla_clock", work.sla_clocks.start(each).ref, START)

    assert sent == ["insert crm_sla_clocks", "insert crm_timers", "insert crm_history"]
    with records.reading(ACTOR) as work:
        assert len(work.sla_clocks.running([LEAD.ref])) == 2
        assert [len(work.timers.of(clock(count).ref)) for count in (1, 2)] == [1, 1]


def test_what_is_read_of_another_kind_sends_nothing_that_waits(records: SqlRecords, sent: list[str]) -> None:
    with records.writing(ACTOR) as work:
        work.leads.add(LEAD)
        work.sla_clocks.start(clock(1))
    sent.clear()

    with records.writing(ACTOR) as work:
        lead = work.leads.get(LEAD.id)
        work.leads.save(lead.changed(START, name="Grace"))
        [running] = work.sla_clocks.running([LEAD.ref])
        assert sent == ["select crm_leads", "select crm_sla_clocks"]
        work.sla_clocks.save(running.changed(START, status=ClockStatus.MET))
        assert not work.sla_clocks.running([a_lead(2).ref])
        assert "update crm_leads" in sent
        assert "update crm_sla_clocks" in sent
