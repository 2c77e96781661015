"""What can happen to an opportunity (PLAN-015)."""

from typing import ClassVar

from crm_core.events import DomainEvent
from crm_core.money import Money
from crm_core.vocabulary import SourceKey, Text


class OpportunityCreated(DomainEvent):
    name: ClassVar = "opportunity.created"
    opportunity_number: str
    stage: str
    party_id: str
    source: SourceKey


class OpportunityStageChanged(DomainEvent):
    name: ClassVar = "opportunity.stage_changed"
    pipeline_id: str
    from_stage: str
    to_stage: str
    seconds_in_stage: int
    """How long the deal had been in ``from_stage``."""


class OpportunityWon(DomainEvent):
    name: ClassVar = "opportunity.won"
    value: Money
    quotation_id: str
    assigned_to: str
    source: SourceKey


class OpportunityLost(DomainEvent):
    name: ClassVar = "opportunity.lost"
    reason: Text
    assigned_to: str


class OpportunityOrdered(DomainEvent):
    name: ClassVar = "opportunity.ordered"
    order_id: str


class OpportunityReopened(DomainEvent):
    name: ClassVar = "opportunity.reopened"
    reason: Text
    count: int
