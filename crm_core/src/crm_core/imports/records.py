"""What a row of a file says, one class a kind: columns are matched with its fields, and cells read by their types.

Rows are written from these, and exports write them, so that what comes out goes in again. An amount
``value_minor`` is called ``value`` in mappings and files. Times are UTC, amounts minor units of ``currency_code``.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from crm_core.activities import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.custom_fields import ExternalId, OwnValues
from crm_core.leads import CreateLead, LeadStatus
from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.opportunities import DealTerms
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.products import RecurringPeriod
from crm_core.quotations import Quantity
from crm_core.roles import Role
from crm_core.values import Utc, Value
from crm_core.vocabulary import (
    Day,
    Email,
    ForeignId,
    FreeText,
    Name,
    Number,
    OpportunityType,
    PersonId,
    Priority,
    ShortText,
    SourceKey,
    StageName,
)


class ImportKind(StrEnum):
    """What the rows of a file may be; the words of mappings and of ``crm import --kind``."""

    LEAD = "lead"
    CUSTOMER = "customer"
    CONTACT = "contact"
    PERSON = "person"
    PRODUCT = "product"
    ACTIVITY = "activity"
    DEAL = "deal"
    SALES_LINE = "sales_line"


class Refers(NamedTuple):
    """Marks a field that names another record: of which kind, and by what it may be named, the usual first."""

    kind: ImportKind
    by: tuple[str, ...] = ("external_id",)


class Reference(Value):
    """Names another record by one of the ways its field allows, such as ``external_id`` and ``acme:17``."""

    by: Name
    value: ForeignId


CustomerReference = Annotated[Reference, Refers(ImportKind.CUSTOMER, ("external_id", "id", "email", "name"))]
LeadReference = Annotated[Reference, Refers(ImportKind.LEAD, ("external_id", "number", "email", "activity"))]
"""``activity`` is the external id of an activity: the lead that it is about."""
DealReference = Annotated[Reference, Refers(ImportKind.DEAL, ("external_id", "number", "order"))]
"""``order`` is the external id of its order."""


class LeadRecord(CreateLead):
    """A lead, as far as it got: a status that is left out is told by the dates, without any it is new."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    created_at: Utc | None = Field(default=None, description="When it was captured; else now.")
    owner: PersonId | None = Field(default=None, description="Who works on it: the id of a person.")
    customer: CustomerReference | None = Field(default=None, description="The customer it belongs to.")
    status: LeadStatus | None = Field(default=None, description="How far it is.")
    contacted_at: Utc | None = Field(default=None, description="When somebody first spoke with it.")
    qualified_at: Utc | None = Field(default=None, description="When it was found worth selling to.")
    disqualified_at: Utc | None = Field(default=None, description="When it was given up.")
    disqualification_reason: FreeText | None = Field(default=None, description="Why it was given up.")

    @property
    def request(self) -> CreateLead:
        """What is captured of it; it was validated with the row."""
        facts = {name: getattr(self, name) for name in CreateLead.model_fields}
        return CreateLead.model_construct(_fields_set=self.model_fields_set & CreateLead.model_fields.keys(), **facts)


class DealRecord(DealTerms, OwnValues):
    """A deal, as far as it got: ``value_minor`` is what it was won at, of any other deal what is expected of it."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    name: Annotated[ShortText, PERSONAL] | None = Field(default=None, description="What it is called.")
    lead: LeadReference | None = Field(default=None, description="The lead it comes from.")
    customer: CustomerReference | None = Field(default=None, description="Who buys; else the customer of its lead.")
    order: ExternalId | None = Field(default=None, description="The external id of its order.")
    owner: PersonId | None = Field(default=None, description="Who has it: the id of a person.")
    stage: StageName | None = Field(default=None, description="The stage it is in, or won or lost.")
    value_minor: MinorUnits | None = Field(default=None, description="What it is worth.")
    currency_code: CurrencyCode | None = Field(default=None, description="The currency of its value.")
    source: SourceKey | None = Field(default=None, description="Where it comes from; else where its lead does.")
    type: OpportunityType = Field(default=OpportunityType.NEW_BUSINESS, description="What kind of business it is.")
    priority: Priority = Field(default=Priority.MEDIUM, description="How urgent it is.")
    created_at: Utc | None = Field(default=None, description="When it was opened.")
    stage_entered_at: Utc | None = Field(default=None, description="When it entered the stage it is in.")
    expected_close_date: Day | None = Field(default=None, description="When it should close.")
    close_date: Utc | None = Field(
        default=None, description="When a deal that is won or lost ended; of an open one, when it should close."
    )
    won_at: Utc | None = Field(default=None, description="When it was won.")
    lost_at: Utc | None = Field(default=None, description="When it was lost.")
    lost_reason: FreeText | None = Field(default=None, description="Why it was lost.")
    description: FreeText | None = Field(default=None, description="What it is about.")
    notes: FreeText | None = Field(default=None, description="Anything worth remembering.")


class ActivityRecord(OwnValues):
    """An activity with a lead, a deal or a customer, exactly one of these."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    lead: LeadReference | None = Field(default=None, description="The lead it is with.")
    deal: DealReference | None = Field(default=None, description="The deal it is about.")
    activity_type: ActivityType = Field(description="What kind of activity it is.")
    subject: Annotated[ShortText, PERSONAL] = Field(description="What it was, or is, about.")
    description: FreeText | None = Field(default=None, description="The whole story.")
    outcome: ActivityOutcome | None = Field(default=None, description="How it went.")
    direction: ActivityDirection | None = Field(default=None, description="Who turned to whom.")
    automated: bool = Field(default=False, description="Whether a program did it.")
    created_at: Utc | None = Field(default=None, description="When it was logged.")
    due_date: Utc | None = Field(default=None, description="When it is, or was, to be done.")
    completed: bool | None = Field(default=None, description="Whether it is done; else told by the dates.")
    completed_at: Utc | None = Field(default=None, description="When it happened, or was done.")
    owner: PersonId | None = Field(default=None, description="Who is to do it, or did.")


