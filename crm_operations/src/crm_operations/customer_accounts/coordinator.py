"""The coordinator of customers: found and edited in the party master."""

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.stores import Listed
from crm_core.texts import holds_words
from crm_core.values import Value
from crm_core.vocabulary import ForeignId, Limit, ShortText
from crm_operations.operation import acts, reads
from crm_operations.providers import (
    Customer,
    CustomerNotFound,
    CustomerProvider,
    CustomerUpdate,
    PeopleProvider,
    require_assignee,
)

PAGE = 500


class CustomerFilter(Value):
    """Everything named must hold; for ``search`` each customer is looked at."""

    email: ShortText | None = Field(default=None, description="Only the customer with this address.")
    search: ShortText | None = Field(
        default=None, description="Only customers with all these words in name, contact, address or industry."
    )
    after_id: ForeignId | None = None
    limit: Limit = 50


class CustomerCoordinator:
    """Customers of the party master; deals and leads name them by its ids.

    Each method raises NotPermitted, and Unavailable when that system does not answer.
    """

    def __init__(self, customers: CustomerProvider, people: PeopleProvider) -> None:
        self._customers = customers
        self._people = people

    @reads(Permission.CUSTOMER_READ)
    def get(self, actor: Actor, customer_id: ForeignId) -> Customer:
        """By id or by e-mail address. Raises CustomerNotFound."""
        found = self._customers.find_by_id(actor.tenant_id, customer_id)
        if found is None and "@" in customer_id:
            found = self._customers.find_by_email(actor.tenant_id, customer_id)
        if found is None:
            raise CustomerNotFound.because_unknown_customer(customer_id)
        return found

    @reads(Permission.CUSTOMER_READ)
    def list(self, actor: Actor, filters: CustomerFilter) -> Listed[Customer]:
        """List customers, as the party master has them."""
        if filters.email is not None:
            known = self._customers.find_by_email(actor.tenant_id, filters.email)
            return Listed([known] if known and _matches(known, filters) else [])
        found: list[Customer] = []
        after, size = filters.after_id, filters.limit if filters.search is None else PAGE
        while page := self._customers.list_page(actor.tenant_id, after, size):
            found += [each for each in page if _matches(each, filters)]
            if len(found) >= filters.limit:
                return Listed(found[: filters.limit], last_id=found[filters.limit - 1].id)
            after = page[-1].id
        return Listed(found)

    @acts(Permission.CUSTOMER_EDIT)
    def update(self, actor: Actor, customer_id: ForeignId, request: CustomerUpdate) -> Customer:
        """Change what is known of a customer.

        Raises CustomerNotFound, PersonNotFound, AssigneeLeft; Conflict for another one's address.
        """
        require_assignee(self._people, actor, request.owner_id)
        return self._customers.update(actor.tenant_id, customer_id, request)


def _matches(customer: Customer, filters: CustomerFilter) -> bool:
    texts = (customer.name, customer.contact_name, customer.email, customer.industry)
    return filters.search is None or holds_words(filters.search, texts)
