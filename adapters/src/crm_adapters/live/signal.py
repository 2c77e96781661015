"""Signals notify the servers of live updates that a feed has grown; one carries tenant and position only.

A lost signal loses no update: servers poll the feeds too, and readers continue from their own position.
"""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

OnSignal = Callable[[str, int], None]
"""Takes a tenant and the sequence its feed goes up to."""


class Signal(Protocol):
    """Notifies servers that a feed has grown; its errors never reach the caller that appends, nor delay it."""

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        """Sends as part of the transaction that appends."""
        ...

    def publish(self, tenant_id: str, last: int) -> None:
        """Sends after the commit."""
        ...

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:
        """Listens until cancelled, and reports when it has subscribed. Returns or raises when the connection breaks."""
        ...

    def close(self) -> None:
        """Ends its connections."""
        ...


class NoSignal:
    """A Signal that sends nothing: servers poll the feeds at short intervals."""

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        pass

    def publish(self, tenant_id: str, last: int) -> None:
        pass

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:  # noqa: ARG002
        on_subscribed()

    def close(self) -> None:
        pass


def encoded(tenant_id: str, last: int) -> str:
    """A signal as text."""
    return f"{last} {tenant_id}"


def dispatch(signal: str, on_signal: OnSignal) -> None:
    """Parses a signal; an unreadable one is ignored, since polling finds the update."""
    last, blank, tenant_id = signal.partition(" ")
    if blank and last.isdecimal():
        on_signal(tenant_id, int(last))
