"""Escalations: what was promised and did not happen goes up a ladder of people, until somebody acts."""

from crm_core.escalations.escalation import (
    Escalation,
    EscalationCause,
    EscalationClosed,
    EscalationFilter,
    EscalationNotFound,
    EscalationStatus,
    EscalationStep,
    SnoozedTooOften,
    StepOutcome,
)
from crm_core.escalations.events import (
    EscalationAcknowledged,
    EscalationEvent,
    EscalationRaised,
    EscalationReopened,
    EscalationResolved,
    EscalationSnoozed,
)
from crm_core.escalations.store import EscalationStore

__all__ = [
    "Escalation",
    "EscalationAcknowledged",
    "EscalationCause",
    "EscalationClosed",
    "EscalationEvent",
    "EscalationFilter",
    "EscalationNotFound",
    "EscalationRaised",
    "EscalationReopened",
    "EscalationResolved",
    "EscalationSnoozed",
    "EscalationStatus",
    "EscalationStep",
    "EscalationStore",
    "SnoozedTooOften",
    "StepOutcome",
]
