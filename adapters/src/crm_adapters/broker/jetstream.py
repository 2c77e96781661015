"""Events on NATS: into a JetStream stream, which drops a message whose id it received a short while ago."""

import math

from anyio import fail_after, move_on_after
from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.errors import Error
from nats.js.api import Header
from nats.js.errors import BadRequestError, NoStreamResponseError, NotFoundError

from crm_adapters.broker.envelope import CONTENT_TYPE, Envelope
from crm_adapters.broker.refusals import BrokerUnavailable, EventRefused

LARGEST_HEADERS = 1_024
"""The server counts the headers in, and hangs up on whoever sends more than it takes."""


async def connect_to_nats(url: str, stream: str, prefix: str, timeout_seconds: float) -> "JetStreamLink":
    """Creates the stream if it is missing; an existing one stays as it is. Raises BrokerUnavailable."""
    broker = NatsBroker(
        url,
        logger=None,
        allow_reconnect=False,
        max_reconnect_attempts=1,
        reconnect_time_wait=0,
        connect_timeout=math.ceil(timeout_seconds),
    )
    try:
        link = JetStreamLink(broker, await broker.connect(), stream, timeout_seconds)
        await link.make_stream(prefix)
    except (Error, OSError) as cause:
        raise BrokerUnavailable.because_it_failed(cause) from cause
    return link


class JetStreamLink:
    def __init__(self, broker: NatsBroker, client: Client, stream: str, timeout_seconds: float) -> None:
        self._broker = broker
        self._client = client
        self._stream = stream
        self._timeout = timeout_seconds

    @property
    def is_open(self) -> bool:
        return self._client.is_connected

    async def publish(self, envelope: Envelope) -> None:
        size, largest = len(envelope.body) + LARGEST_HEADERS, self._client.max_payload
        if size > largest:
            raise EventRefused.because_it_is_too_large(size, largest)
        try:
            with fail_after(self._timeout):
                await self._broker.publish(
                    envelope.body,
                    envelope.subject,
                    headers={"content-type": CONTENT_TYPE, Header.MSG_ID.value: envelope.id},
                    stream=self._stream,
                    timeout=self._timeout,
                )
        except BadRequestError as cause:
            raise EventRefused.because_broker_says_no(cause) from cause
        except (Error, OSError) as cause:
            await self.close()
            if isinstance(cause, NoStreamResponseError):
                raise BrokerUnavailable.because_no_stream_listens(envelope.subject) from cause
            raise BrokerUnavailable.because_it_failed(cause) from cause

    async def close(self) -> None:
        with move_on_after(self._timeout, shield=True):
            await self._client.close()

    async def make_stream(self, prefix: str) -> None:
        """Creates the stream; an existing one stays as it is."""
        streams = self._client.jetstream(timeout=self._timeout)
        try:
            try:
                await streams.stream_info(self._stream)
            except NotFoundError:
                await streams.add_stream(name=self._stream, subjects=[f"{prefix}.>"])
        except BaseException:
            await self.close()
            raise
