"""No tenant and no address keeps another one's deliveries waiting, however much it has and however slow it is."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from inbox_only import inbox_only
from sqlalchemy import delete, insert

from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.channels.channel import ChannelUnavailable, DeliveryRefused
from crm_adapters.relay import Handlers, Relay, RelayRun
from crm_adapters.relay.outbox_queue import OutboxQueue
from crm_adapters.storage import DELIVERY, EVERY_TENANT, PENDING, Database, outbox_messages
from crm_core.testing import VirtualClock
from crm_operations.records import OutboxMessage
from crm_operations.settings import RelaySettings

PATIENCE = 20.0
SETTINGS = RelaySettings(
    attempts=50, address_failures=3, address_pause_seconds=30, initial_seconds=1, maximum_seconds=100
)
Send = Callable[[OutboxMessage], None]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(autouse=True)
def _empty_outbox(database: Database) -> Iterator[None]:
    yield
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(outbox_messages))


@pytest.fixture
def relay_of(database: Database, clock: VirtualClock) -> Callable[[Send], Relay]:
    def make(send: Send) -> Relay:
        handlers = Handlers(inbox_only(database, clock))
        handlers.add_sender("hook", send)
        return Relay(database, handlers, clock, SETTINGS, chance=lambda: 0.0)

    return make


def test_who_has_one_delivery_is_in_the_next_batch_however_many_somebody_else_has(
    database: Database, clock: VirtualClock
) -> None:
    for _ in range(5):
        put(database, clock, "crowd", *(f"hook-{number}" for number in range(12)))
    put(database, clock, "quiet", "hook")

    claimed = OutboxQueue(database).claim(clock.now(), clock.now() + timedelta(seconds=60), 10)

    assert Counter(row["tenant_id"] for row in claimed) == {"crowd": 9, "quiet": 1}


def test_an_address_of_a_tenant_does_not_fill_the_batch_while_its_other_addresses_wait(
    database: Database, clock: VirtualClock
) -> None:
    put(database, clock, "acme", *["busy"] * 40)
    put(database, clock, "acme", "quiet", "quiet", "idle")

    claimed = OutboxQueue(database).claim(clock.now(), clock.now() + timedelta(seconds=60), 10)

    assert Counter(row["destination"] for row in claimed) == {"busy": 7, "quiet": 2, "idle": 1}
    assert [row["destination"] for row in claimed[:3]] == ["busy", "quiet", "idle"]


def test_where_nobody_else_waits_one_address_may_have_the_whole_batch(database: Database, clock: VirtualClock) -> None:
    put(database, clock, "acme", *["busy"] * 40)

    assert len(OutboxQueue(database).claim(clock.now(), clock.now() + timedelta(seconds=60), 10)) == 10


@pytest.mark.requirement("SCL-001")
def test_a_tenant_whose_endpoints_never_answer_keeps_no_other_waiting_for_a_single_one_of_them(
    database: Database, clock: VirtualClock, relay_of: Callable[[Send], Relay]
) -> None:
    arrived = threading.Event()
    seen_while_hanging: list[bool] = []

    def send(message: OutboxMessage) -> None:
        if message.tenant_id == "quiet":
            arrived.set()
            return
        seen_while_hanging.append(arrived.wait(PATIENCE))
        raise ChannelUnavailable.because_it_did_not_take_it("hook", "it never answered")

    put(database, clock, "silent", *(f"hook-{number}" for number in range(12)))
    put(database, clock, "quiet", "hook")

    run = relay_of(send).run_once()

    assert seen_while_hanging == [True], "the delivery arrived while the first endpoint still hung, which was the last"
    assert run == RelayRun(delivered=1, retried=1, released=11)


def test_an_address_that_left_three_unanswered_is_left_alone_and_then_tried_by_one(
    database: Database, clock: VirtualClock, relay_of: Callable[[Send], Relay]
) -> None:
    tried: list[str] = []
    is_away = True

    def send(message: OutboxMessage) -> None:
        tried.append(message.id)
        if is_away:
            raise ChannelUnavailable.because_it_did_not_take_it("hook", "it never answered")

    put(database, clock, "acme", *["hook"] * 20)
    relay = relay_of(send)

    relay.run_until_empty()
    assert len(tried) == 3, "each of another message"
    assert len(set(tried)) == 3
    clock.advance(timedelta(seconds=29))
    relay.run_until_empty()
    assert len(tried) == 3, "not before its pause is over"

    clock.advance(timedelta(seconds=1))
    relay.run_until_empty()
    assert len(tried) == 4
    clock.advance(timedelta(seconds=59))
    relay.run_until_empty()
    assert len(tried) == 4, "twice as long"

    clock.advance(timedelta(seconds=1))
    is_away = False
    assert relay.run_until_empty().delivered == 20


def test_a_refusal_is_an_answer_and_leaves_the_address_in_use(
    database: Database, clock: VirtualClock, relay_of: Callable[[Send], Relay]
) -> None:
    def send(message: OutboxMessage) -> None:
        raise DeliveryRefused.because_of("hook", "not this one")

    put(database, clock, "acme", *["hook"] * 10)

    assert relay_of(send).run_once() == RelayRun(dead=10)


def test_one_message_an_address_cannot_stomach_does_not_have_it_left_alone(
    database: Database, clock: VirtualClock, relay_of: Callable[[Send], Relay]
) -> None:
    put(database, clock, "acme", *["hook"] * 10)
    poisonous: list[str] = []

    def send(message: OutboxMessage) -> None:
        if message.id in poisonous or not poisonous:
            poisonous[:] = [message.id]
            raise ChannelUnavailable.because_it_did_not_take_it("hook", "500")

    relay = relay_of(send)
    total = relay.run_until_empty()
    for _ in range(5):
        clock.advance(timedelta(seconds=100))
        put(database, clock, "acme", "hook")
        total += relay.run_until_empty()

    assert total.delivered == 9 + 5


def put(database: Database, clock: VirtualClock, tenant: str, *destinations: str) -> None:
    rows = [
        {
            "tenant_id": tenant,
            "id": new_id(),
            "topic": f"{DELIVERY}hook",
            "destination": destination,
            "body": "{}",
            "created_at": clock.now(),
            "available_at": clock.now(),
            "state": PENDING,
            "attempts": 0,
        }
        for destination in destinations
    ]
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(insert(outbox_messages), rows)
