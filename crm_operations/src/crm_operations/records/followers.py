"""Followers: what must be in the same commit as an event, whoever announced it and by whichever way in."""

from collections.abc import Sequence
from typing import Protocol

from crm_core.events import DomainEvent
from crm_operations.records.unit_of_work import UnitOfWork


class Follower(Protocol):
    """Registered once, for every writing unit of work; asks no partner, since a transaction is open."""

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        """Writes in ``work`` what follows from the event, just before its commit; an error rolls all back.

        What it announces is followed too. An entity that was written in the same unit of work is read from there.
        """
        ...


def follow_all(work: UnitOfWork, announced: list[DomainEvent], followers: Sequence[Follower]) -> None:
    """Follows what was announced, in order, and takes it from the list; what followers announce comes last."""
    while announced:
        event = announced.pop(0)
        for follower in followers:
            follower.follow(work, event)
