"""Real brokers with other applications listening to them, and a wire to them that can be cut."""

import asyncio
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import nats
import pytest
from aio_pika import connect
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from faststream.nats import JStream, NatsBroker, NatsMessage
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitMessage, RabbitQueue
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from crm_adapters.broker import EventPublisher, event_publisher
from crm_adapters.wiring import BrokerSettings

PATIENCE = 20.0
"""Seconds until a test gives up waiting for something that should happen at once."""


class ReceivedEvent(NamedTuple):
    event: CloudEvent
    subject: str
    content_type: str | None
    message_id: str | None
    """As the broker itself knows it."""


class Consumer:
    """Another application: keeps what it hears, in order."""

    def __init__(self) -> None:
        self._received: list[ReceivedEvent] = []
        self._changed = threading.Condition()

    def take(self, body: bytes, subject: str, content_type: str | None, message_id: str | None) -> None:
        event = JSONFormat().read(None, body)
        assert isinstance(event, CloudEvent)
        with self._changed:
            self._received.append(ReceivedEvent(event, subject, content_type, message_id))
            self._changed.notify_all()

    def wait_for(self, count: int) -> list[ReceivedEvent]:
        """All it heard, once there are that many."""
        return self._once(lambda: len(self._received) >= count)

    def wait_until(self, message_id: str) -> list[ReceivedEvent]:
        """All it heard, once this message is among it."""
        return self._once(lambda: message_id in {received.event.get_id() for received in self._received})

    def _once(self, enough: Callable[[], bool]) -> list[ReceivedEvent]:
        with self._changed:
            assert self._changed.wait_for(enough, PATIENCE), self._received
            return list(self._received)


class Station(Protocol):
    """A broker, under a name that only this test uses."""

    url: str
    name: str

    def listen(self, pattern: str = ">") -> Consumer:
        """From now on, to the subjects that are like this below the name; ``>`` is whatever follows."""

    def forget(self) -> None:
        """Takes away what publishers made."""

    def close(self) -> None: ...


def settings_of(station: Station, **changes: Any) -> BrokerSettings:
    usual = {"url": station.url, "destination": station.name, "prefix": station.name, "timeout_seconds": 5.0}
    return BrokerSettings(**{**usual, **changes})


class NatsStation:
    def __init__(self, portal: BlockingPortal, url: str) -> None:
        self.url = url
        self.name = f"crm_test_{uuid.uuid4().hex}"
        self._portal = portal
        self._listening: list[NatsBroker] = []

    def listen(self, pattern: str = ">") -> Consumer:
        consumer, broker = Consumer(), NatsBroker(self.url, logger=None)

        @broker.subscriber(f"{self.name}.{pattern}", stream=JStream(self.name, declare=False))
        async def take(body: bytes, message: NatsMessage) -> None:
            consumer.take(body, message.raw_message.subject, message.content_type, message.headers.get("Nats-Msg-Id"))

        self.set_up()
        self._portal.call(broker.start)
        self._listening.append(broker)
        return consumer

    def set_up(self, **config: Any) -> None:
        """Makes the stream."""
        self.ask("add_stream", name=self.name, subjects=[f"{self.name}.>"], **config)

    def ask(self, method: str, *words: object, **more: object) -> Any:
        """Something of JetStream's own."""
        return self._portal.call(self._answer, lambda client: getattr(client.jetstream(), method)(*words, **more))

    def max_payload(self) -> int:
        """In bytes."""

        async def largest(client: Client) -> int:
            return client.max_payload

        return int(self._portal.call(self._answer, largest))

    async def _answer(self, question: Callable[[Client], Awaitable[Any]]) -> Any:
        client = await nats.connect(self.url)
        try:
            return await question(client)
        finally:
            await client.close()

    def forget(self) -> None:
        with suppress(NotFoundError):
            self.ask("delete_stream", self.name)

    def close(self) -> None:
        for broker in self._listening:
            self._portal.call(broker.stop)
        self.forget()


