"""Signals by Redis or NATS: sent from a thread of their own, so that appending never waits for them."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, suppress
from time import monotonic
from typing import Protocol

import structlog
from anyio import Lock, fail_after, to_thread
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Connection

from crm_adapters.live.signal import OnSignal, dispatch, encoded
from crm_adapters.loops import Loops

_LONGEST_SILENCE = 5.0
"""Seconds; meanwhile readers look by themselves."""

_log = structlog.get_logger(__name__)


class PubSubConnection(Protocol):
    """A connection to the server that transmits signals."""

    async def publish(self, signal: str) -> None: ...

    def signals(self) -> AsyncIterator[str]:
        """Received signals; ends or raises when the connection breaks. The first is empty: it has subscribed."""
        ...

    async def close(self) -> None: ...


class RemoteSignal:
    """A Signal. Of several waiting signals of a tenant the last is sent; one the server does not accept is lost."""

    def __init__(
        self, connect: Callable[[], Awaitable[PubSubConnection]], timeout_seconds: float, loops: Loops | None = None
    ) -> None:
        self._loop = (loops or Loops()).named("live signal out")
        self._silent_until = 0.0
        self._connect = connect
        self._timeout = timeout_seconds
        self._waiting: dict[str, int] = {}
        self._connection: PubSubConnection | None = None
        self._publishing = Lock()
        self._running = ExitStack()
        self._portal: BlockingPortal | None = None
        self._starting = threading.Lock()

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        pass

    def publish(self, tenant_id: str, last: int) -> None:
        with self._starting:
            if self._portal is None:
                self._portal = self._running.enter_context(start_blocking_portal(name="crm-live-signal"))
            is_first = not self._waiting
            self._waiting[tenant_id] = max(last, self._waiting.get(tenant_id, 0))
            if is_first:
                self._portal.start_task_soon(self._publish)

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:
        connection = await self._connect()
        try:
            async for signal in connection.signals():
                if signal:
                    dispatch(signal, on_signal)
                else:
                    on_subscribed()
        finally:
            await _let_go(connection)

    def close(self) -> None:
        """Sends waiting signals, then closes; a later signal connects again."""
        with self._starting:
            if self._portal is not None:
                self._portal.call(self._publish)
                self._portal.call(self._drop)
                self._portal = None
                self._running.close()

    async def _publish(self) -> None:
        async with self._publishing:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                if monotonic() < self._silent_until:
                    continue  # a server that does not answer is not tried for a moment, longer each time
                try:
                    await self._publish_all(waiting)
                except Exception as failure:  # noqa: BLE001  whatever its library raises: a lost ring loses nothing
                    _log.warning("live.signal_failed", error=type(failure).__name__)
                    await self._drop()
                    self._silent_until = monotonic() + await to_thread.run_sync(self._pause_after, failure)
                else:
                    if self._loop.failing is not None:
                        await to_thread.run_sync(self._loop.succeeded)

    def _pause_after(self, failure: Exception) -> float:
        return self._loop.failed(failure, longest_pause=_LONGEST_SILENCE)

    async def _publish_all(self, waiting: dict[str, int]) -> None:
        with fail_after(self._timeout):
            if self._connection is None:
                self._connection = await self._connect()
            for tenant_id, last in waiting.items():
                await self._connection.publish(encoded(tenant_id, last))

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await _let_go(connection)


async def _let_go(connection: PubSubConnection) -> None:
    with suppress(Exception):  # it may be broken already
        await connection.close()
