"""Customer accounts: the customers of the party master, as people look them up and correct them."""

from crm_operations.customer_accounts.coordinator import CustomerCoordinator, CustomerFilter

__all__ = ["CustomerCoordinator", "CustomerFilter"]
