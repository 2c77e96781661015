"""Escalation: what falls due and was not done goes up a ladder of people until somebody acts."""

from crm_operations.escalation.clock_timer import ClockTimer
from crm_operations.escalation.coordinator import EscalationCoordinator
from crm_operations.escalation.follower import EscalationFollower
from crm_operations.escalation.reassigning import ReassignTimer, RoutesAnew
from crm_operations.escalation.recipients import Recipient, Recipients
from crm_operations.escalation.stale_leads import LadderTimer, StaleLeadTimer
from crm_operations.escalation.workflow import DueRung, EscalationWorkflow

__all__ = [
    "ClockTimer",
    "DueRung",
    "EscalationCoordinator",
    "EscalationFollower",
    "EscalationWorkflow",
    "LadderTimer",
    "ReassignTimer",
    "Recipient",
    "Recipients",
    "RoutesAnew",
    "StaleLeadTimer",
]
