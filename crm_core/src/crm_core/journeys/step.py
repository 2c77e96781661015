"""The touch points between a company and somebody who may become its customer (PLAN-013, PLAN-030)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, Id, Name


class JourneyStepType(StrEnum):
    FIRST_TOUCH = "first_touch"
    LEAD_CAPTURE = "lead_capture"
    QUALIFICATION = "qualification"
    PROPOSAL_SENT = "proposal_sent"
    NEGOTIATION = "negotiation"
    CLOSED = "closed"
    TOUCH = "touch"

    @property
    def is_milestone(self) -> bool:
        """Every step type but ``touch`` is one."""
        return self is not JourneyStepType.TOUCH


class TouchPoint(Value):
    """Something that belongs in a journey, and the entity it is about."""

    step_type: JourneyStepType
    step_name: Name
    entity_type: EntityKind | None = None
    entity_id: Id | None = None

    def as_first(self) -> "TouchPoint":
        """A touch that begins a journey is its first touch."""
        return self if self.step_type.is_milestone else self.model_copy(update={"step_type": _FIRST})


class JourneyStep(TouchPoint):
    """A touch point with its position: steps are in order of time, and each ends when the next begins."""

    step_order: Count
    entered_at: Utc
    exited_at: Utc | None = None

    def placed(self, order: int, exited_at: Utc | None) -> Self:
        """The same step with this position, counted from 1, and this end."""
        return self.model_copy(update={"step_order": order, "exited_at": exited_at})

    def records(self, touch_point: TouchPoint, at: Utc) -> bool:
        """Whether this is that very touch point, so that one reported again counts once."""
        facts = {"step_type", "entity_type", "entity_id"}
        return (
            self.entity_id is not None
            and self.entered_at == at
            and self.model_dump(include=facts) == touch_point.model_dump(include=facts)
        )


_FIRST = JourneyStepType.FIRST_TOUCH

STEP_BY_HAPPENING: Mapping[str, JourneyStepType] = MappingProxyType(
    {
        "call": JourneyStepType.TOUCH,
        "email": JourneyStepType.TOUCH,
        "meeting": JourneyStepType.TOUCH,
        "demo": JourneyStepType.TOUCH,
        "proposal": JourneyStepType.PROPOSAL_SENT,
        "contract": JourneyStepType.NEGOTIATION,
        "lead.created": JourneyStepType.LEAD_CAPTURE,
        "lead.qualified": JourneyStepType.QUALIFICATION,
        "opportunity.won": JourneyStepType.CLOSED,
        "opportunity.lost": JourneyStepType.CLOSED,
    }
)
"""By the type of an activity or the name of an event. Tasks, follow-ups and notes never reach the customer."""

STEP_BY_STAGE: Mapping[str, JourneyStepType] = MappingProxyType(
    {
        "qualification": JourneyStepType.QUALIFICATION,
        "proposal": JourneyStepType.PROPOSAL_SENT,
        "negotiation": JourneyStepType.NEGOTIATION,
    }
)
"""By the stage a deal entered, as the default pipeline calls it."""


def journey_step_for(
    happening: str, entity: EntityRef | None = None, *, entered_stage: str | None = None
) -> TouchPoint | None:
    """The touch point an activity or an event is for the customer, or None when the customer noticed nothing.

    ``happening`` is the activity's type or the event's name; ``entered_stage`` belongs to opportunity.stage_changed.
    """
    if happening == "opportunity.stage_changed":
        step_type = STEP_BY_STAGE.get(entered_stage or "")
    else:
        step_type = STEP_BY_HAPPENING.get(happening)
    if step_type is None:
        return None
    return TouchPoint(
        step_type=step_type,
        step_name=step_type.replace("_", " ") if step_type.is_milestone else happening,
        entity_type=None if entity is None else entity.kind,
        entity_id=None if entity is None else entity.id,
    )
