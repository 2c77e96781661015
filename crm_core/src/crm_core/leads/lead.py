"""A prospective customer, from capture to conversion or disqualification (PLAN-001, PLAN-009)."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from crm_core.custom_fields import OwnColumns
from crm_core.email_addresses import email_key
from crm_core.entities import Entity
from crm_core.errors import InvalidTransition, NotFound
from crm_core.identity import EntityKind, NumberKind
from crm_core.leads.events import (
    LeadAssigned,
    LeadContacted,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadQualified,
    LeadReopened,
    LeadScored,
)
from crm_core.leads.requests import CreateLead
from crm_core.leads.score import LeadScore
from crm_core.leads.status import LeadPolicy, LeadStatus
from crm_core.money import CurrencyCode, MinorUnits, Money, require_currency
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Utc, as_utc
from crm_core.vocabulary import (
    Count,
    Email,
    ForeignId,
    FreeText,
    Id,
    Number,
    Priority,
    ShortText,
    SourceKey,
    UserId,
)

DEFAULT_POLICY = LeadPolicy()


class InvalidLeadStatusTransition(InvalidTransition):
    @classmethod
    def because_reopened_too_often(cls, lead: "Lead", limit: int) -> Self:
        return cls(
            "lead {lead} was reopened {count} times and the limit is {limit}; capture a new lead instead",
            {"lead": lead.lead_number, "count": lead.reopened_count, "limit": limit},
        )

    @classmethod
    def because_only_disqualified_leads_reopen(cls, lead: "Lead") -> Self:
        return cls(
            "lead {lead} is {status}; only a disqualified lead can be reopened",
            {"lead": lead.lead_number, "status": str(lead.status)},
        )


class LeadNotFound(NotFound):
    """No lead of the tenant has this id."""


class Lead(OwnColumns, Entity):
    """Somebody who may become a customer.

    ``estimated_value_minor`` is in minor units of ``currency_code``; ``status_entered_at`` changes with the status
    only, so that the time in a status can be computed.
    """

    kind = EntityKind.LEAD
    unique = (("lead_number",), ("external_id",))
    not_found = LeadNotFound

    lead_number: Annotated[Number, NumberKind.LEAD]
    status: LeadStatus = LeadStatus.NEW
    status_entered_at: Utc
    source: SourceKey
    priority: Priority = Priority.MEDIUM
    score: LeadScore = Field(default_factory=LeadScore)
    name: Annotated[ShortText, PERSONAL]
    company: Annotated[ShortText, PERSONAL] | None = None
    email: Email | None = None
    phone: Annotated[ShortText, PERSONAL] | None = None
    industry: Annotated[ShortText, IMPERSONAL] | None = None
    territory: Annotated[ShortText, IMPERSONAL] | None = None
    estimated_value_minor: MinorUnits | None = None
    currency_code: CurrencyCode | None = None
    party_id: ForeignId | None = None
    contact_id: ForeignId | None = None
    campaign_id: ForeignId | None = None
    assigned_to: UserId | None = None
    assigned_at: Utc | None = None
    converted_to_opportunity_id: Id | None = None
    qualified_at: Utc | None = None
    converted_at: Utc | None = None
    disqualified_at: Utc | None = None
    disqualification_reason: FreeText | None = None
    reopened_count: Count = 0
    notes: FreeText | None = None

    @property
    def ended_at(self) -> datetime | None:
        """When it was converted or disqualified; None while it is open."""
        return self.converted_at or self.disqualified_at

    @classmethod
    def capture(
        cls, request: CreateLead, *, lead_id: str, tenant_id: str, number: str, at: datetime
    ) -> tuple["Lead", LeadCreated]:
        """A new lead with this business number, and its event (PLAN-009). Raises Invalid, as ``check_fields`` does."""
        lead = cls.new(request, entity_id=lead_id, tenant_id=tenant_id, at=at, lead_number=number, status_entered_at=at)
        return lead, lead.event(LeadCreated, at=at, lead_number=number, source=lead.source)

    @property
    def estimated_value(self) -> Money | None:
        """None when the amount or its currency is unknown."""
        if self.estimated_value_minor is None or self.currency_code is None:
            return None
        return Money.unchecked(self.estimated_value_minor, self.currency_code)

    def differs_in(self, request: CreateLead) -> tuple[str, ...]:
        """The fields that the request sets and this lead has otherwise; emails are compared in their normal form."""
        named = (field for field in type(request).model_fields if field in request.model_fields_set)
        return tuple(field for field in named if not _is_same(field, getattr(self, field), getattr(request, field)))

    def check_fields(self) -> None:
        """Raises Invalid for an amount without a currency."""
        require_currency(self.estimated_value_minor, self.currency_code)

    def scored(self, score: LeadScore, *, at: datetime) -> tuple["Lead", LeadScored]:
        """With this score; the event carries the totals before and after."""
        return self.changed(at, score=score), self.event(LeadScored, at=at, before=self.score.total, after=score.total)

    def assign(self, user_id: str, *, at: datetime) -> tuple["Lead", LeadAssigned]:
        """To this user, whatever the status; ``previously`` in the event is the owner before, or None."""
        event = self.event(LeadAssigned, at=at, assigned_to=user_id, previously=self.assigned_to)
        return self.changed(at, assigned_to=user_id, assigned_at=event.at), event

    def contacted(
        self, *, at: datetime, policy: LeadPolicy = DEFAULT_POLICY, happened_at: datetime | None = None
    ) -> tuple["Lead", LeadContacted]:
        """From new to contacted; ``happened_at`` is when, if not now. Raises InvalidLeadStatusTransition."""
        return self._enter(LeadStatus.CONTACTED, at, policy), self.event(
            LeadContacted, at=at, happened_at=happened_at or at
        )

    def qualify(self, *, at: datetime, policy: LeadPolicy = DEFAULT_POLICY) -> tuple["Lead", LeadQualified]:
        """To qualified, whatever the score: the gate is the coordinator's. Raises InvalidLeadStatusTransition."""
        event = self.event(LeadQualified, at=at, score=self.score.total)
        return self._enter(LeadStatus.QUALIFIED, at, policy, qualified_at=event.at), event

    def disqualify(
        self, reason: str, *, at: datetime, policy: LeadPolicy = DEFAULT_POLICY
    ) -> tuple["Lead", LeadDisqualified]:
        """To disqualified, with the reason. Raises InvalidLeadStatusTransition."""
        event = self.event(LeadDisqualified, at=at, reason=reason)
        changes = {"disqualified_at": event.at, "disqualification_reason": event.reason}
        return self._enter(LeadStatus.DISQUALIFIED, at, policy, **changes), event

    def reopen(self, reason: str, *, at: datetime, policy: LeadPolicy = DEFAULT_POLICY) -> tuple["Lead", LeadReopened]:
        """Back to new, counted; the earlier reason stays in the history.

        Raises InvalidLeadStatusTransition unless disqualified, and when ``policy.reopen_limit`` is reached.
        """
        if self.status is not LeadStatus.DISQUALIFIED:
            raise InvalidLeadStatusTransition.because_only_disqualified_leads_reopen(self)
        if self.reopened_count >= policy.reopen_limit:
            raise InvalidLeadStatusTransition.because_reopened_too_often(self, policy.reopen_limit)
        count = self.reopened_count + 1
        event = self.event(LeadReopened, at=at, reason=reason, count=count)
        reopened = self.changed(
            at,
            status=LeadStatus.NEW,
            status_entered_at=event.at,
            disqualified_at=None,
            disqualification_reason=None,
            reopened_count=count,
        )
        return reopened, event

    def convert(
        self, *, opportunity_id: str, party_id: str, at: datetime, policy: LeadPolicy = DEFAULT_POLICY
    ) -> tuple["Lead", LeadConvertedToOpportunity]:
        """To converted; the lead keeps the opportunity and the customer. Raises InvalidLeadStatusTransition."""
        event = self.event(
            LeadConvertedToOpportunity,
            at=at,
            opportunity_id=opportunity_id,
            party_id=party_id,
            source=self.source,
            value=self.estimated_value,
        )
        changes: dict[str, Any] = {
            "converted_at": event.at,
            "converted_to_opportunity_id": opportunity_id,
            "party_id": party_id,
        }
        return self._enter(LeadStatus.CONVERTED_TO_OPPORTUNITY, at, policy, **changes), event

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; ``score`` with its grade."""
        return {**super().to_dict(), "score": self.score.to_dict()}

    def _enter(self, target: LeadStatus, at: datetime, policy: LeadPolicy, **changes: object) -> "Lead":
        if not policy.allows(self.status, target):
            ways: list[str] = sorted(policy.transitions.get(self.status, frozenset()))
            if not ways and self.status is LeadStatus.DISQUALIFIED:
                ways = ["nothing; reopen it first"]
            raise InvalidLeadStatusTransition.because_not_in_the_graph(
                self.kind, self.lead_number, self.status, target, ways
            )
        return self.changed(at, status=target, status_entered_at=as_utc(at), **changes)


def _is_same(field: str, ours: object, theirs: object) -> bool:
    if field == "email" and isinstance(ours, str) and isinstance(theirs, str):
        return email_key(ours) == email_key(theirs)
    return ours == theirs
