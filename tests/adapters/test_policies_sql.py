"""A policy is written once a tenant and process, with the decision that first names it, and by many at once no less."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier

import pytest
from sqlalchemy import event, func, select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.storage.kernel.record_tables import policies
from crm_adapters.storage.records import policies as policy_store
from crm_core.actor import Actor
from crm_core.leads import LeadScore
from crm_core.testing import VirtualClock, a_lead, tenant_named_after
from crm_operations.testing.deciding import decide

THREADS, ROUNDS = 4, 5


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")


class _Stopped(Exception):
    pass


@contextmanager
def policies_written(database: Database) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if "INTO crm_policies" in sql:
            found.append(sql)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def test_what_is_known_to_be_committed_is_not_written_again(
    database: Database, records: SqlRecords, actor: Actor
) -> None:
    stranger = actor.model_copy(update={"tenant_id": f"{actor.tenant_id}-2"})
    with policies_written(database) as written:
        for of in (actor, actor, actor, stranger, stranger):
            with records.writing(of) as work:
                decide(work, a_lead().ref)
                decide(work, a_lead().ref)

    assert len(written) == 2, "once for each tenant"
    assert counted(database, actor) == counted(database, stranger) == 1


def test_within_one_transaction_it_is_known_only_once_all_of_it_is_kept(
    database: Database, records: SqlRecords, actor: Actor
) -> None:
    with policies_written(database) as written:
        with suppress(_Stopped), database.local_transaction(actor.tenant_id):
            with records.writing(actor) as work:
                decide(work, a_lead().ref)
            raise _Stopped
        assert counted(database, actor) == 0
        for _ in range(2):
            with database.local_transaction(actor.tenant_id), records.writing(actor) as work:
                decide(work, a_lead().ref)

    assert len(written) == 2, "the first was rolled back"
    assert counted(database, actor) == 1


def test_what_is_remembered_is_bounded(
    database: Database, records: SqlRecords, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_store, "_MOST", 3)
    with policies_written(database) as written:
        for total in (1, 2, 3, 4, 4, 1):
            with records.writing(actor) as work:
                decide(work, a_lead().ref, policy=LeadScore(total=total))

    assert len(written) == 5, "the fourth made it forget the three before, and the first is written anew"
    assert counted(database, actor) == 4


def test_many_processes_may_take_the_first_decision_by_a_policy_at_once(database: Database, actor: Actor) -> None:
    processes = [SqlRecords(database, VirtualClock(), new_id) for _ in range(THREADS)]
    barrier = Barrier(THREADS, timeout=30)

    def decide_all(number: int) -> None:
        for each in range(ROUNDS):
            barrier.wait()
            with processes[number].writing(actor) as work:
                decide(work, a_lead(number + 1).ref, policy=LeadScore(total=each))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(decide_all, range(THREADS)))

    assert counted(database, actor) == ROUNDS
    with processes[0].reading(actor) as work:
        assert [len(work.decisions.of(a_lead(number + 1).ref)) for number in range(THREADS)] == [ROUNDS] * THREADS


def counted(database: Database, actor: Actor) -> int:
    with database.reading(actor.tenant_id) as connection:
        query = select(func.count()).select_from(policies).where(policies.c.tenant_id == actor.tenant_id)
        return int(connection.execute(query).scalar_one())
