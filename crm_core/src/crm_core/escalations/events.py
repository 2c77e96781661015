"""The events of escalations: what webhooks, reports and live updates hear of."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_core.personal import IMPERSONAL
from crm_core.values import Utc
from crm_core.vocabulary import AnyText, Count, Number, UserId


class EscalationEvent(DomainEvent):
    """``related`` is the lead or deal it is about."""

    related: EntityRef
    number: Annotated[Number, IMPERSONAL]


class EscalationRaised(EscalationEvent):
    """Announced when a rung of the ladder acts, the first as well as later ones."""

    name: ClassVar = "escalation.raised"
    rung: Count
    severity: Annotated[AnyText, IMPERSONAL]
    people: Annotated[tuple[AnyText, ...], IMPERSONAL]
    """Who was told."""


class EscalationAcknowledged(EscalationEvent):
    """Announced when somebody takes it on: rungs below the director act no more."""

    name: ClassVar = "escalation.acknowledged"
    by: UserId


class EscalationSnoozed(EscalationEvent):
    """Announced when its ladder rests until then."""

    name: ClassVar = "escalation.snoozed"
    until: Utc


class EscalationResolved(EscalationEvent):
    """Announced when a fact or a person ends it."""

    name: ClassVar = "escalation.resolved"


class EscalationReopened(EscalationEvent):
    """Announced when it was resolved by a person who takes that back."""

    name: ClassVar = "escalation.reopened"
