"""Customer accounts: the customers of the party master, found, edited and imported."""

from crm_operations.customer_accounts.coordinator import CustomerCoordinator, CustomerFilter
from crm_operations.customer_accounts.importing import PartyRows, find_customers

__all__ = ["CustomerCoordinator", "CustomerFilter", "PartyRows", "find_customers"]
