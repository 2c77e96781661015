"""Whether a recipe can be one transaction: only where every partner it calls lives in our own database."""

from contextlib import AbstractContextManager

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedQuotations
from crm_adapters.storage import Database
from crm_core.actor import Actor
from crm_operations.process import Together
from crm_operations.providers import CustomerProvider, QuotationProvider


def together(database: Database, customers: CustomerProvider, quotations: QuotationProvider) -> Together | None:
    if not isinstance(customers, EmbeddedCustomers) or not isinstance(quotations, EmbeddedQuotations):
        return None

    def one_transaction(actor: Actor) -> AbstractContextManager[None]:
        return database.together(actor.tenant_id)

    return one_transaction
