"""A transaction is one tenant's from its beginning to its end, on each of the databases."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select, text

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.storage import EVERY_TENANT, Database, SqlAnalytics, Tenant, tracked_events
from crm_adapters.storage.kernel.errors import AnotherTenantsTransaction, LocalTransactionFailed
from crm_adapters.wiring import open_crm
from crm_adapters.wiring.local_transaction import local_transaction
from crm_core.actor import Actor
from crm_core.errors import Invalid
from crm_core.testing import START, tenant_named_after
from crm_operations.providers import Person, TrackedEvent

ADA = Person(id="ada", name="Ada")


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    return tenant_named_after(request.node.nodeid)


@pytest.fixture
def stranger(request: pytest.FixtureRequest) -> str:
    return tenant_named_after(f"another {request.node.nodeid}")


@pytest.fixture
def people(database: Database) -> EmbeddedPeople:
    return EmbeddedPeople(database)


@pytest.fixture
def greetings(database: Database) -> Iterator[list[str]]:
    """What PostgreSQL was told about whose transaction it is."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "set_config" in statement:
            told.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield told
    event.remove(database.engine, "before_cursor_execute", note)


def test_within_a_transaction_of_a_tenant_its_own_work_joins(
    database: Database, people: EmbeddedPeople, tenant: str
) -> None:
    with database.local_transaction(tenant), database.local_transaction(tenant):
        people.add(tenant, ADA)

    assert people.members(tenant) == [ADA]


@pytest.mark.requirement("PLAN-029")
@pytest.mark.parametrize("verb", ["reading", "writing", "local_transaction"])
def test_within_a_transaction_of_a_tenant_anothers_work_is_refused(
    database: Database, tenant: str, stranger: str, verb: str
) -> None:
    nested: AbstractContextManager[object] = getattr(database, verb)(stranger)

    with (
        pytest.raises(
            AnotherTenantsTransaction, match=f"is of tenant {tenant}, so tenant {stranger} has no part in it"
        ),
        database.local_transaction(tenant),
        nested,
    ):
        pytest.fail("it joined")


@pytest.mark.parametrize("around", ["a tenant", "every tenant"])
def test_work_for_every_tenant_and_work_for_one_do_not_join(
    database: Database, people: EmbeddedPeople, tenant: str, around: str
) -> None:
    whose: tuple[Tenant, Tenant] = (tenant, EVERY_TENANT) if around == "a tenant" else (EVERY_TENANT, tenant)
    outer, inner = whose

    with (
        pytest.raises(AnotherTenantsTransaction, match="every tenant"),
        database.local_transaction(outer),
        database.writing(inner),
    ):
        pytest.fail("it joined")


@pytest.mark.parametrize("verb", ["reading", "writing", "local_transaction"])
def test_who_shrugs_off_that_refusal_of_a_part_keeps_nothing(
    database: Database, people: EmbeddedPeople, tenant: str, stranger: str, verb: str
) -> None:
    def carry_on() -> None:
        with database.local_transaction(tenant):
            people.add(tenant, ADA)
            with pytest.raises(AnotherTenantsTransaction), getattr(database, verb)(stranger):
                pytest.fail("it joined")

    with pytest.raises(LocalTransactionFailed):
        carry_on()

    assert people.members(tenant) == []


def test_a_workflow_in_one_transaction_is_its_actors_tenants(migrated_url: str, tenant: str, stranger: str) -> None:
    with open_crm(migrated_url) as crm:
        orders = crm.container.partners.orders()
        one_transaction = local_transaction(crm.database, crm.customers, crm.quotations, orders, crm.people)
        assert one_transaction is not None
        with pytest.raises(AnotherTenantsTransaction), one_transaction(Actor(tenant_id=tenant, user_id="ada")):
            crm.people.members(stranger)


@pytest.mark.parametrize("verb", ["reading", "writing", "local_transaction"])
def test_a_tenant_without_a_name_is_refused(database: Database, verb: str) -> None:
    with pytest.raises(Invalid, match="tenant: it is empty; name one"), getattr(database, verb)(""):
        pytest.fail("it began")


def test_a_transaction_costs_one_more_round_trip_on_postgresql_and_none_elsewhere(
    database: Database, people: EmbeddedPeople, tenant: str, greetings: list[str]
) -> None:
    with database.local_transaction(tenant):
        people.add(tenant, ADA)
        assert people.members(tenant) == [ADA]
    joined = len(greetings)
    with database.reading(EVERY_TENANT) as connection:
        assert connection.execute(select(1)).scalar_one() == 1

    expected = {"postgresql": 1}.get(database.kind, 0)
    assert (joined, len(greetings) - joined) == (expected, expected)


def test_what_each_tracks_within_a_transaction_is_written_by_one_statement_and_counts_once(
    database: Database, tenant: str
) -> None:
    analytics = SqlAnalytics(database)
    event_seen = TrackedEvent(name="seen", at=START)

    with statements_sent(database, "INSERT INTO crm_tracked_events") as sent, database.local_transaction(tenant):
        for delivery in ("first", "second", "first"):
            analytics.track(tenant, event_seen, delivery_id=delivery)

    assert len(sent) == 1
    assert deliveries_of(database, tenant) == ["first", "second"]


def test_what_is_tracked_within_a_transaction_that_is_given_up_is_not_written(database: Database, tenant: str) -> None:
    def give_up() -> None:
        with database.local_transaction(tenant):
            SqlAnalytics(database).track(tenant, TrackedEvent(name="seen", at=START), delivery_id="first")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()

    assert deliveries_of(database, tenant) == []


def test_what_is_looked_up_once_is_looked_up_anew_by_the_next_transaction(database: Database, tenant: str) -> None:
    answers = iter(range(9))

    def look() -> int:
        return database.looked_up_once("number", lambda: next(answers))

    with database.local_transaction(tenant):
        assert [look(), look()] == [0, 0]
    with database.local_transaction(tenant):
        assert [look(), look()] == [1, 1]
    assert [look(), look()] == [2, 3]


def test_what_postgresql_has_prepared_outlives_a_look(migrated_postgres: Callable[[], str], tenant: str) -> None:
    database = Database(migrated_postgres())
    look = select(tracked_events.c.name).where(tracked_events.c.delivery_id == "nothing of that name")

    for _ in range(9):
        with database.reading(tenant) as connection:
            connection.execute(look).all()

    prepared = text("SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE :look")
    with database.reading(tenant) as connection:
        (times,) = connection.execute(prepared, {"look": "%crm_tracked_events.delivery_id =%"}).scalars()
    database.close()
    assert times >= 3


@contextmanager
def statements_sent(database: Database, beginning: str) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(beginning):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def deliveries_of(database: Database, tenant: str) -> list[str]:
    query = select(tracked_events.c.delivery_id).where(tracked_events.c.tenant_id == tenant)
    with database.reading(tenant) as connection:
        return sorted(connection.execute(query).scalars())
