"""The base of the timers that escalate."""

from crm_core.clock import Clock
from crm_core.identity import NewId
from crm_operations.escalation.workflow import EscalationWorkflow
from crm_operations.providers import PeopleProvider
from crm_operations.settings import SettingsFor
from crm_operations.timers import PeopleTimerHandler


class EscalationTimer(PeopleTimerHandler):
    """Fires a rung of a ladder, which people are told of."""

    def __init__(
        self,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
        escalation: EscalationWorkflow,
        new_id: NewId,
    ) -> None:
        super().__init__(people, settings_for, clock)
        self._escalation = escalation
        self._new_id = new_id
