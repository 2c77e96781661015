"""A rung that reassigns: the lead is routed anew after the commit, by a timer that is due at once."""

from typing import Protocol

from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_operations.escalation.workflow import REASSIGN_TIMER
from crm_operations.records import Records, Timer, UnitOfWork
from crm_operations.timers import Firing


class RoutesAnew(Protocol):
    """Routing, as far as escalating needs it."""

    def route_again(self, actor: Actor, lead_id: str) -> object:
        """Gives the lead to another one by the rules. Raises Refused for one that cannot be routed."""
        ...


class ReassignTimer:
    """Routes in a commit of its own; one that was assigned since the timer was set stays where it is."""

    kind = REASSIGN_TIMER

    def __init__(self, records: Records, routing: RoutesAnew) -> None:
        self._records = records
        self._routing = routing

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        """Routes the lead; what is refused is left to whoever was told."""
        with self._records.reading(actor) as work:
            escalation = work.escalations.get(timer.subject.id)
            lead = work.leads.get(escalation.subject_id)
        is_done = lead.assigned_at is not None and lead.assigned_at >= timer.trigger_at
        if lead.status.is_active and not is_done:
            try:
                self._routing.route_again(actor, lead.id)
            except Refused:
                """It was closed meanwhile, or nobody can take it."""
        return _nothing


def _nothing(_work: UnitOfWork) -> None:
    """All is done."""
