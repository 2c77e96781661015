"""The relay delivers at least once, in order for each entity, with growing pauses, and lets nothing block the rest."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inbox_only import inbox_only
from pytest_mock import MockerFixture
from sqlalchemy import delete, event, select

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.inbox.inbox import Inbox
from crm_adapters.relay import EVERY_EVENT, Handlers, Relay, RelayRun
from crm_adapters.relay.outbox_queue import Failure, OutboxQueue, Outcomes, Released
from crm_adapters.relay.outbox_statements import LOST
from crm_adapters.storage import EVERY_TENANT, Database, DatabaseUnavailable, SqlRecords, outbox_messages
from crm_core.actor import Actor, Role
from crm_core.errors import Unavailable
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadScored
from crm_core.testing import START, VirtualClock
from crm_operations.providers import Message, Notice
from crm_operations.records import OutboxMessage
from crm_operations.settings import RelaySettings

LEASE = timedelta(seconds=60)


def always(change: tuple[str, int]) -> bool:
    return True


def never(change: tuple[str, int]) -> bool:
    return False


def nobody(tenant_id: str, role: Role) -> tuple[str, ...]:
    return ()


class Listener:
    """Hears every event, and fails for those a test names."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []
        self.delivery_ids: list[str] = []
        self.tried: list[datetime] = []
        self.fails: Callable[[tuple[str, int]], bool] = never
        self.clock: VirtualClock | None = None
        self.takes = timedelta(0)
        self._lock = threading.Lock()

    def __call__(self, event: DomainEvent, delivery_id: str) -> None:
        assert isinstance(event, LeadScored)
        with self._lock:
            if self.clock is not None:
                self.tried.append(self.clock.now())
                self.clock.advance(self.takes)
            if self.fails((event.subject.id, event.after)):
                raise OSError("no route to host")
            self.heard.append((event.subject.id, event.after))
            self.delivery_ids.append(delivery_id)

    def heard_of(self, lead: str) -> list[int]:
        return [step for heard_lead, step in self.heard if heard_lead == lead]


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def records(database: Database, clock: VirtualClock) -> SqlRecords:
    return SqlRecords(database, clock, new_id)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def handlers(database: Database, clock: VirtualClock, listener: Listener) -> Handlers:
    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "listener", listener)
    return handlers


@pytest.fixture
def relay(database: Database, clock: VirtualClock, handlers: Handlers) -> Relay:
    return Relay(database, handlers, clock, chance=lambda: 0.0)


@pytest.fixture(autouse=True)
def _empty_outbox(database: Database) -> Iterator[None]:
    yield
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))


@pytest.mark.requirement("REL-002")
def test_what_a_commit_left_in_the_outbox_is_delivered_once(
    database: Database, records: SqlRecords, relay: Relay, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("lead", 1))
    [message_id] = ids_in(database, "pending")

    assert relay.run_until_empty() == RelayRun(delivered=1)
    assert relay.run_until_empty() == RelayRun()

    assert listener.heard == [("lead", 1)]
    assert listener.delivery_ids == [f"{message_id}:listener"]
    assert ids_in(database, "delivered") == [message_id]


