"""Where escalations are stored."""

from collections.abc import Sequence
from typing import Protocol

from crm_core.escalations.escalation import Escalation, EscalationCause, EscalationFilter
from crm_core.stores import EntityStore


class EscalationStore(EntityStore[Escalation, EscalationFilter], Protocol):
    """Stores escalations, and finds those about something."""

    def about(self, subject_id: str, cause: EscalationCause) -> Sequence[Escalation]:
        """All of this cause about a lead or deal, resolved ones too, in the order of ids."""
        ...