class CustomerRecord(Value):
    """A company or a person who buys, kept by the party master."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    name: Annotated[ShortText, PERSONAL] = Field(description="What the customer is called.")
    contact_name: Annotated[ShortText, PERSONAL] | None = Field(default=None, description="The person to speak with.")
    email: Email | None = Field(default=None, description="Address; no two customers share one.")
    phone: Annotated[ShortText, PERSONAL] | None = Field(default=None, description="Telephone number.")
    industry: Annotated[ShortText, IMPERSONAL] | None = Field(default=None, description="Line of business.")
    owner: PersonId | None = Field(default=None, description="Who looks after it.")


class ContactRecord(Value):
    """A person at a customer; without one, a customer themselves."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    name: Annotated[ShortText, PERSONAL] = Field(description="What the person is called.")
    email: Email | None = Field(default=None, description="Address.")
    phone: Annotated[ShortText, PERSONAL] | None = Field(default=None, description="Telephone number.")
    customer: CustomerReference | None = Field(default=None, description="The customer whom they speak for.")


class PersonRecord(Value):
    """Somebody of ours, in the built-in directory."""

    id: PersonId = Field(description="Their user id.")
    name: Annotated[ShortText, PERSONAL] = Field(description="What they are called.")
    roles: frozenset[Role] = Field(default=frozenset({Role.REP}), description="What they may do.")
    team: Annotated[ShortText, IMPERSONAL] | None = Field(default=None, description="Their team.")
    manager: PersonId | None = Field(default=None, description="Whom they report to.")
    territories: frozenset[Annotated[ShortText, IMPERSONAL]] = Field(default=frozenset(), description="Their regions.")
    joined_on: Day | None = Field(default=None, description="Their first day.")
    left_on: Day | None = Field(default=None, description="Their last day.")
    is_active: bool = Field(default=True, description="Whether they are given work.")


class ProductRecord(OwnValues):
    """Something that is sold; ``code`` names it."""

    code: Number = Field(description="Its code, such as ENG-1.")
    name: Annotated[ShortText, IMPERSONAL] = Field(description="What it is called.")
    category: Name | None = Field(default=None, description="Its category.")
    list_price_minor: MinorUnits | None = Field(default=None, description="The price of one unit.")
    currency_code: CurrencyCode | None = Field(default=None, description="The currency of its price.")
    recurring: RecurringPeriod | None = Field(
        default=None, description="How often its price falls due; without, it is sold once."
    )
    is_active: bool = Field(default=True, description="Whether it is sold.")


class SalesLineRecord(Value):
    """A line of what a deal sold."""

    external_id: ExternalId | None = Field(default=None, description="Its key where it comes from.")
    deal: DealReference = Field(description="The deal that it was sold in.")
    product: Number | None = Field(default=None, description="The code of the product.")
    description: Annotated[ShortText, PERSONAL] | None = Field(default=None, description="What was sold.")
    quantity: Quantity = Field(default=Decimal(1), description="How many units.")
    unit_price_minor: MinorUnits | None = Field(default=None, description="The price of one unit, before tax.")
    amount_minor: MinorUnits | None = Field(default=None, description="The price of the whole line, before tax.")
    discount_basis_points: BasisPoints = Field(default=0, description="What was taken off.")
    tax_basis_points: BasisPoints = Field(default=0, description="The rate of its tax.")
    tax_minor: MinorUnits | None = Field(default=None, description="Its tax.")
    margin_minor: MinorUnits | None = Field(default=None, description="What was earned on it.")


Record = (
    LeadRecord
    | DealRecord
    | ActivityRecord
    | CustomerRecord
    | ContactRecord
    | PersonRecord
    | ProductRecord
    | SalesLineRecord
)

RECORDS: Mapping[ImportKind, type[Record]] = {
    ImportKind.LEAD: LeadRecord,
    ImportKind.CUSTOMER: CustomerRecord,
    ImportKind.CONTACT: ContactRecord,
    ImportKind.PERSON: PersonRecord,
    ImportKind.PRODUCT: ProductRecord,
    ImportKind.ACTIVITY: ActivityRecord,
    ImportKind.DEAL: DealRecord,
    ImportKind.SALES_LINE: SalesLineRecord,
}