class RabbitStation:
    def __init__(self, portal: BlockingPortal, url: str) -> None:
        self.url = url
        self.name = f"crm_test_{uuid.uuid4().hex}"
        self._portal = portal
        self._listening: list[RabbitBroker] = []

    def listen(self, pattern: str = ">", **arguments: Any) -> Consumer:
        consumer, broker = Consumer(), RabbitBroker(self.url, logger=None, default_channel=Channel(prefetch_count=1))
        key = f"{self.name}.{pattern}".replace(">", "#")
        queue = RabbitQueue(f"{self.name}_{uuid.uuid4().hex}", auto_delete=True, routing_key=key)

        @broker.subscriber(queue, RabbitExchange(self.name, type=ExchangeType.TOPIC, durable=True))
        async def take(body: bytes, message: RabbitMessage) -> None:
            assert message.raw_message.delivery_mode == 2  # kept on disk
            consumer.take(
                body, str(message.raw_message.routing_key), message.content_type, message.raw_message.message_id
            )

        self._portal.call(broker.start)
        self._listening.append(broker)
        return consumer

    def on_a_channel(self, action: Callable[[Any], Any]) -> Any:
        """Something of the protocol's own."""

        async def answer() -> Any:
            async with await connect(self.url) as connection:
                return await action(await connection.channel())

        return self._portal.call(answer)

    def forget(self) -> None:
        self.on_a_channel(lambda channel: channel.exchange_delete(self.name))

    def close(self) -> None:
        for broker in self._listening:
            self._portal.call(broker.stop)
        self.forget()


class BrokerProxy:
    """A connection to a broker that can be cut, and made to lose the broker's answers."""

    def __init__(self, portal: BlockingPortal, url: str) -> None:
        at = urlsplit(url)
        self._portal = portal
        self._far_end = (at.hostname, at.port)
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self._port = 0
        self.loses_answers = False
        self.breaks_at_answers = False
        self.connections = 0
        self.mend()
        self.url = url.replace(f"{at.hostname}:{at.port}", f"127.0.0.1:{self._port}")

    def cut(self) -> None:
        """What is on the way is lost; one may connect anew."""
        self._portal.call(self._abort)

    def remove(self) -> None:
        """Nobody answers any more."""
        self._portal.call(self._stop)

    def mend(self) -> None:
        self.loses_answers = self.breaks_at_answers = False
        if self._server is None:
            self._portal.call(self._start)

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._abort()

    async def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        far_reader, far_writer = await asyncio.open_connection(*self._far_end)
        self._writers += [writer, far_writer]
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer, answers=True))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False) -> None:
        try:
            while data := await reader.read(65_536):
                if answers and self.breaks_at_answers:
                    break
                if not (answers and self.loses_answers):
                    writer.write(data)
        except OSError:
            pass
        finally:
            writer.transport.abort()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """Where listeners and wires live."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def on_nats(portal: BlockingPortal, nats_url: str) -> Iterator[NatsStation]:
    station = NatsStation(portal, nats_url)
    yield station
    station.close()


@pytest.fixture
def on_rabbitmq(portal: BlockingPortal, rabbitmq_url: str) -> Iterator[RabbitStation]:
    station = RabbitStation(portal, rabbitmq_url)
    yield station
    station.close()


@pytest.fixture(params=["nats", "rabbitmq"])
def station(request: pytest.FixtureRequest) -> Station:
    """A broker of each kind in turn."""
    station: Station = request.getfixturevalue(f"on_{request.param}")
    return station


@pytest.fixture
def proxy(portal: BlockingPortal, station: Station) -> Iterator[BrokerProxy]:
    proxy = BrokerProxy(portal, station.url)
    yield proxy
    proxy.remove()


@pytest.fixture
def publisher_to() -> Iterator[Callable[..., EventPublisher]]:
    """Opens publishers that are closed after the test; words differ from the settings a test usually has."""
    opened: list[EventPublisher] = []

    def open_one(station: Station, **changes: Any) -> EventPublisher:
        opened.append(event_publisher(**settings_of(station, **changes).model_dump()))
        return opened[-1]

    yield open_one
    for publisher in opened:
        publisher.close()
