"""The events of a journey (PLAN-015)."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.journeys.step import JourneyStepType
from crm_core.personal import IMPERSONAL
from crm_core.vocabulary import AnyText, FreeText, Total


class JourneyMilestoneReached(DomainEvent):
    """Announced when a run of a journey enters a step type other than ``touch`` for the first time.

    ``run`` counts the party's journeys of that name from 1; ``party_id`` is None while only the lead is known.
    """

    name: ClassVar = "journey.milestone_reached"
    journey_name: Annotated[AnyText, IMPERSONAL]
    run: Total
    step_type: JourneyStepType
    step_name: Annotated[AnyText, IMPERSONAL]
    party_id: Annotated[AnyText, IMPERSONAL] | None
    lead_id: Annotated[AnyText, IMPERSONAL] | None


class JourneyCompleted(DomainEvent):
    """Announced when a journey ends with its last step, such as a deal that is closed."""

    name: ClassVar = "journey.completed"
    journey_name: Annotated[AnyText, IMPERSONAL]
    run: Total


class JourneyAbandoned(DomainEvent):
    """Announced when a journey is abandoned; ``reason`` as entered."""

    name: ClassVar = "journey.abandoned"
    journey_name: Annotated[AnyText, IMPERSONAL]
    run: Total
    reason: FreeText
    last_step: JourneyStepType
    """Where the customer turned away."""
