"""What can happen to an opportunity (PLAN-015)."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.money import Amount
from crm_core.personal import IMPERSONAL
from crm_core.vocabulary import AnyText, ForeignId, FreeText, Number, SourceKey, Total


class OpportunityCreated(DomainEvent):
    name: ClassVar = "opportunity.created"
    opportunity_number: Number
    stage: Annotated[AnyText, IMPERSONAL]
    party_id: ForeignId
    source: SourceKey


class OpportunityStageChanged(DomainEvent):
    name: ClassVar = "opportunity.stage_changed"
    pipeline_id: Annotated[AnyText, IMPERSONAL]
    from_stage: Annotated[AnyText, IMPERSONAL]
    to_stage: Annotated[AnyText, IMPERSONAL]
    seconds_in_stage: Total
    """How long the deal had been in ``from_stage``."""


class OpportunityWon(DomainEvent):
    name: ClassVar = "opportunity.won"
    value: Amount
    quotation_id: Annotated[AnyText, IMPERSONAL]
    assigned_to: Annotated[AnyText, IMPERSONAL]
    source: SourceKey


class OpportunityLost(DomainEvent):
    name: ClassVar = "opportunity.lost"
    reason: FreeText
    assigned_to: Annotated[AnyText, IMPERSONAL]


class OpportunityOrdered(DomainEvent):
    name: ClassVar = "opportunity.ordered"
    order_id: ForeignId


class OpportunityReopened(DomainEvent):
    name: ClassVar = "opportunity.reopened"
    reason: FreeText
    count: Total
