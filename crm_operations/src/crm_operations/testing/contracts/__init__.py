"""The suites an adapter must pass: a new adapter's test is a subclass and one fixture.

    class TestAcmeCustomers(CustomerProviderContract):
        @pytest.fixture
        def customers(self): return AcmeCustomers(...)

Each test is named after a promise of the Protocol. A broken one is reported with the expected and the actual answer,
every call in order, and the docstring that makes the promise.
"""

from crm_operations.testing.contracts.accounts import DecisionContract, HistoryContract
from crm_operations.testing.contracts.analytics import AnalyticsProviderContract
from crm_operations.testing.contracts.customers import CustomerProviderContract
from crm_operations.testing.contracts.followers import FollowerContract
from crm_operations.testing.contracts.integrations import IntegrationContract
from crm_operations.testing.contracts.live_feed import LiveFeedContract
from crm_operations.testing.contracts.notifications import NotificationProviderContract
from crm_operations.testing.contracts.orders import OrderProviderContract
from crm_operations.testing.contracts.people import PeopleProviderContract
from crm_operations.testing.contracts.quotation_decisions import QuotationProviderContract
from crm_operations.testing.contracts.records import OutboxContract, RecordsContract
from crm_operations.testing.contracts.routing import RoutableLeadsContract, RoutingStoreContract
from crm_operations.testing.contracts.runs import RunLogContract
from crm_operations.testing.contracts.suite import PartnerContract
from crm_operations.testing.contracts.timers import TimerQueueContract, TimerStoreContract

__all__ = [
    "AnalyticsProviderContract",
    "CustomerProviderContract",
    "DecisionContract",
    "FollowerContract",
    "HistoryContract",
    "IntegrationContract",
    "LiveFeedContract",
    "NotificationProviderContract",
    "OrderProviderContract",
    "OutboxContract",
    "PartnerContract",
    "PeopleProviderContract",
    "QuotationProviderContract",
    "RecordsContract",
    "RoutableLeadsContract",
    "RoutingStoreContract",
    "RunLogContract",
    "TimerQueueContract",
    "TimerStoreContract",
]
