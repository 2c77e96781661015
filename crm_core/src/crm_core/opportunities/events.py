"""What can happen to an opportunity (PLAN-015)."""

from typing import ClassVar

from crm_core.events import DomainEvent
from crm_core.money import Amount
from crm_core.vocabulary import AnyText, ForeignId, Number, SourceKey, Text, Total


class OpportunityCreated(DomainEvent):
    name: ClassVar = "opportunity.created"
    opportunity_number: Number
    stage: AnyText
    party_id: ForeignId
    source: SourceKey


class OpportunityStageChanged(DomainEvent):
    name: ClassVar = "opportunity.stage_changed"
    pipeline_id: AnyText
    from_stage: AnyText
    to_stage: AnyText
    seconds_in_stage: Total
    """How long the deal had been in ``from_stage``."""


class OpportunityWon(DomainEvent):
    name: ClassVar = "opportunity.won"
    value: Amount
    quotation_id: AnyText
    assigned_to: AnyText
    source: SourceKey


class OpportunityLost(DomainEvent):
    name: ClassVar = "opportunity.lost"
    reason: Text
    assigned_to: AnyText


class OpportunityOrdered(DomainEvent):
    name: ClassVar = "opportunity.ordered"
    order_id: ForeignId


class OpportunityReopened(DomainEvent):
    name: ClassVar = "opportunity.reopened"
    reason: Text
    count: Total
