"""How processes that serve readers learn that there is news: a ring says no more than whose, and how far it goes.

A lost ring loses nothing: readers go on in the feed behind what they had last, and it is looked at now and then anyway.
"""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

Heard = Callable[[str, int], None]
"""Takes a tenant and the sequence its feed goes up to."""


class Bell(Protocol):
    """Nothing here raises on behalf of whoever appends, and nothing keeps them waiting."""

    def ring_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        """Part of the transaction that appends."""
        ...

    def ring(self, tenant_id: str, last: int) -> None:
        """After that was committed."""
        ...

    async def listen(self, begun: Callable[[], None], heard: Heard) -> None:
        """Until cancelled; says when it has begun to hear. Returns or raises when the connection broke."""
        ...

    def close(self) -> None: ...


class SilentBell:
    """Whoever serves readers looks by itself, often."""

    def ring_within(self, connection: Connection, tenant_id: str, last: int) -> None:
        pass

    def ring(self, tenant_id: str, last: int) -> None:
        pass

    async def listen(self, begun: Callable[[], None], heard: Heard) -> None:  # noqa: ARG002
        begun()

    def close(self) -> None:
        pass


def written(tenant_id: str, last: int) -> str:
    """A ring as text."""
    return f"{last} {tenant_id}"


def tell(ring: str, heard: Heard) -> None:
    """What is no ring is passed over: it does no harm to look too late."""
    last, blank, tenant_id = ring.partition(" ")
    if blank and last.isdecimal():
        heard(tenant_id, int(last))
