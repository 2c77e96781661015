"""Customer accounts: the customers of the party master, found and edited."""

from crm_operations.customer_accounts.coordinator import CustomerCoordinator, CustomerFilter

__all__ = ["CustomerCoordinator", "CustomerFilter"]
