"""Requests to capture and to edit a lead (PLAN-016)."""

from pydantic import Field

from crm_core.custom_fields import OwnValues
from crm_core.money import CurrencyCode, MinorUnits
from crm_core.values import Edit
from crm_core.vocabulary import Email, ForeignId, LeadSource, Priority, ShortText, SourceKey, Text


class CreateLead(OwnValues):
    """A lead as it comes in; ``estimated_value_minor`` in minor units, unknown is None, not 0.

    ``external_id`` is the lead's key where it comes from: captured again under the same key, it is the same lead.
    """

    company: ShortText | None = Field(default=None, description="The company the person speaks for.")
    email: Email | None = Field(default=None, description="Address; a customer known by it is found again.")
    phone: ShortText | None = Field(default=None, description="Telephone number.")
    industry: ShortText | None = Field(default=None, description="Line of business.")
    territory: ShortText | None = Field(default=None, description="Region, as routing rules name it.")
    estimated_value_minor: MinorUnits | None = Field(default=None, description="What it may bring, such as 1054.50.")
    currency_code: CurrencyCode | None = None
    campaign_id: ForeignId | None = Field(default=None, description="Id of the campaign it answered.")
    notes: Text | None = Field(default=None, description="Anything worth remembering.")
    name: ShortText = Field(description="Who it is: a person, or a company.")
    external_id: ShortText | None = Field(
        default=None, description="Its key where it comes from; the same key again is the same lead."
    )
    source: SourceKey = Field(
        default=LeadSource.OTHER.value, description="Where it comes from: a key that `crm source list` shows."
    )
    priority: Priority = Field(default=Priority.MEDIUM, description="How urgent it is.")


class UpdateLead(Edit[CreateLead]):
    """Only the fields that are named change; naming one as None empties it."""

    fixed = ("external_id",)
