"""A party master in memory."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from crm_core.email_addresses import email_key
from crm_core.errors import Conflict, Invalid
from crm_core.identity import NewId
from crm_operations.providers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerUpdate,
)
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query

_Key = tuple[str, str]
"""A tenant, and an id or a key within it."""


class FakeCustomers(RecordingFake):
    """A CustomerProvider.

    Features: everything of RecordingFake; ``known`` adds a customer without a recorded call; ``changed_there``
    changes one in the partner itself; ``links`` lists who is linked to which opportunity; ``prefer`` sets what a
    customer agreed to.
    """

    partner: ClassVar[str] = "customers"
    state_attributes: ClassVar[tuple[str, ...]] = ("_customers", "_created_by", "_links", "_preferences")

    def __init__(self, new_id: NewId, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self._new_id = new_id
        self._customers: dict[_Key, Customer] = {}
        self._created_by: dict[_Key, str] = {}
        self._links: set[tuple[str, str, str]] = set()
        self._preferences: dict[_Key, CommunicationPreferences] = {}

    @property
    def links(self) -> frozenset[tuple[str, str]]:
        """Pairs of customer and opportunity, of all tenants."""
        return frozenset((customer_id, opportunity_id) for _, customer_id, opportunity_id in self._links)

    def known(self, tenant_id: str, name: str, **facts: Any) -> Customer:
        """A customer from before the test began."""
        customer = Customer(**{"id": self._new_id(), "name": name, **facts})
        self._customers[tenant_id, customer.id] = customer
        return customer

    def changed_there(self, tenant_id: str, customer_id: str, field: str, value: object) -> None:
        """Changes fields in the partner itself; answers have them cleaned and cut, as an adapter's do."""
        facts = {**self._customers[tenant_id, customer_id].model_dump(), field: value}
        self._customers[tenant_id, customer_id] = Customer.model_validate(facts)

    def prefer(self, tenant_id: str, customer_id: str, preferences: CommunicationPreferences) -> None:
        self._preferences[tenant_id, customer_id] = preferences

    def picture(self) -> Mapping[str, Any]:
        """All customers and links, to be compared with another moment."""
        return {
            "customers": {customer.id: customer.to_dict() for customer in self._customers.values()},
            "links": sorted(self._links),
        }

    @query
    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        return self._customers.get((tenant_id, customer_id))

    @query
    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        return self._owner_of(tenant_id, email)

    @query
    def find_by_emails(self, tenant_id: str, emails: Collection[str]) -> Mapping[str, Customer]:
        found = ((email, self._owner_of(tenant_id, email)) for email in emails)
        return {email: customer for email, customer in found if customer is not None}

    @query
    def find_by_keys(self, tenant_id: str, keys: Collection[str]) -> Mapping[str, Customer]:
        created = ((key, self._created_by.get((tenant_id, key))) for key in keys)
        return {key: self._customers[tenant_id, customer_id] for key, customer_id in created if customer_id}

    @query
    def exists(self, tenant_id: str, customer_id: str) -> bool:
        return (tenant_id, customer_id) in self._customers

    @query
    def list_page(self, tenant_id: str, after_id: str | None, limit: int) -> Sequence[Customer]:
        ours = sorted(customer_id for tenant, customer_id in self._customers if tenant == tenant_id)
        following = [customer_id for customer_id in ours if after_id is None or customer_id > after_id]
        return [self._customers[tenant_id, customer_id] for customer_id in following[:limit]]

    @command
    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        return self._create(tenant_id, draft, key)

    @command
    def create_many(self, tenant_id: str, drafts: Mapping[str, CustomerDraft]) -> Mapping[str, Customer]:
        created: dict[str, Customer] = {}
        for key, draft in drafts.items():
            with suppress(Conflict):
                created[key] = self._create(tenant_id, draft, key)
        return created

    @command
    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        changes = {field: getattr(update, field) for field in update.model_fields_set}
        if changes.get("name", update) is None:
            raise Invalid.field("name", "a customer must have one", "leave it out to keep it")
        customer = self._require(tenant_id, customer_id)
        self._require_free(tenant_id, changes.get("email"), besides=customer_id)
        changed = customer.model_copy(update=changes)
        self._customers[tenant_id, customer_id] = changed
        return changed

    @command
    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        if self._created_by.get((tenant_id, key)) != customer_id:
            return
        if any(link[:2] == (tenant_id, customer_id) for link in self._links):
            return
        del self._created_by[tenant_id, key], self._customers[tenant_id, customer_id]

    @command
    def link_to_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        self._require(tenant_id, customer_id)
        self._links.add((tenant_id, customer_id, opportunity_id))

    @command
    def unlink_from_opportunity(self, tenant_id: str, customer_id: str, opportunity_id: str) -> None:
        self._links.discard((tenant_id, customer_id, opportunity_id))

    @query
    def get_communication_preferences(self, tenant_id: str, customer_id: str) -> CommunicationPreferences:
        self._require(tenant_id, customer_id)
        return self._preferences.get((tenant_id, customer_id), CommunicationPreferences())

    def _create(self, tenant_id: str, draft: CustomerDraft, key: str) -> Customer:
        created = self._created_by.get((tenant_id, key))
        if created is not None:
            return self._customers[tenant_id, created]
        self._require_free(tenant_id, draft.email)
        facts = draft.model_dump(exclude={"lead_id"})
        contact_id = self._new_id() if draft.contact_name else None
        customer = Customer(id=self._new_id(), contact_id=contact_id, external_id=key, **facts)
        self._customers[tenant_id, customer.id] = customer
        self._created_by[tenant_id, key] = customer.id
        return customer

    def _require(self, tenant_id: str, customer_id: str) -> Customer:
        if (customer := self._customers.get((tenant_id, customer_id))) is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return customer

    def _owner_of(self, tenant_id: str, email: str | None) -> Customer | None:
        address = email_key(email)
        ours = (customer for (tenant, _), customer in self._customers.items() if tenant == tenant_id)
        return next((customer for customer in ours if address and email_key(customer.email) == address), None)

    def _require_free(self, tenant_id: str, email: str | None, besides: str | None = None) -> None:
        owner = self._owner_of(tenant_id, email)
        if owner is not None and owner.id != besides:
            raise Conflict("another customer already has this e-mail address")
