"""Followers: what must be in the same commit as an event, whoever announced it and by whichever way in."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from crm_core.events import DomainEvent
from crm_operations.records.unit_of_work import UnitOfWork


class Follower(Protocol):
    """Registered once, for every writing unit of work; asks no partner, since a transaction is open."""

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        """Writes in ``work`` what follows from the event, just before its commit; an error rolls all back.

        What it announces is followed too. An entity that was written in the same unit of work is read from there.
        """
        ...


@runtime_checkable
class Prefetches(Follower, Protocol):
    """A follower that first sees all events at once, so that it reads what it needs in one statement."""

    def prefetch(self, work: UnitOfWork, events: Sequence[DomainEvent]) -> None:
        """Called before the first of these is followed."""
        ...


def follow_all(work: UnitOfWork, announced: list[DomainEvent], followers: Sequence[Follower]) -> None:
    """Follows what was announced, in order, and takes it from the list; what followers announce comes last."""
    while announced:
        events = announced.copy()
        announced.clear()
        for follower in followers:
            if isinstance(follower, Prefetches):
                follower.prefetch(work, events)
        for event in events:
            for follower in followers:
                follower.follow(work, event)
