"""What a party master does with many customers, for one that only knows how to do it with each."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from crm_core.errors import Conflict
from crm_operations.providers.customers import Customer, CustomerDraft, CustomerProvider


def create_one_by_one(
    customers: CustomerProvider, tenant_id: str, drafts: Mapping[str, CustomerDraft]
) -> Mapping[str, Customer]:
    """``create_many`` by a call a draft."""
    created: dict[str, Customer] = {}
    for key, draft in drafts.items():
        with suppress(Conflict):
            created[key] = customers.create_from_lead(tenant_id, draft, key=key)
    return created


def find_one_by_one(customers: CustomerProvider, tenant_id: str, emails: Collection[str]) -> Mapping[str, Customer]:
    """``find_by_emails`` by a call an address."""
    found = ((email, customers.find_by_email(tenant_id, email)) for email in emails)
    return {email: customer for email, customer in found if customer is not None}
