"""What can happen to a lead (PLAN-015)."""

from typing import ClassVar

from crm_core.events import DomainEvent
from crm_core.money import Money
from crm_core.vocabulary import LeadSource, Text


class LeadCreated(DomainEvent):
    name: ClassVar = "lead.created"
    lead_number: str
    source: LeadSource


class LeadContacted(DomainEvent):
    name: ClassVar = "lead.contacted"


class LeadScored(DomainEvent):
    name: ClassVar = "lead.scored"
    before: int
    after: int


class LeadAssigned(DomainEvent):
    name: ClassVar = "lead.assigned"
    assigned_to: str
    previously: str | None


class LeadQualified(DomainEvent):
    name: ClassVar = "lead.qualified"
    score: int


class LeadDisqualified(DomainEvent):
    name: ClassVar = "lead.disqualified"
    reason: Text


class LeadReopened(DomainEvent):
    name: ClassVar = "lead.reopened"
    reason: Text
    count: int


class LeadConvertedToOpportunity(DomainEvent):
    name: ClassVar = "lead.converted"
    opportunity_id: str
    party_id: str
    source: LeadSource
    value: Money | None = None
    """What the lead was estimated to be worth."""
