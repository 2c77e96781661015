"""With all guards around it at once a partner keeps every promise it keeps without them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from direct_writes import ChangesInMemory, ChangesInRows
from fresh_databases import SqliteDatabases

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedQuotations
from crm_adapters.guards import CachedAnswers, CircuitBreaker, Guard, RateLimit, guarded
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.testing import Ids, VirtualClock
from crm_operations.providers import (
    AnalyticsProvider,
    CustomerProvider,
    NotificationProvider,
    OrderProvider,
    PeopleProvider,
    Person,
    QuotationProvider,
)
from crm_operations.testing import (
    FakeAnalytics,
    FakeCustomers,
    FakeNotifications,
    FakeOrders,
    FakePeople,
    FakeQuotations,
)
from crm_operations.testing.contracts import (
    AnalyticsProviderContract,
    CustomerProviderContract,
    NotificationProviderContract,
    OrderProviderContract,
    PeopleProviderContract,
    QuotationProviderContract,
)

LONG = timedelta(hours=1).total_seconds()


def all_guards(partner: str) -> Sequence[Guard]:
    return [
        CachedAnswers(LONG, entries=100),
        CircuitBreaker(partner, failures=1, seconds=LONG),
        RateLimit(partner, per_second=1_000, burst=10, wait_seconds=LONG),
    ]


@pytest.fixture(scope="module")
def sqlite(sqlite_databases: SqliteDatabases) -> Iterator[Database]:
    with sqlite_databases.migrated() as url:
        database = Database(url)
        yield database
        database.close()


class TestGuardedFakeCustomers(ChangesInMemory, CustomerProviderContract):
    @pytest.fixture
    def customers(self) -> CustomerProvider:
        return guarded(FakeCustomers(Ids()), CustomerProvider, all_guards("customers"))


class TestGuardedEmbeddedCustomers(ChangesInRows, CustomerProviderContract):
    there = "crm_customers"

    @pytest.fixture
    def customers(self, sqlite: Database) -> CustomerProvider:
        self.database = sqlite
        embedded = EmbeddedCustomers(sqlite, VirtualClock(), new_id)
        return guarded(embedded, CustomerProvider, all_guards("customers"))


class TestGuardedFakeQuotations(ChangesInMemory, QuotationProviderContract):
    @pytest.fixture
    def quotations(self) -> QuotationProvider:
        return guarded(FakeQuotations(VirtualClock(), Ids()), QuotationProvider, all_guards("quotations"))


class TestGuardedEmbeddedQuotations(ChangesInRows, QuotationProviderContract):
    there = "crm_quotations"

    @pytest.fixture
    def quotations(self, sqlite: Database) -> QuotationProvider:
        self.database = sqlite
        embedded = EmbeddedQuotations(sqlite, VirtualClock(), new_id, lambda _: ZoneInfo("America/New_York"))
        return guarded(embedded, QuotationProvider, all_guards("quotations"))


class TestGuardedFakeOrders(ChangesInMemory, OrderProviderContract):
    @pytest.fixture
    def desk(self) -> FakeQuotations:
        return FakeQuotations(VirtualClock(), Ids(1))

    @pytest.fixture
    def quotations(self, desk: FakeQuotations) -> QuotationProvider:
        return guarded(desk, QuotationProvider, all_guards("quotations"))

    @pytest.fixture
    def orders(self, desk: FakeQuotations) -> OrderProvider:
        return guarded(FakeOrders(desk, VirtualClock(), Ids(2)), OrderProvider, all_guards("orders"))


class TestGuardedFakeNotifications(NotificationProviderContract):
    @pytest.fixture
    def notifications(self) -> NotificationProvider:
        return guarded(FakeNotifications(), NotificationProvider, all_guards("notifications"))

    def assign_role(self, notifications: Any, tenant: str, user_id: str, role: Role) -> None:
        notifications.holds(tenant, user_id, role)


class TestGuardedFakePeople(PeopleProviderContract):
    @pytest.fixture
    def people(self) -> PeopleProvider:
        return guarded(FakePeople(), PeopleProvider, all_guards("people"))

    def enter(self, people: Any, tenant: str, person: Person) -> None:
        people.known(tenant, person.id, **{name: getattr(person, name) for name in Person.model_fields if name != "id"})


class TestGuardedFakeAnalytics(AnalyticsProviderContract):
    @pytest.fixture
    def analytics(self) -> AnalyticsProvider:
        return guarded(FakeAnalytics(), AnalyticsProvider, all_guards("analytics"))
