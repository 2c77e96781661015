"""What many messages leave in our own database is one commit; one that spoils it costs the others nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from inbox_only import inbox_only
from sqlalchemy import Connection, delete, event, select

from crm_adapters.identifiers import new_id
from crm_adapters.relay import EVERY_EVENT, Handlers, Relay, RelayRun
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords, outbox_messages, tracked_events
from crm_adapters.wiring import administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import CreateLead, LeadScored
from crm_core.testing import START, VirtualClock
from crm_operations.records import NOTICE_TOPIC
from crm_operations.testing import FakeNotifications, FakePeople

SPOILS = 13


def nobody(tenant_id: str, role: Role) -> tuple[str, ...]:
    return ()


class Scribe:
    """Writes each event into our own database, but never the steps that spoil it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.tried: list[int] = []
        self.spoils = {SPOILS}

    def __call__(self, event: DomainEvent, delivery_id: str) -> None:
        assert isinstance(event, LeadScored)
        self.tried.append(event.after)
        row = {"tenant_id": event.tenant_id, "delivery_id": delivery_id, "name": event.name, "at": event.at}
        with self._database.writing(event.tenant_id) as connection:
            connection.execute(tracked_events.insert().values(**row, properties=str(event.after)))
            if event.after in self.spoils:
                raise OSError("no ink")


class Listener:
    """Somebody elsewhere; within what transaction they are told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.heard: list[int] = []
        self.was_outside = True

    def __call__(self, event: DomainEvent, delivery_id: str) -> None:
        assert isinstance(event, LeadScored)
        self.heard.append(event.after)
        self.was_outside &= self._database.joint is None


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def scribe(database: Database) -> Scribe:
    return Scribe(database)


@pytest.fixture
def listener(database: Database) -> Listener:
    return Listener(database)


@pytest.fixture
def relay(database: Database, clock: VirtualClock, scribe: Scribe, listener: Listener) -> Relay:
    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "scribe", scribe, local=True)
    handlers.handle(EVERY_EVENT, "listener", listener)
    return Relay(database, handlers, clock, chance=lambda: 0.0)


@pytest.fixture
def emptied_outbox(database: Database) -> Iterator[None]:
    yield
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))


@pytest.mark.requirement("REL-002")
@pytest.mark.usefixtures("emptied_outbox")
def test_what_the_messages_of_a_tenant_leave_at_home_is_one_commit(
    database: Database, clock: VirtualClock, relay: Relay, listener: Listener
) -> None:
    tenants = [new_id(), new_id()]
    for tenant in tenants:
        post(database, clock, tenant, *range(4))

    with commits_counted(database) as commits:
        assert relay.run_once() == RelayRun(delivered=8)

    assert len(commits) == len(["claim", *tenants, "settle"])
    assert [written(database, tenant) for tenant in tenants] == [[0, 1, 2, 3], [0, 1, 2, 3]]
    assert sorted(listener.heard) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert listener.was_outside


@pytest.mark.requirement("REL-002")
@pytest.mark.usefixtures("emptied_outbox")
def test_one_that_spoils_it_waits_for_its_retry_and_the_others_are_kept_once(
    database: Database, clock: VirtualClock, relay: Relay, scribe: Scribe, listener: Listener
) -> None:
    tenant = new_id()
    post(database, clock, tenant, 1, SPOILS, 2)

    assert relay.run_once() == RelayRun(delivered=2, retried=1)

    assert written(database, tenant) == [1, 2]
    assert sorted(listener.heard) == [1, 2, SPOILS]

    scribe.tried.clear()
    post(database, clock, tenant, 3)
    clock.advance(timedelta(days=1))
    assert relay.run_once() == RelayRun(delivered=1, retried=1)

    assert written(database, tenant) == [1, 2, 3]
    assert scribe.tried == [3, SPOILS], "what failed before goes by itself, and spoils nothing any more"


@pytest.mark.requirement("REL-002")
@pytest.mark.usefixtures("emptied_outbox")
def test_what_is_at_home_hears_of_an_entity_in_order_though_the_earlier_failed_once(
    database: Database, clock: VirtualClock, relay: Relay, scribe: Scribe
) -> None:
    tenant = new_id()
    scribe.spoils = {1}
    post(database, clock, tenant, 1, 2, lead_id="lead")
    assert relay.run_once() == RelayRun(retried=1, released=1)
    scribe.spoils.clear()
    scribe.tried.clear()

    clock.advance(timedelta(days=1))
    assert relay.run_once() == RelayRun(delivered=2)

    assert scribe.tried == [1, 2]


@pytest.mark.requirement("REL-002")
@pytest.mark.usefixtures("emptied_outbox")
def test_who_is_elsewhere_and_fails_keeps_nobody_at_home_from_their_messages(
    database: Database, clock: VirtualClock, scribe: Scribe
) -> None:
    def refuses(event: DomainEvent, delivery_id: str) -> None:
        raise OSError("no route to host")

    handlers = Handlers(FakeNotifications())
    handlers.handle(EVERY_EVENT, "scribe", scribe, local=True)
    handlers.handle(EVERY_EVENT, "refuses", refuses)
    tenant = new_id()
    post(database, clock, tenant, 1, 2)

    assert Relay(database, handlers, clock).run_once() == RelayRun(retried=2)

    assert written(database, tenant) == [1, 2]


@pytest.mark.parametrize("leads", [3, 9])
def test_as_it_comes_all_of_the_relays_own_work_is_at_home(migrated_file: str, leads: int) -> None:
    actor = administrator("acme")
    with open_crm(migrated_file) as crm:
        crm.initialise(actor)
        for number in range(leads):
            crm.leads.capture(actor, CreateLead(name=f"Lead {number}"))
        with commits_counted(crm.database) as commits:
            run = crm.relay.run_once()

    assert run == RelayRun(delivered=leads)
    assert len(commits) == len(["claim", "home", "settle"])


def test_a_notifier_that_asks_elsewhere_who_the_people_are_is_not_at_home(migrated_file: str) -> None:
    with open_crm(migrated_file) as crm:
        assert crm.container.coordinators.handlers().has_local_handler(NOTICE_TOPIC)
    with open_crm(migrated_file, people=FakePeople()) as crm:
        assert not crm.container.coordinators.handlers().has_local_handler(NOTICE_TOPIC)


@contextmanager
def commits_counted(database: Database) -> Iterator[list[Connection]]:
    commits: list[Connection] = []
    count = commits.append
    event.listen(database.engine, "commit", count)
    try:
        yield commits
    finally:
        event.remove(database.engine, "commit", count)


def post(database: Database, clock: VirtualClock, tenant: str, *steps: int, lead_id: str | None = None) -> None:
    """One event for each step, each of a lead of its own unless that is named."""
    with SqlRecords(database, clock, new_id).writing(Actor(tenant_id=tenant, user_id="ada")) as work:
        for step in steps:
            lead = EntityRef(kind=EntityKind.LEAD, id=lead_id or f"lead-{step}")
            work.outbox.announce(LeadScored(tenant_id=tenant, subject=lead, at=START, before=0, after=step))


def written(database: Database, tenant: str) -> list[int]:
    query = select(tracked_events.c.properties).where(tracked_events.c.tenant_id == tenant)
    with database.reading(tenant) as connection:
        return sorted(int(step) for step in connection.execute(query).scalars())
