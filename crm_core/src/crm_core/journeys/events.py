"""What can happen to a journey (PLAN-015)."""

from typing import ClassVar

from crm_core.events import DomainEvent
from crm_core.journeys.step import JourneyStepType
from crm_core.vocabulary import Text


class JourneyMilestoneReached(DomainEvent):
    name: ClassVar = "journey.milestone_reached"
    journey_name: str
    run: int
    step_type: JourneyStepType
    step_name: str
    party_id: str | None
    lead_id: str | None


class JourneyCompleted(DomainEvent):
    name: ClassVar = "journey.completed"
    journey_name: str
    run: int


class JourneyAbandoned(DomainEvent):
    name: ClassVar = "journey.abandoned"
    journey_name: str
    run: int
    reason: Text
    last_step: JourneyStepType
    """Where the customer turned away."""
