"""A publisher returns once the broker has the event, and says which failures are worth another try."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from crm_adapters.broker import BrokerUnavailable, EventPublisher, EventRefused, event_publisher, sealed
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadAssigned, LeadScored
from crm_core.testing import START

if TYPE_CHECKING:
    from tests.adapters.broker.conftest import BrokerProxy, NatsStation, RabbitStation, ReceivedEvent, Station

PublisherTo = Callable[..., EventPublisher]


def lead(number: int = 1) -> EntityRef:
    return EntityRef(kind=EntityKind.LEAD, id=f"lead-{number}")


def scored(after: int, tenant: str = "acme", number: int = 1) -> LeadScored:
    """Of any tenant, one too that was kept before ids of tenants had bounds."""
    event = LeadScored(tenant_id="acme", subject=lead(number), at=START, before=0, after=after)
    return event.model_copy(update={"tenant_id": tenant})


def in_order(received: list["ReceivedEvent"]) -> dict[str | None, list[int]]:
    """The scores heard of each lead, without the repetitions."""
    steps: dict[str | None, list[int]] = {}
    for event in {each.event.get_id(): each.event for each in received}.values():
        steps.setdefault(event.get_subject(), []).append(LeadScored.model_validate(event.get_data()).after)
    return steps


def weighing(size: int) -> LeadAssigned:
    """An event of about that many bytes, of something kept beyond its bounds."""
    return LeadAssigned(tenant_id="acme", subject=lead(), at=START, assigned_to="ada", previously="x" * size)


@pytest.mark.requirement("SCL-001")
def test_an_event_arrives_as_a_cloud_event_under_its_subject(station: "Station", publisher_to: PublisherTo) -> None:
    consumer = station.listen()

    publisher_to(station)(scored(7), "message-1:broker")

    [received] = consumer.wait_for(1)
    assert received.subject == f"{station.name}.acme.lead.scored"
    assert received.content_type == "application/cloudevents+json"
    assert received.message_id == received.event.get_id() == "message-1"
    assert received.event.get_data() == scored(7).to_dict()


@pytest.mark.requirement("INT-001")
def test_who_listens_to_one_tenant_never_hears_another(station: "Station", publisher_to: PublisherTo) -> None:
    publish = publisher_to(station, mandatory=False)
    consumer = station.listen("a%2Eb.>")

    for count, tenant in enumerate(("a", "a.b.c", "*", "b", "a%2Eb", ">", "#", "a b", "a.b")):
        publish(scored(count, tenant), f"message-{count}:broker")

    assert [received.event.get_extension("tenant") for received in consumer.wait_for(1)] == ["a.b"]


def test_events_published_one_after_the_other_arrive_in_that_order(
    station: "Station", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station)

    for count in range(50):
        publish(scored(count), f"message-{count}:broker")

    assert [received.event.get_id() for received in consumer.wait_for(50)] == [
        f"message-{count}" for count in range(50)
    ]


def test_threads_share_one_connection_and_each_keeps_its_order(
    station: "Station", proxy: "BrokerProxy", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station, url=proxy.url)

    def work(number: int) -> None:
        for count in range(25):
            publish(scored(count, number=number), f"message-{number}-{count}:broker")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert in_order(consumer.wait_for(200)) == {f"lead/lead-{number}": list(range(25)) for number in range(8)}
    assert proxy.connections == 1


def test_a_publisher_that_was_closed_opens_again(station: "Station", publisher_to: PublisherTo) -> None:
    consumer = station.listen()
    publish = publisher_to(station)

    publish.close()
    publish(scored(1), "message-1:broker")
    publish.close()
    publish.close()
    publish(scored(2), "message-2:broker")

    assert len(consumer.wait_for(2)) == 2


@pytest.mark.requirement("REL-005")
def test_a_broker_nobody_answers_for_is_worth_another_try(
    station: "Station", proxy: "BrokerProxy", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station, url=proxy.url)
    proxy.remove()

    for _ in range(2):
        with pytest.raises(BrokerUnavailable, match="the broker did not take it"):
            publish(scored(1), "message-1:broker")
    proxy.mend()
    publish(scored(1), "message-1:broker")

    assert len(consumer.wait_for(1)) == 1


@pytest.mark.requirement("REL-005")
def test_a_connection_lost_between_two_events_is_replaced_unnoticed(
    station: "Station", proxy: "BrokerProxy", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station, url=proxy.url)
    publish(scored(1), "message-1:broker")

    proxy.cut()
    while publish._link is not None and publish._link.is_open:
        time.sleep(0.001)
    for count in range(2, 5):
        publish(scored(count), f"message-{count}:broker")

    assert [received.event.get_id() for received in consumer.wait_for(4)] == [
        f"message-{count}" for count in range(1, 5)
    ]
    assert proxy.connections == 2


@pytest.mark.requirement("REL-005")
def test_however_often_the_wire_is_cut_nothing_is_lost_and_each_entity_keeps_its_order(
    station: "Station", proxy: "BrokerProxy", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station, url=proxy.url, timeout_seconds=1.0)

    def insist(number: int, count: int) -> None:
        try:
            publish(scored(count, number=number), f"message-{number}-{count}:broker")
        except BrokerUnavailable:
            insist(number, count)

    def work(number: int) -> None:
        for count in range(25):
            insist(number, count)

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work, number) for number in range(4)]
        for received in (1, 20, 40, 60):
            consumer.wait_for(received)
            proxy.cut()
        for worker in workers:
            worker.result()

    assert proxy.connections > 1
    insist(number=99, count=0)
    steps = in_order(consumer.wait_until("message-99-0"))
    assert steps == {"lead/lead-99": [0], **{f"lead/lead-{number}": list(range(25)) for number in range(4)}}


@pytest.mark.requirement("REL-005")
def test_a_lost_answer_is_worth_another_try_under_the_same_id(
    station: "Station", proxy: "BrokerProxy", publisher_to: PublisherTo
) -> None:
    consumer = station.listen()
    publish = publisher_to(station, url=proxy.url, timeout_seconds=1.0)
    publish(scored(1), "message-1:broker")
    proxy.loses_answers = True

    with pytest.raises(BrokerUnavailable, match="TimeoutError"):
        publish(scored(2), "message-2:broker")
    proxy.mend()
    publish(scored(2), "message-2:broker")
    publish(scored(3), "message-3:broker")

    ids = [received.event.get_id() for received in consumer.wait_until("message-3")]
    assert list(dict.fromkeys(ids)) == ["message-1", "message-2", "message-3"]


@pytest.mark.requirement("REL-005")
def test_jetstream_keeps_an_event_once_however_often_it_is_published(
    on_nats: "NatsStation", publisher_to: PublisherTo
) -> None:
    publish = publisher_to(on_nats)

    for message in ("message-1", "message-1", "message-2", "message-1"):
        publish(scored(1), f"{message}:broker")

    assert on_nats.ask("stream_info", on_nats.name).state.messages == 2


def test_a_stream_is_made_if_missing_and_left_as_it_is_if_there(
    on_nats: "NatsStation", publisher_to: PublisherTo
) -> None:
    publisher_to(on_nats)(scored(1), "message-1:broker")
    stream = on_nats.ask("stream_info", on_nats.name)
    on_nats.forget()
    on_nats.set_up(max_msgs=17)
    publisher_to(on_nats)(scored(2), "message-2:broker")

    assert (stream.config.subjects, stream.state.messages) == ([f"{on_nats.name}.>"], 1)
    left = on_nats.ask("stream_info", on_nats.name)
    assert (left.config.max_msgs, left.state.messages) == (17, 1)


@pytest.mark.requirement("REL-005")
def test_a_stream_or_exchange_that_was_removed_is_made_anew(station: "Station", publisher_to: PublisherTo) -> None:
    publish = publisher_to(station, mandatory=False)
    publish(scored(1), "message-1:broker")
    station.forget()

    with pytest.raises(BrokerUnavailable):
        publish(scored(2), "message-2:broker")
    publish(scored(2), "message-2:broker")


def test_a_stream_that_listens_elsewhere_is_named(on_nats: "NatsStation", publisher_to: PublisherTo) -> None:
    on_nats.set_up()

    with pytest.raises(BrokerUnavailable, match=r"no stream of the broker listens to elsewhere\.acme.lead.scored"):
        publisher_to(on_nats, prefix="elsewhere")(scored(1), "message-1:broker")


@pytest.mark.requirement("REL-005")
def test_a_full_stream_is_worth_another_try(on_nats: "NatsStation", publisher_to: PublisherTo) -> None:
    on_nats.set_up(max_msgs=1, discard="new")
    publish = publisher_to(on_nats)
    publish(scored(1), "message-1:broker")

    with pytest.raises(BrokerUnavailable, match="maximum messages exceeded"):
        publish(scored(2), "message-2:broker")


@pytest.mark.requirement("REL-005")
def test_a_full_queue_is_worth_another_try(on_rabbitmq: "RabbitStation", publisher_to: PublisherTo) -> None:
    publish = publisher_to(on_rabbitmq, mandatory=False)
    publish(scored(0), "message-0:broker")

    async def fill(channel: object) -> None:
        full = {"x-max-length": 1, "x-overflow": "reject-publish", "x-expires": 60_000}
        queue = await channel.declare_queue(f"{on_rabbitmq.name}_full", arguments=full)  # type: ignore[attr-defined]
        await queue.bind(on_rabbitmq.name, "#")

    on_rabbitmq.on_a_channel(fill)
    publish(scored(1), "message-1:broker")

    with pytest.raises(BrokerUnavailable, match="Nack"):
        publish(scored(2), "message-2:broker")


@pytest.mark.requirement("REL-005")
def test_what_nats_finds_too_large_is_refused_and_the_next_event_goes_through(
    on_nats: "NatsStation", publisher_to: PublisherTo
) -> None:
    consumer = on_nats.listen()
    publish = publisher_to(on_nats)
    largest = on_nats.max_payload()
    frame = len(sealed(weighing(0), "message-1", on_nats.name).body)

    # The server counts the headers in, and hangs up on the second.
    for size in (2 * largest, largest - frame):
        with pytest.raises(EventRefused, match=f"the broker takes {largest}"):
            publish(weighing(size), "message-1:broker")
    publish(weighing(largest - frame - 1_024), "message-2:broker")

    assert [received.event.get_id() for received in consumer.wait_for(1)] == ["message-2"]


@pytest.mark.requirement("REL-005")
def test_what_a_stream_finds_too_large_is_refused(on_nats: "NatsStation", publisher_to: PublisherTo) -> None:
    on_nats.set_up(max_msg_size=1_000)
    publish = publisher_to(on_nats)

    with pytest.raises(EventRefused, match="message size exceeds maximum allowed"):
        publish(weighing(1_000), "message-1:broker")
    publish(scored(1), "message-2:broker")


@pytest.mark.requirement("REL-005")
def test_what_rabbitmq_finds_too_large_is_refused_and_the_next_event_goes_through(
    on_rabbitmq: "RabbitStation", publisher_to: PublisherTo
) -> None:
    consumer = on_rabbitmq.listen()
    publish = publisher_to(on_rabbitmq, timeout_seconds=30.0)

    with pytest.raises(EventRefused, match="larger than configured max size"):
        publish(weighing(129 * 1_024 * 1_024), "message-1:broker")
    publish(scored(1), "message-2:broker")

    assert [received.event.get_id() for received in consumer.wait_for(1)] == ["message-2"]


@pytest.mark.requirement("REL-005")
def test_what_no_queue_takes_is_refused_unless_such_events_may_go(
    on_rabbitmq: "RabbitStation", publisher_to: PublisherTo
) -> None:
    publish = publisher_to(on_rabbitmq)

    with pytest.raises(EventRefused, match=r"no queue is bound to \S+.acme.lead.scored; .* mandatory = false"):
        publish(scored(1), "message-1:broker")
    publisher_to(on_rabbitmq, mandatory=False)(scored(1), "message-1:broker")
    consumer = on_rabbitmq.listen()
    publish(scored(1), "message-1:broker")

    assert len(consumer.wait_for(1)) == 1


def test_a_subject_longer_than_a_routing_key_may_be_is_refused(
    on_rabbitmq: "RabbitStation", publisher_to: PublisherTo
) -> None:
    with pytest.raises(EventRefused, match="longer than the 255 bytes a routing key may have"):
        publisher_to(on_rabbitmq)(scored(1, tenant="ü" * 64), "message-1:broker")


def test_an_exchange_of_another_kind_is_not_used(on_rabbitmq: "RabbitStation", publisher_to: PublisherTo) -> None:
    on_rabbitmq.on_a_channel(lambda channel: channel.declare_exchange(on_rabbitmq.name, "fanout"))

    with pytest.raises(BrokerUnavailable, match="inequivalent arg 'type'"):
        publisher_to(on_rabbitmq)(scored(1), "message-1:broker")


def test_an_address_of_neither_broker_is_refused() -> None:
    with pytest.raises(Invalid, match=r"broker\.url: kafka is no broker we know; use nats:// or amqp://"):
        event_publisher("kafka://localhost", destination="crm", prefix="crm", timeout_seconds=1.0, mandatory=True)
