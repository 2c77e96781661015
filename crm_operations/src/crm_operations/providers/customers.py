"""The party master: the customers of a tenant (IFC-CRMOP-0034)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Protocol, Self

from pydantic import Field

from crm_core.errors import NotFound
from crm_core.values import Changes, Value
from crm_core.vocabulary import Email, FitLine, ForeignId, Id, ShortText, UserId
from crm_operations.providers.call_kinds import command, query


class CustomerNotFound(NotFound):
    @classmethod
    def because_unknown_customer(cls, customer_id: str) -> Self:
        return cls.because_unknown("customer", customer_id)


class CustomerDraft(Value):
    """The customer to be created from a lead; a lead stored before today's bounds can be converted too."""

    name: Annotated[FitLine, Field(min_length=1)]
    contact_name: FitLine | None = None
    email: FitLine | None = None
    phone: FitLine | None = None
    industry: FitLine | None = None
    lead_id: Id | None = None


class CustomerUpdate(Changes):
    """Only the fields that are set change; the provider refuses to empty the name."""

    name: ShortText | None = Field(default=None, description="What the customer is called.")
    contact_name: ShortText | None = Field(default=None, description="The person to speak with.")
    email: Email | None = Field(default=None, description="Address; no two customers share one.")
    phone: ShortText | None = Field(default=None, description="Telephone number.")
    industry: ShortText | None = Field(default=None, description="Line of business.")
    owner_id: UserId | None = Field(default=None, description="Who looks after it; new leads of it go to them first.")


class Customer(Value):
    """As the party master has it: each text is cleaned and cut to its bounds rather than refused."""

    id: ForeignId
    name: FitLine
    contact_id: ForeignId | None = None
    contact_name: FitLine | None = None
    email: FitLine | None = None
    phone: FitLine | None = None
    industry: FitLine | None = None
    owner_id: FitLine | None = None
    """The owner of the account, to whom its new leads go first."""
    external_id: FitLine | None = None
    """The key that created it; None where the party master does not tell."""


class CommunicationPreferences(Value):
    """Channels the customer agreed to; unknown means not agreed."""

    language: FitLine | None = None
    email: bool = False
    phone: bool = False


class CustomerProvider(Protocol):
    """A partner system. Every method may raise Unavailable; only that is retried."""

    @query
    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        """None when the tenant has no such customer."""
        ...

    @query
    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        """By ``email_key``, so that blanks and case do not matter, and plus-tags do. An empty address finds nobody."""
        ...

    @query
    def find_by_emails(self, tenant_id: str, emails: Collection[str]) -> Mapping[str, Customer]:
        """By each address, as it is asked for, whoever ``find_by_email`` finds; those that find nobody are left out."""
        ...

    @query
    def find_by_keys(self, tenant_id: str, keys: Collection[str]) -> Mapping[str, Customer]:
        """By each key the customer that it created; keys that created none are left out."""
        ...

    @query
    def exists(self, tenant_id: str, customer_id: str) -> bool:
        """False for another tenant's customer too."""
        ...

    @query
    def list_page(self, tenant_id: str, after_id: str | None, limit: int) -> Sequence[Customer]:
        """At most ``limit``, in a stable order: page after page, each customer once."""
        ...

    @command
    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        """A new customer; the same key again answers the customer it created.

        Raises Conflict when another customer of the tenant has the e-mail address.
        """
        ...

    @command
    def create_many(self, tenant_id: str, drafts: Mapping[str, CustomerDraft]) -> Mapping[str, Customer]:
        """As ``create_from_lead`` for the draft of each key, in their order; answers by key.

        A draft whose e-mail address another customer has is left out. After an error some may be there: the same
        call again creates the rest.
        """
        ...

    @command
    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        """Changes the fields that are set. Raises CustomerNotFound; Conflict when another customer has the address."""
        ...

    @command
    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        """Deletes the customer this key created, unless an opportunity is linked to it.

        Without an effect for one that is unknown, or was created otherwise.
        """
        ...

    @command
    def link_to_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        """A second call changes nothing. Raises CustomerNotFound."""
        ...

    @command
    def unlink_from_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        """Without an effect when they are not linked."""
        ...

    @query
    def get_communication_preferences(self, tenant_id: str, customer_id: str) -> CommunicationPreferences:
        """Nothing agreed when nothing is known. Raises CustomerNotFound."""
        ...
