"""Bells on Redis and NATS: rung from a thread of their own, so that whoever appends never waits for them."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, suppress
from time import monotonic
from typing import Protocol

import structlog
from anyio import Lock, fail_after, to_thread
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Connection

from crm_adapters.live.bell import Heard, tell, written
from crm_adapters.loops import Loops

_LONGEST_SILENCE = 5.0
"""Seconds; meanwhile readers look by themselves."""

_log = structlog.get_logger(__name__)


class Rope(Protocol):
    """A connection to the server that carries the rings."""

    async def pull(self, ring: str) -> None: ...

    def rings(self) -> AsyncIterator[str]:
        """Ends or raises when the connection breaks; the first one is empty, and says that it hears."""
        ...

    async def close(self) -> None: ...


class RemoteBell:
    """Of several rings for a tenant that wait their turn the last goes out; what the server does not take is lost."""

    def __init__(
        self, take_a_rope: Callable[[], Awaitable[Rope]], timeout_seconds: float, loops: Loops | None = None
    ) -> None:
        self._loop = (loops or Loops()).named("live signal out")
        self._silent_until = 0.0
        self._take_a_rope = take_a_rope
        self._timeout = timeout_seconds
        self._waiting: dict[str, int] = {}
        self._rope: Rope | None = None
        self._pulling = Lock()
        self._running = ExitStack()
        self._portal: BlockingPortal | None = None
        self._starting = threading.Lock()

    def ring_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        pass

    def ring(self, tenant_id: str, last: int) -> None:
        with self._starting:
            if self._portal is None:
                self._portal = self._running.enter_context(start_blocking_portal(name="crm-live-bell"))
            is_first = not self._waiting
            self._waiting[tenant_id] = max(last, self._waiting.get(tenant_id, 0))
            if is_first:
                self._portal.start_task_soon(self._pull)

    async def listen(self, begun: Callable[[], None], heard: Heard) -> None:
        rope = await self._take_a_rope()
        try:
            async for ring in rope.rings():
                if ring:
                    tell(ring, heard)
                else:
                    begun()
        finally:
            await _let_go(rope)

    def close(self) -> None:
        """What waits goes out first. A ring that comes later opens everything anew."""
        with self._starting:
            if self._portal is not None:
                self._portal.call(self._pull)
                self._portal.call(self._drop)
                self._portal = None
                self._running.close()

    async def _pull(self) -> None:
        async with self._pulling:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                if monotonic() < self._silent_until:
                    continue  # a server that is away is left alone for a moment, longer each time
                try:
                    await self._pull_for(waiting)
                except Exception as failure:  # noqa: BLE001  whatever its library raises: a lost ring loses nothing
                    _log.warning("live.bell_failed", error=type(failure).__name__)
                    await self._drop()
                    self._silent_until = monotonic() + await to_thread.run_sync(self._pause_after, failure)
                else:
                    if self._loop.failing is not None:
                        await to_thread.run_sync(self._loop.succeeded)

    def _pause_after(self, failure: Exception) -> float:
        return self._loop.failed(failure, longest_pause=_LONGEST_SILENCE)

    async def _pull_for(self, waiting: dict[str, int]) -> None:
        with fail_after(self._timeout):
            if self._rope is None:
                self._rope = await self._take_a_rope()
            for tenant_id, last in waiting.items():
                await self._rope.pull(written(tenant_id, last))

    async def _drop(self) -> None:
        rope, self._rope = self._rope, None
        if rope is not None:
            await _let_go(rope)


async def _let_go(rope: Rope) -> None:
    with suppress(Exception):  # it may be broken already
        await rope.close()
