"""What can happen to a journey (PLAN-015)."""

from typing import ClassVar

from crm_core.events import DomainEvent
from crm_core.journeys.step import JourneyStepType
from crm_core.vocabulary import AnyText, Text, Total


class JourneyMilestoneReached(DomainEvent):
    name: ClassVar = "journey.milestone_reached"
    journey_name: AnyText
    run: Total
    step_type: JourneyStepType
    step_name: AnyText
    party_id: AnyText | None
    lead_id: AnyText | None


class JourneyCompleted(DomainEvent):
    name: ClassVar = "journey.completed"
    journey_name: AnyText
    run: Total


class JourneyAbandoned(DomainEvent):
    name: ClassVar = "journey.abandoned"
    journey_name: AnyText
    run: Total
    reason: Text
    last_step: JourneyStepType
    """Where the customer turned away."""
