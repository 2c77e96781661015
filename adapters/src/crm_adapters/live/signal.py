"""How processes that serve readers learn that there is news: a ring says no more than whose, and how far it goes.

A lost ring loses nothing: readers go on in the feed behind what they had last, and it is looked at now and then anyway.
"""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

OnSignal = Callable[[str, int], None]
"""Takes a tenant and the sequence its feed goes up to."""


class Signal(Protocol):
    """Notifies servers that a feed has grown; its errors never reach the caller that appends, nor delay it."""

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        """Part of the transaction that appends."""
        ...

    def publish(self, tenant_id: str, last: int) -> None:
        """After that was committed."""
        ...

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:
        """Until cancelled; says when it has begun to hear. Returns or raises when the connection broke."""
        ...

    def close(self) -> None:
        """Ends its connections."""
        ...


class NoSignal:
    """Whoever serves readers looks by itself, often."""

    def publish_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        pass

    def publish(self, tenant_id: str, last: int) -> None:
        pass

    async def listen(self, on_subscribed: Callable[[], None], on_signal: OnSignal) -> None:  # noqa: ARG002
        on_subscribed()

    def close(self) -> None:
        pass


def encoded(tenant_id: str, last: int) -> str:
    """A ring as text."""
    return f"{last} {tenant_id}"


def dispatch(signal: str, on_signal: OnSignal) -> None:
    """What is no ring is passed over: it does no harm to look too late."""
    last, blank, tenant_id = signal.partition(" ")
    if blank and last.isdecimal():
        on_signal(tenant_id, int(last))
