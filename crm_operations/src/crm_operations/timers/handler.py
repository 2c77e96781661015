"""What happens when a timer of a kind fires."""

from collections.abc import Callable
from typing import Protocol

from crm_core.actor import Actor, Role
from crm_operations.records import Timer, UnitOfWork

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


def timer_actor(tenant_id: str) -> Actor:
    """Acts for the tenant when one of its timers fires."""
    return Actor(tenant_id=tenant_id, user_id=USER, roles=frozenset({Role.ADMIN}))
