"""Requests to create and to edit an opportunity (PLAN-016)."""

from pydantic import Field

from crm_core.custom_fields import OwnValues
from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.opportunities.terms import DealTerms
from crm_core.values import Edit, Value
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


class OpportunityBasics(Value):
    """``stage`` left out is the pipeline's first; ``source`` left out is the lead's, or ``other`` without a lead.

    ``expected_revenue_minor`` in minor units of its currency.
    """

    description: Text | None = Field(default=None, description="What it is about.")
    expected_revenue_minor: MinorUnits | None = Field(default=None, description="Expected revenue, such as 1054.50.")
    expected_close_date: Day | None = Field(default=None, description="When it should close: 2026-06-30.")
    source: SourceKey | None = Field(
        default=None, description="Where it comes from: a key that `crm source list` shows."
    )
    notes: Text | None = Field(default=None, description="Anything worth remembering.")
    name: ShortText = Field(description="What to call it.")
    party_id: ForeignId = Field(description="Id of the customer: see crm customer list.")
    assigned_to: UserId = Field(description="Who has it: id of a person in the directory.")
    currency_code: CurrencyCode
    lead_id: Id | None = Field(default=None, description="The lead it comes from: number or id.")
    contact_id: ForeignId | None = Field(default=None, description="Id of the contact at the customer.")
    stage: StageName | None = Field(default=None, description="The stage it begins in; else the first.")
    type: OpportunityType = Field(default=OpportunityType.NEW_BUSINESS, description="What kind of business it is.")
    priority: Priority = Field(default=Priority.MEDIUM, description="How urgent it is.")


class CreateOpportunity(DealTerms, OpportunityBasics, OwnValues):
    """A deal as it is entered, with its terms as far as they are known."""


class UpdateOpportunity(Edit[CreateOpportunity]):
    """Only the fields that are named change; naming one as None empties it."""

    fixed = ("party_id", "currency_code", "lead_id", "stage")
    required = ("probability_basis_points", "source")

    probability_basis_points: BasisPoints | None = Field(
        default=None, description="How likely it is won, such as 60 %; holds until the stage changes."
    )
