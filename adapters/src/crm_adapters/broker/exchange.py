"""Events on RabbitMQ: persistent messages to a topic exchange, confirmed once every bound queue has them."""

from aio_pika.abc import AbstractRobustConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelPreconditionFailed, ConnectionClosed, PublishError
from anyio import fail_after, move_on_after
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange

from crm_adapters.broker.envelope import CONTENT_TYPE, Envelope
from crm_adapters.broker.refusals import BrokerUnavailable, EventRefused

LONGEST_ROUTING_KEY = 255
"""In bytes; the protocol has one for its length."""


async def connect_to_rabbitmq(url: str, exchange: str, timeout_seconds: float, mandatory: bool) -> "ExchangeLink":
    """Declares the exchange if it is missing. Raises BrokerUnavailable."""
    broker = RabbitBroker(url, logger=None, timeout=timeout_seconds, default_channel=Channel(on_return_raises=True))
    topics = RabbitExchange(exchange, type=ExchangeType.TOPIC, durable=True, timeout=timeout_seconds)
    try:
        link = ExchangeLink(broker, await broker.connect(), topics, timeout_seconds, mandatory=mandatory)
        await link.make_exchange()
    except CONNECTION_EXCEPTIONS as cause:
        raise BrokerUnavailable.because_it_failed(cause) from cause
    return link


class ExchangeLink:
    def __init__(
        self,
        broker: RabbitBroker,
        connection: AbstractRobustConnection,
        exchange: RabbitExchange,
        timeout_seconds: float,
        *,
        mandatory: bool,
    ) -> None:
        self._broker = broker
        self._connection = connection
        self._exchange = exchange
        self._timeout = timeout_seconds
        self._mandatory = mandatory
        self._was_closed = False

    @property
    def is_open(self) -> bool:
        return self._connection.connected.is_set() and not self._was_closed

    async def publish(self, envelope: Envelope) -> None:
        if len(envelope.subject) > LONGEST_ROUTING_KEY:
            raise EventRefused.because_subject_is_too_long(envelope.subject, LONGEST_ROUTING_KEY)
        try:
            with fail_after(self._timeout):
                await self._broker.publish(
                    envelope.body,
                    exchange=self._exchange,
                    routing_key=envelope.subject,
                    mandatory=self._mandatory,
                    persist=True,
                    message_id=envelope.id,
                    content_type=CONTENT_TYPE,
                )
        except PublishError as cause:
            raise EventRefused.because_no_queue_takes_it(envelope.subject) from cause
        except CONNECTION_EXCEPTIONS as cause:
            await self.close()
            if isinstance(cause, ChannelPreconditionFailed):
                raise EventRefused.because_broker_says_no(cause) from cause
            raise BrokerUnavailable.because_it_failed(cause) from cause

    async def close(self) -> None:
        """Closes the connection; others that wait for an answer over it get an error."""
        self._was_closed = True
        with move_on_after(self._timeout, shield=True):
            await self._connection.close(ConnectionClosed(0, "closed by us"))

    async def make_exchange(self) -> None:
        try:
            await self._broker.declare_exchange(self._exchange)
        except BaseException:
            await self.close()
            raise
