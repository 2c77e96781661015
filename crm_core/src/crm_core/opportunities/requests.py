"""What callers may ask of an opportunity (PLAN-016)."""

from typing import Any, Self

from pydantic import model_validator

from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.values import Value
from crm_core.vocabulary import (
    Day,
    ForeignId,
    Id,
    OpportunityType,
    Priority,
    ShortText,
    SourceKey,
    StageName,
    Text,
    UserId,
)


class CreateOpportunity(Value):
    """``expected_revenue_minor`` in minor units of ``currency_code``; ``stage`` left out is the pipeline's first.

    ``source`` left out is the lead's, or ``other`` where there is no lead.
    """

    name: ShortText
    party_id: ForeignId
    assigned_to: UserId
    currency_code: CurrencyCode
    lead_id: Id | None = None
    source: SourceKey | None = None
    contact_id: ForeignId | None = None
    description: Text | None = None
    stage: StageName | None = None
    type: OpportunityType = OpportunityType.NEW_BUSINESS
    priority: Priority = Priority.MEDIUM
    expected_revenue_minor: MinorUnits | None = None
    expected_close_date: Day | None = None
    notes: Text | None = None


class UpdateOpportunity(Value):
    """Only the fields that are named change; naming one as None empties it."""

    name: ShortText | None = None
    description: Text | None = None
    type: OpportunityType | None = None
    priority: Priority | None = None
    probability_basis_points: BasisPoints | None = None
    expected_revenue_minor: MinorUnits | None = None
    expected_close_date: Day | None = None
    source: SourceKey | None = None
    assigned_to: UserId | None = None
    notes: Text | None = None

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        for field in ("name", "type", "priority", "assigned_to", "probability_basis_points", "source"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be emptied; leave it out to keep it")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in self.model_fields_set}
