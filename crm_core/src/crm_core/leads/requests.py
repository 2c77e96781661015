"""What callers may ask of a lead (PLAN-016)."""

from typing import Any, Self

from pydantic import Field, model_validator

from crm_core.money import CurrencyCode, MinorUnits
from crm_core.values import Value
from crm_core.vocabulary import Attributes, Email, ForeignId, LeadSource, Priority, ShortText, SourceKey, Text


class CreateLead(Value):
    """A lead as it comes in. ``estimated_value_minor`` in minor units; unknown is None, not 0.

    ``external_id`` is the lead's key where it comes from: captured again under the same key, it is the same lead.
    """

    name: ShortText
    external_id: ShortText | None = None
    source: SourceKey = LeadSource.OTHER.value
    priority: Priority = Priority.MEDIUM
    company: ShortText | None = None
    email: Email | None = None
    phone: ShortText | None = None
    industry: ShortText | None = None
    territory: ShortText | None = None
    estimated_value_minor: MinorUnits | None = None
    currency_code: CurrencyCode | None = None
    attributes: Attributes = Field(default_factory=dict)
    campaign_id: ForeignId | None = None
    notes: Text | None = None

    @model_validator(mode="after")
    def _value_has_a_currency(self) -> Self:
        if self.estimated_value_minor is not None and self.currency_code is None:
            raise ValueError("currency_code is missing: an amount without a currency cannot be added up")
        return self


class UpdateLead(Value):
    """Only the fields that are named change; naming one as None empties it."""

    name: ShortText | None = None
    source: SourceKey | None = None
    priority: Priority | None = None
    company: ShortText | None = None
    email: Email | None = None
    phone: ShortText | None = None
    industry: ShortText | None = None
    territory: ShortText | None = None
    estimated_value_minor: MinorUnits | None = None
    currency_code: CurrencyCode | None = None
    attributes: Attributes | None = None
    campaign_id: ForeignId | None = None
    notes: Text | None = None

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        for field in ("name", "source", "priority", "attributes"):
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be emptied; leave it out to keep it")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in self.model_fields_set}