@pytest.mark.requirement("REL-002")
def test_what_was_rolled_back_is_never_delivered(
    records: SqlRecords, relay: Relay, listener: Listener, tenant: str
) -> None:
    def fail_at_the_end() -> None:
        with records.writing(Actor(tenant_id=tenant, user_id="ada")) as work:
            work.outbox.announce(scored(tenant, "lead", 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()

    assert relay.run_until_empty() == RelayRun()
    assert listener.heard == []


@pytest.mark.requirement("PLAN-023", "REL-002")
def test_a_notice_reaches_the_inbox_in_the_same_database(
    database: Database, records: SqlRecords, relay: Relay, tenant: str
) -> None:
    message = Message(title="Hello", body="World", reason="You asked for it.")
    with records.writing(Actor(tenant_id=tenant, user_id="ada")) as work:
        work.outbox.notify(Notice(tenant_id=tenant, users=("grace",), message=message))

    relay.run_until_empty()

    inbox = Inbox(database, VirtualClock(), new_id)
    assert [entry.message for entry in inbox.messages(tenant, "grace")] == [message]


@pytest.mark.requirement("REL-002")
def test_a_notice_for_a_role_nobody_holds_ends_on_the_dead_letter_list(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, tenant: str
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(attempts=2), chance=lambda: 0.0)
    message = Message(title="Hello", body="World", reason="You lead the team.")
    with records.writing(Actor(tenant_id=tenant, user_id="ada")) as work:
        work.outbox.notify(Notice(tenant_id=tenant, role=Role.DIRECTOR, message=message))

    relay.run_until_empty()
    clock.advance(timedelta(hours=1))
    relay.run_until_empty()

    [dead] = relay.dead(tenant)
    assert dead.last_error is not None
    assert dead.last_error.startswith("role: NobodyToNotify: nobody is director")


@pytest.mark.requirement("REL-002", "REL-005")
def test_retries_wait_twice_as_long_each_time_up_to_the_longest_pause(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    limits = RelaySettings(attempts=6, initial_seconds=2, maximum_seconds=10)
    draws = iter([0.0, 0.5, 0.0, 0.0, 0.5])
    relay = Relay(database, handlers, clock, limits, chance=lambda: next(draws))
    listener.fails, listener.clock = always, clock
    post(records, tenant, ("lead", 1))

    while not relay.dead(tenant):
        relay.run_once()
        clock.advance(timedelta(milliseconds=250))

    pauses = [
        (later - earlier).total_seconds() for earlier, later in zip(listener.tried, listener.tried[1:], strict=False)
    ]
    # Half of 2, 4, 8, 10 and 10 seconds, and of the other half what was drawn.
    assert pauses == [1.0, 3.0, 4.0, 5.0, 7.5]


@pytest.mark.requirement("REL-005")
def test_a_message_is_dead_after_the_last_attempt_and_says_why(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(attempts=3), chance=lambda: 0.0)
    listener.fails = always
    post(records, tenant, ("lead", 1))

    runs = []
    for _ in range(5):
        runs.append(relay.run_until_empty())
        clock.advance(timedelta(hours=2))

    assert runs == [RelayRun(retried=1), RelayRun(retried=1), RelayRun(dead=1), RelayRun(), RelayRun()]
    [dead] = relay.dead(tenant)
    assert (dead.topic, dead.attempts) == ("lead.scored", 3)
    assert dead.about == EntityRef(kind=EntityKind.LEAD, id="lead")
    assert dead.last_error == "listener: OSError: no route to host"


@pytest.mark.requirement("REL-005")
def test_dead_messages_are_tried_again_when_somebody_says_so(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    stranger = new_id()
    relay = Relay(database, handlers, clock, RelaySettings(attempts=1))
    listener.fails = always
    post(records, tenant, ("first", 1), ("second", 1))
    post(records, stranger, ("third", 1))
    assert relay.run_until_empty() == RelayRun(dead=3)
    listener.fails = never
    [first, second] = relay.dead(tenant)

    assert relay.retry([first.id]) == 1
    assert relay.run_until_empty() == RelayRun(delivered=1)
    assert listener.heard == [("first", 1)]
    assert relay.retry([second.id], tenant_id=stranger) == 0
    assert relay.retry([]) == 0
    assert relay.retry(tenant_id=tenant) == 1
    assert relay.run_until_empty() == RelayRun(delivered=1)
    assert [message.tenant_id for message in relay.dead()] == [stranger]
    assert relay.retry() == 1
    assert relay.run_until_empty() == RelayRun(delivered=1)
    assert relay.dead() == []


@pytest.mark.requirement("REL-005")
def test_a_poisonous_message_is_dead_at_once_and_blocks_nothing(
    database: Database, records: SqlRecords, relay: Relay, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("first", 1), ("first", 2), ("second", 1), ("third", 1))
    first, _, second, third = ids_in(database, "pending")
    change(database, first, body="{")
    change(database, second, topic="lead.abducted")
    change(database, third, entity_kind="spaceship")

    run = relay.run_until_empty()

    assert sorted(listener.heard) == [("first", 2), ("third", 1)]
    assert run == RelayRun(delivered=2, dead=2)
    assert {message.id: (message.last_error or "").partition(":")[0] for message in relay.dead(tenant)} == {
        first: "the body is not a lead.scored",
        second: "no event is named lead.abducted; the release that wrote the message knew it, this one does not",
    }


@pytest.mark.requirement("REL-002")
def test_a_later_message_of_an_entity_waits_for_the_earlier_one(
    database: Database, records: SqlRecords, relay: Relay, clock: VirtualClock, listener: Listener, tenant: str
) -> None:
    listener.fails = lambda change: change == ("slow", 1)
    post(records, tenant, ("slow", 1), ("slow", 2), ("quick", 1), ("slow", 3), ("quick", 2))

    assert relay.run_until_empty() == RelayRun(delivered=2, retried=1, released=2)
    assert listener.heard == [("quick", 1), ("quick", 2)]
    assert [message_in(database, waiting)["attempts"] for waiting in ids_in(database, "pending")] == [1, 0, 0]

    listener.fails = never
    clock.advance(timedelta(seconds=2))
    relay.run_until_empty()

    assert listener.heard_of("slow") == [1, 2, 3]


@pytest.mark.requirement("REL-002", "REL-005")
def test_a_dead_message_lets_the_later_ones_of_its_entity_pass(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(attempts=1))
    listener.fails = lambda change: change[1] == 1
    post(records, tenant, ("lead", 1), ("lead", 2))

    assert relay.run_until_empty() == RelayRun(delivered=1, dead=1)
    assert listener.heard == [("lead", 2)]


@pytest.mark.requirement("REL-002", "REL-005")
def test_a_message_put_back_does_not_hurry_a_later_one_that_waits_for_its_retry(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("lead", 1), ("lead", 2))
    listener.fails = lambda change: change[1] == 1
    Relay(database, handlers, clock, RelaySettings(attempts=1)).run_once(limit=1)
    relay = Relay(database, handlers, clock, RelaySettings(attempts=5), chance=lambda: 0.0)
    listener.fails = always
    relay.run_once()
    listener.fails = never
    relay.retry(tenant_id=tenant)

    assert relay.run_until_empty() == RelayRun(delivered=1)
    assert listener.heard == [("lead", 1)]
    clock.advance(timedelta(seconds=1))
    relay.run_until_empty()
    assert listener.heard == [("lead", 1), ("lead", 2)]


@pytest.mark.requirement("REL-002")
def test_the_same_id_in_two_tenants_is_two_entities(
    records: SqlRecords, relay: Relay, listener: Listener, tenant: str
) -> None:
    listener.fails = lambda change: change[1] == 1
    post(records, tenant, ("lead", 1))
    post(records, new_id(), ("lead", 2))

    assert relay.run_until_empty() == RelayRun(delivered=1, retried=1)
    assert listener.heard == [("lead", 2)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    failures=st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), st.integers(1, 3), max_size=6),
    batch=st.integers(1, 5),
)
@pytest.mark.requirement("REL-002", "REL-005")
def test_whatever_fails_each_entity_is_told_in_order_and_completely(
    database: Database, tenant: str, failures: dict[tuple[str, int], int], batch: int
) -> None:
    clock, listener = VirtualClock(), Listener()
    handlers = Handlers(inbox_only(database, clock))
    handlers.handle(EVERY_EVENT, "listener", listener)
    relay = Relay(database, handlers, clock, RelaySettings(batch_size=batch))
    left = Counter(failures)

    def fails(change: tuple[str, int]) -> bool:
        left[change] -= 1
        return left[change] >= 0

    listener.fails = fails
    post(SqlRecords(database, clock, new_id), tenant, *((lead, step) for step in range(1, 5) for lead in "abc"))

    for _ in range(60):
        relay.run_until_empty()
        clock.advance(timedelta(seconds=5))

    assert {lead: listener.heard_of(lead) for lead in "abc"} == {lead: [1, 2, 3, 4] for lead in "abc"}


@pytest.mark.requirement("REL-002")
def test_a_worker_that_died_between_claim_and_settle_is_replaced_when_its_lease_ends(
    database: Database, records: SqlRecords, relay: Relay, clock: VirtualClock, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("lead", 1), ("lead", 2))
    held = OutboxQueue(database).claim(clock.now(), clock.now() + LEASE, 10)

    assert relay.run_until_empty() == RelayRun()
    clock.advance(LEASE - timedelta(microseconds=1))
    assert relay.run_until_empty() == RelayRun()
    clock.advance(timedelta(microseconds=1))
    assert relay.run_until_empty() == RelayRun(delivered=2)

    assert listener.heard == [("lead", 1), ("lead", 2)]
    assert listener.delivery_ids == [f"{row['id']}:listener" for row in held]


@pytest.mark.requirement("REL-005")
def test_a_message_that_kills_its_workers_takes_no_other_with_it(
    database: Database,
    records: SqlRecords,
    clock: VirtualClock,
    handlers: Handlers,
    listener: Listener,
    tenant: str,
    mocker: MockerFixture,
) -> None:
    listener.fails = killing(mocker)
    post(records, tenant, ("first", 1), ("second", 1), ("killer", 1), ("third", 1), ("fourth", 1))
    relay = Relay(database, handlers, clock, RelaySettings(attempts=3))

    deaths = 0
    for _ in range(10):
        try:
            relay.run_until_empty()
        except KilledError:
            deaths += 1
            mocker.stopall()
        clock.advance(LEASE)

    assert deaths == 3
    assert {lead for lead, _ in listener.heard} == {"first", "second", "third", "fourth"}
    assert ids_in(database, "pending") == []
    assert len(relay.dead(tenant)) == 1


@pytest.mark.requirement("REL-005")
def test_before_a_worker_tries_what_another_was_lost_with_it_settles_the_rest(
    database: Database,
    records: SqlRecords,
    relay: Relay,
    clock: VirtualClock,
    listener: Listener,
    tenant: str,
    mocker: MockerFixture,
) -> None:
    listener.fails = killing(mocker)
    post(records, tenant, ("killer", 1))
    OutboxQueue(database).claim(clock.now(), clock.now() + LEASE, 10)
    clock.advance(LEASE)
    post(records, tenant, ("fresh", 1))

    with pytest.raises(KilledError):
        relay.run_once()

    assert listener.heard == [("fresh", 1)]
    assert len(ids_in(database, "delivered")) == 1


@pytest.mark.requirement("REL-002")
def test_a_worker_that_comes_back_after_its_lease_changes_nothing(
    database: Database, records: SqlRecords, relay: Relay, clock: VirtualClock, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("lead", 1))
    late = OutboxQueue(database)
    [held] = late.claim(clock.now(), clock.now() + LEASE, 10)
    clock.advance(LEASE)
    listener.fails = always
    relay.run_once()
    waiting = message_in(database, held["id"])

    late.settle(clock.now(), Outcomes(failed=(Failure(held, "too late", None),)))
    late.settle(clock.now(), Outcomes(released=(Released(held),)))
    assert message_in(database, held["id"]) == waiting

    late.settle(clock.now(), Outcomes(delivered=(held,)))
    late.settle(clock.now(), Outcomes(failed=(Failure(held, "too late", None),)))
    assert message_in(database, held["id"])["state"] == "delivered"


@pytest.mark.requirement("REL-005")
def test_a_message_no_worker_survives_ends_on_the_dead_letter_list(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(attempts=3))
    post(records, tenant, ("lead", 1))
    for _ in range(3):
        OutboxQueue(database).claim(clock.now(), clock.now() + LEASE, 10)
        clock.advance(LEASE)

    assert relay.run_once() == RelayRun(dead=1)

    assert listener.heard == []
    assert [message.last_error for message in relay.dead(tenant)] == ["no worker came back from delivering it"]


KILLED = """
import os, sys
from datetime import timedelta
from crm_adapters.relay import EVERY_EVENT, Handlers, Relay
from crm_adapters.storage import Database
from crm_core.testing import VirtualClock
from crm_operations.testing import FakeNotifications

database, clock = Database(sys.argv[1]), VirtualClock()
handlers = Handlers(FakeNotifications())
handlers.handle(EVERY_EVENT, "listener", lambda event, delivery_id: print(delivery_id, flush=True) or os._exit(9))
Relay(database, handlers, clock).run_once()
"""


@pytest.mark.requirement("REL-002")
def test_what_a_killed_process_was_delivering_is_delivered_again_under_the_same_id(
    database: Database, records: SqlRecords, relay: Relay, clock: VirtualClock, listener: Listener, tenant: str
) -> None:
    post(records, tenant, ("lead", 1))
    url = database.url.render_as_string(hide_password=False)

    killed = subprocess.run([sys.executable, "-c", KILLED, url], capture_output=True, text=True, check=False)
    assert killed.returncode == 9, killed.stderr
    assert relay.run_until_empty() == RelayRun()
    clock.advance(LEASE)
    assert relay.run_until_empty() == RelayRun(delivered=1)

    assert listener.delivery_ids == [killed.stdout.strip()]


@pytest.mark.requirement("REL-002")
def test_what_a_slow_worker_does_not_reach_within_half_its_lease_it_gives_back(
    records: SqlRecords, relay: Relay, clock: VirtualClock, database: Database, listener: Listener, tenant: str
) -> None:
    listener.clock, listener.takes = clock, LEASE / 4
    post(records, tenant, *((f"lead-{number}", 1) for number in range(6)))

    assert relay.run_once() == RelayRun(delivered=3, released=3)
    assert [message_in(database, waiting)["attempts"] for waiting in ids_in(database, "pending")] == [0, 0, 0]
    assert relay.run_until_empty() == RelayRun(delivered=3)
    assert len(listener.heard) == 6


@pytest.mark.requirement("REL-002")
def test_a_worker_that_is_interrupted_settles_what_it_delivered(
    records: SqlRecords, relay: Relay, database: Database, listener: Listener, tenant: str
) -> None:
    def interrupt(change: tuple[str, int]) -> bool:
        if change[0] == "second":
            raise KeyboardInterrupt
        return False

    listener.fails = interrupt
    post(records, tenant, ("first", 1), ("second", 1), ("third", 1))

    with pytest.raises(KeyboardInterrupt):
        relay.run_once()
    listener.fails = never

    assert len(ids_in(database, "delivered")) == 1
    assert relay.run_until_empty() == RelayRun(delivered=2)
    assert listener.heard == [("first", 1), ("second", 1), ("third", 1)]


@pytest.mark.requirement("REL-002")
def test_four_workers_deliver_a_thousand_messages_each_once_and_in_order(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    leads, steps = 250, 4
    for step in range(steps):
        post(records, tenant, *((f"lead-{number}", step) for number in range(leads)))
    workers = [Relay(database, handlers, clock, RelaySettings(batch_size=40)) for _ in range(4)]

    def work(worker: Relay) -> RelayRun:
        total = RelayRun()
        while ids_in(database, "pending"):
            total += worker.run_until_empty()
        return total

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(work, workers))

    assert sum((run.delivered for run in runs), 0) == leads * steps
    assert len(set(listener.delivery_ids)) == len(listener.delivery_ids) == leads * steps
    assert all(listener.heard_of(f"lead-{number}") == list(range(steps)) for number in range(leads))


@pytest.mark.requirement("REL-002")
def test_what_was_delivered_long_ago_is_forgotten_and_what_is_dead_is_not(
    database: Database, records: SqlRecords, clock: VirtualClock, handlers: Handlers, listener: Listener, tenant: str
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(attempts=1))
    listener.fails = lambda change: change[0] == "dead"
    post(records, tenant, ("old", 1), ("dead", 1))
    relay.run_until_empty()
    clock.advance(timedelta(days=30))
    post(records, tenant, ("new", 1))
    relay.run_until_empty()
    post(records, tenant, ("pending", 1))

    assert relay.prune(timedelta(days=30)) == 0
    clock.advance(timedelta(seconds=1))
    assert relay.prune(timedelta(days=30)) == 1

    assert [len(ids_in(database, state)) for state in ("delivered", "dead", "pending")] == [1, 1, 1]


@pytest.mark.requirement("REL-002")
def test_a_worker_goes_on_until_it_is_told_to_stop_and_waits_for_a_database_that_is_away(
    database: Database, handlers: Handlers, clock: VirtualClock, mocker: MockerFixture
) -> None:
    relay = Relay(database, handlers, clock, RelaySettings(poll_seconds=0.01))
    stop = threading.Event()
    runs: list[RelayRun | DatabaseUnavailable] = [RelayRun(delivered=1), DatabaseUnavailable("away"), RelayRun()]

    def next_run() -> RelayRun:
        if not runs:
            stop.set()
            return RelayRun(delivered=1)
        run = runs.pop(0)
        if isinstance(run, RelayRun):
            return run
        raise run

    run_once = mocker.patch.object(relay, "run_once", side_effect=next_run)
    waited = mocker.spy(stop, "wait")

    relay.run_forever(stop)

    assert run_once.call_count == 4
    assert waited.call_count == 2


class Unkept:
    """A database that refuses every statement in which a message and a word come together."""

    def __init__(self, database: Database, message_id: str, word: str) -> None:
        self._message_id = message_id
        self._word = word
        self._listening = database.engine, "before_cursor_execute", self._refuse

    def _refuse(self, _connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        is_settling = statement.startswith("UPDATE crm_outbox") and LOST not in repr(parameters)
        if is_settling and self._message_id in repr(parameters) and self._word in repr(parameters):
            raise ValueError("a string literal cannot contain NUL (0x00) characters")

    def __enter__(self) -> None:
        event.listen(*self._listening)

    def __exit__(self, *_: object) -> None:
        event.remove(*self._listening)


@pytest.mark.parametrize("fails", [always, never], ids=["failed", "delivered"])
def test_a_message_that_cannot_be_settled_is_dead_with_the_reason_and_the_others_of_its_batch_are_settled(
    database: Database,
    records: SqlRecords,
    relay: Relay,
    listener: Listener,
    tenant: str,
    fails: Callable[[tuple[str, int]], bool],
) -> None:
    listener.fails = lambda change: fails(change) and change[0] == "hostile"
    post(records, tenant, ("first", 1), ("hostile", 1), ("last", 1))
    _, hostile, _ = ids_in(database, "pending")

    with Unkept(database, hostile, "no route" if fails is always else "delivered"):
        settled = relay.run_once()

    assert settled == RelayRun(delivered=2, dead=1)
    [dead] = relay.dead(tenant)
    assert (dead.id, dead.last_error) == (hostile, "what became of it could not be kept: ValueError")
    assert len(ids_in(database, "delivered")) == 2


def test_a_message_that_can_not_even_be_dead_keeps_no_other_waiting(
    database: Database, records: SqlRecords, relay: Relay, listener: Listener, tenant: str
) -> None:
    listener.fails = lambda change: change[0] == "hostile"
    post(records, tenant, ("first", 1), ("hostile", 1), ("last", 1))
    _, hostile, _ = ids_in(database, "pending")

    with Unkept(database, hostile, ""):
        settled = relay.run_once()

    assert settled == RelayRun(delivered=2, released=1)
    assert ids_in(database, "pending") == [hostile]


@pytest.mark.parametrize("secret", ["\0", "\x1b[2J", "\ud800", "\u202e", "a" * 1_000_000], ids=ascii)
def test_whatever_an_error_says_is_kept_so_that_every_database_can_keep_it(
    records: SqlRecords, relay: Relay, handlers: Handlers, clock: VirtualClock, tenant: str, secret: str
) -> None:
    def fail(event: DomainEvent, delivery_id: str) -> None:
        raise OSError(f"before {secret} behind")

    handlers.handle(EVERY_EVENT, "hostile", fail)
    post(records, tenant, ("lead", 1))

    for _ in range(8):
        relay.run_once()
        clock.advance(timedelta(hours=1))

    [dead] = relay.dead(tenant)
    assert dead.last_error is not None
    assert dead.last_error.startswith("hostile: OSError: before ")
    assert len(dead.last_error) <= 2_000
    assert secret not in dead.last_error


class KilledError(BaseException):
    """The process is gone: nothing is settled any more."""


def killing(mocker: MockerFixture) -> Callable[[tuple[str, int]], bool]:
    """Kills the worker that delivers anything to the lead ``killer``."""

    def kill(change: tuple[str, int]) -> bool:
        if change[0] == "killer":
            mocker.patch.object(OutboxQueue, "settle", side_effect=KilledError)
            raise KilledError
        return False

    return kill


def post(records: SqlRecords, tenant: str, *happenings: tuple[str, int]) -> None:
    """Commits one event for each lead and step, in this order."""
    with records.writing(Actor(tenant_id=tenant, user_id="ada")) as work:
        work.outbox.announce(*(scored(tenant, lead, step) for lead, step in happenings))


def scored(tenant: str, lead: str, step: int) -> LeadScored:
    subject = EntityRef(kind=EntityKind.LEAD, id=lead)
    return LeadScored(tenant_id=tenant, subject=subject, at=START, before=0, after=step)


def ids_in(database: Database, state: str) -> list[str]:
    query = select(outbox_messages.c.id).where(outbox_messages.c.state == state).order_by(outbox_messages.c.id)
    with database.reading(EVERY_TENANT) as connection:
        return list(connection.execute(query).scalars())


def message_in(database: Database, message_id: str) -> dict[str, object]:
    with database.reading(EVERY_TENANT) as connection:
        query = select(outbox_messages).where(outbox_messages.c.id == message_id)
        return dict(connection.execute(query).mappings().one())


def change(database: Database, message_id: str, **values: str) -> None:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(outbox_messages.update().where(outbox_messages.c.id == message_id).values(**values))


@pytest.mark.parametrize(
    ("asked", "pause"), [(None, 1.0), (0.5, 1.0), (7.0, 7.0), (3_600.0, 10.0)], ids=["nobody", "less", "more", "most"]
)
def test_whoever_asks_for_a_longer_pause_gets_it_up_to_the_longest(
    database: Database,
    records: SqlRecords,
    clock: VirtualClock,
    tenant: str,
    asked: float | None,
    pause: float,
) -> None:
    """Half of two seconds would be the first pause, with nothing left to chance."""
    tried: list[datetime] = []

    class Busy(Handlers):
        def deliver(self, message: OutboxMessage, *, is_handled: bool = False) -> None:
            tried.append(clock.now())
            raise Unavailable("they are busy", {} if asked is None else {"retry_after_seconds": asked})

    limits = RelaySettings(attempts=2, initial_seconds=2, maximum_seconds=10)
    relay = Relay(database, Busy(inbox_only(database, clock)), clock, limits, chance=lambda: 0.0)
    post(records, tenant, ("lead", 1))

    while not relay.dead(tenant):
        relay.run_once()
        clock.advance(timedelta(milliseconds=250))

    first, second = tried
    assert (second - first).total_seconds() == pause
