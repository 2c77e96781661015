"""What can happen to a lead (PLAN-015)."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.money import AnyMoney
from crm_core.personal import IMPERSONAL
from crm_core.vocabulary import AnyText, ForeignId, FreeText, Id, Number, SourceKey, Total, UserId


class LeadCreated(DomainEvent):
    name: ClassVar = "lead.created"
    lead_number: Number
    source: SourceKey


class LeadContacted(DomainEvent):
    name: ClassVar = "lead.contacted"


class LeadScored(DomainEvent):
    name: ClassVar = "lead.scored"
    before: Total
    after: Total


class LeadAssigned(DomainEvent):
    name: ClassVar = "lead.assigned"
    assigned_to: UserId
    previously: Annotated[AnyText, IMPERSONAL] | None


class LeadQualified(DomainEvent):
    name: ClassVar = "lead.qualified"
    score: Total


class LeadDisqualified(DomainEvent):
    name: ClassVar = "lead.disqualified"
    reason: FreeText


class LeadReopened(DomainEvent):
    name: ClassVar = "lead.reopened"
    reason: FreeText
    count: Total


class LeadConvertedToOpportunity(DomainEvent):
    name: ClassVar = "lead.converted"
    opportunity_id: Id
    party_id: ForeignId
    source: SourceKey
    value: AnyMoney | None = None
    """What the lead was estimated to be worth."""
