"""The events of a lead (PLAN-015)."""

from typing import Annotated, ClassVar

from crm_core.events import DomainEvent
from crm_core.money import AnyMoney
from crm_core.personal import IMPERSONAL
from crm_core.values import Utc
from crm_core.vocabulary import AnyText, ForeignId, FreeText, Id, Number, SourceKey, Total, UserId


class LeadCreated(DomainEvent):
    """Announced when a lead is captured; a repeated capture under the same ``external_id`` announces nothing."""

    name: ClassVar = "lead.created"
    lead_number: Number
    source: SourceKey


class LeadContacted(DomainEvent):
    """Announced when a new lead is contacted for the first time."""

    name: ClassVar = "lead.contacted"
    happened_at: Utc | None = None
    """When the contact took place; None in what 0.1.0 announced."""


class LeadScored(DomainEvent):
    """Announced when a lead is scored; ``before`` and ``after`` are totals from 0 to 100."""

    name: ClassVar = "lead.scored"
    before: Total
    after: Total


class LeadAssigned(DomainEvent):
    """Announced when routing or a person assigns a lead; ``previously`` is its owner before, None when it had none."""

    name: ClassVar = "lead.assigned"
    assigned_to: UserId
    previously: Annotated[AnyText, IMPERSONAL] | None


class LeadQualified(DomainEvent):
    """Announced when a lead passes the gate of conversion; ``score`` is its total then, 0 to 100."""

    name: ClassVar = "lead.qualified"
    score: Total


class LeadDisqualified(DomainEvent):
    """Announced when a lead is disqualified, for this reason."""

    name: ClassVar = "lead.disqualified"
    reason: FreeText


class LeadReopened(DomainEvent):
    """Announced when a disqualified lead is new again; ``count`` is how often it was reopened."""

    name: ClassVar = "lead.reopened"
    reason: FreeText
    count: Total


class LeadConvertedToOpportunity(DomainEvent):
    """Announced when an opportunity is opened by conversion; ``party_id`` is the customer it is with."""

    name: ClassVar = "lead.converted"
    opportunity_id: Id
    party_id: ForeignId
    source: SourceKey
    value: AnyMoney | None = None
    """What the lead was estimated to be worth."""
