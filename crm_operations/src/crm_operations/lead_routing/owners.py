"""The owner of a lead's customer, queried from the party master once per customer."""

from collections.abc import Iterable

from crm_core.leads import Lead
from crm_operations.providers import Customer, CustomerProvider


class AccountOwners:
    def __init__(self, customers: CustomerProvider) -> None:
        self._customers = customers

    def of(self, tenant_id: str, leads: Iterable[Lead]) -> dict[str, str]:
        """Owners by lead id; leads without a customer, or one without an owner, are missing. Raises Unavailable."""
        known: dict[tuple[str | None, str | None], Customer | None] = {}
        owners = {}
        for lead in leads:
            key = (lead.party_id, None if lead.party_id else lead.email)
            if key not in known:
                known[key] = self._customer(tenant_id, lead)
            if (customer := known[key]) is not None and customer.owner_id is not None:
                owners[lead.id] = customer.owner_id
        return owners

    def _customer(self, tenant_id: str, lead: Lead) -> Customer | None:
        if lead.party_id is not None:
            return self._customers.find_by_id(tenant_id, lead.party_id)
        return self._customers.find_by_email(tenant_id, lead.email) if lead.email else None
