"""Publishes events one by one from any thread, over an event loop in a thread of its own."""

import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Protocol

from anyio import Lock
from anyio.from_thread import BlockingPortal, start_blocking_portal

from crm_adapters.broker.envelope import Envelope, sealed
from crm_core.events import DomainEvent


class Link(Protocol):
    """A connection to a broker."""

    @property
    def is_open(self) -> bool: ...

    async def publish(self, envelope: Envelope) -> None:
        """Returns once the broker has it. Raises BrokerUnavailable, or EventRefused when trying again is in vain."""

    async def close(self) -> None: ...


class EventPublisher:
    """An event handler of the relay: when it returns, the broker has the event.

    Loop and connection are opened for the first event. A connection that failed is closed, and the next
    event opens another one; the relay does the retries.
    """

    def __init__(self, connect: Callable[[], Awaitable[Link]], prefix: str) -> None:
        """Every subject begins with ``prefix``."""
        self._connect = connect
        self._prefix = prefix
        self._link: Link | None = None
        self._connecting = Lock()
        self._running = ExitStack()
        self._portal: BlockingPortal | None = None
        self._starting = threading.Lock()

    def __call__(self, event: DomainEvent, delivery_id: str) -> None:
        """Raises BrokerUnavailable, or EventRefused when trying again is in vain."""
        # The relay's delivery id includes the handler's name; receivers get the id of the message alone.
        message_id = delivery_id.partition(":")[0]
        self._started().call(self._publish, sealed(event, message_id, self._prefix))

    def connect(self) -> None:
        """Connects, as a check that the broker answers. Raises BrokerUnavailable."""
        self._started().call(self._open_link)

    def close(self) -> None:
        """Closes connection and loop; a later event opens them again."""
        with self._starting:
            if self._portal is not None:
                self._portal.call(self._hang_up)
                self._portal = None
                self._running.close()

    def _started(self) -> BlockingPortal:
        with self._starting:
            if self._portal is None:
                self._portal = self._running.enter_context(start_blocking_portal(name="crm-broker"))
            return self._portal

    async def _publish(self, envelope: Envelope) -> None:
        await (await self._open_link()).publish(envelope)

    async def _open_link(self) -> Link:
        async with self._connecting:
            if self._link is None or not self._link.is_open:
                await self._hang_up()
                self._link = await self._connect()
            return self._link

    async def _hang_up(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            await link.close()
