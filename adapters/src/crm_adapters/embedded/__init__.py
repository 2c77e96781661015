"""The built-in customers, quotations, orders and people, stored in our own database."""

from crm_adapters.embedded.customers import EmbeddedCustomers
from crm_adapters.embedded.orders import EmbeddedOrders
from crm_adapters.embedded.people import EmbeddedPeople
from crm_adapters.embedded.quotations import EmbeddedQuotations

__all__ = ["EmbeddedCustomers", "EmbeddedOrders", "EmbeddedPeople", "EmbeddedQuotations"]
