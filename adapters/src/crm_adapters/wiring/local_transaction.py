"""Whether a workflow can be one transaction: only if all its partners write to our own database."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.notifiers import NotificationRouter
from crm_adapters.storage import Database, SqlAnalytics
from crm_core.actor import Actor
from crm_operations.activity_tracking import JourneyFollower
from crm_operations.process import LocalTransaction
from crm_operations.providers import CustomerProvider, OrderProvider, PeopleProvider, QuotationProvider


def local_transaction(
    database: Database,
    customers: CustomerProvider,
    quotations: QuotationProvider,
    orders: OrderProvider,
    people: PeopleProvider,
) -> LocalTransaction | None:
    """How a workflow is made one; None where a partner that any workflow calls is elsewhere, or guarded."""
    local = (
        isinstance(customers, EmbeddedCustomers)
        and isinstance(quotations, EmbeddedQuotations)
        and isinstance(orders, EmbeddedOrders)
        and isinstance(people, EmbeddedPeople)
    )
    if not local:
        return None

    def one_transaction(actor: Actor) -> AbstractContextManager[None]:
        return database.local_transaction(actor.tenant_id)

    return one_transaction


def local_with(people: PeopleProvider) -> Callable[[object], bool]:
    """Whether a handler of the relay needs only our own database, as the notifier does with the built-in people."""
    own = (SqlAnalytics, JourneyFollower, *((NotificationRouter,) if isinstance(people, EmbeddedPeople) else ()))
    return lambda part: isinstance(part, own)
