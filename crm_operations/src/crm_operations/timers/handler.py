"""What happens when a timer of a kind fires."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from crm_core.actor import Actor, Role
from crm_core.clock import Clock
from crm_operations.providers import PeopleProvider, Person
from crm_operations.records import Timer, UnitOfWork
from crm_operations.settings import SettingsFor

Firing = Callable[[UnitOfWork], None]
"""Writes what follows, in the unit of work that marks the timer as fired; local writes, outbox and enqueueing only.

``work.timers.set`` of the very timer that fires moves it, and it fires again then; ``cancel`` leaves it alone.
"""

USER = "system:timers"
"""Whom the history names for what a timer did."""


class TimerHandler(Protocol):
    """Fires the timers of one kind, of every tenant."""

    @property
    def kind(self) -> str:
        """The kind of timer it fires."""
        ...

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        """Called outside of any transaction, so that partners may be asked; answers what is to be written.

        Called again after a lost race or a failure; whatever it raises is an attempt that failed.
        """
        ...


class PeopleTimerHandler(ABC):
    """Fires what needs to know the people of the tenant, whom it asks for before the transaction."""

    def __init__(self, people: PeopleProvider, settings_for: SettingsFor, clock: Clock) -> None:
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        """Raises Unavailable."""
        people = self._people.members(actor.tenant_id)
        return lambda work: self.fire(work, timer, people)

    @abstractmethod
    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        """Writes what follows; ``people`` are all of the tenant, those who left included."""


def timer_actor(tenant_id: str) -> Actor:
    """Acts for the tenant when one of its timers fires."""
    return Actor(tenant_id=tenant_id, user_id=USER, roles=frozenset({Role.ADMIN}))
