"""The built-in partners keep the promises of their Protocols on SQLite, PostgreSQL and MariaDB."""

from zoneinfo import ZoneInfo

import pytest

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers import Inbox
from crm_adapters.storage import Database, SqlAnalytics
from crm_core.actor import Role
from crm_core.testing import VirtualClock
from crm_operations.providers import NotificationProvider, PeopleProvider, Person
from crm_operations.testing.contracts import (
    AnalyticsProviderContract,
    CustomerProviderContract,
    NotificationProviderContract,
    OrderProviderContract,
    PeopleProviderContract,
    QuotationProviderContract,
)


@pytest.fixture
def desk(database: Database) -> EmbeddedQuotations:
    return EmbeddedQuotations(database, VirtualClock(), new_id, lambda _tenant_id: ZoneInfo("Europe/Berlin"))


class TestEmbeddedCustomers(CustomerProviderContract):
    @pytest.fixture
    def customers(self, database: Database) -> EmbeddedCustomers:
        return EmbeddedCustomers(database, VirtualClock(), new_id)


class TestEmbeddedQuotations(QuotationProviderContract):
    @pytest.fixture
    def quotations(self, desk: EmbeddedQuotations) -> EmbeddedQuotations:
        return desk


class TestEmbeddedOrders(OrderProviderContract):
    @pytest.fixture
    def quotations(self, desk: EmbeddedQuotations) -> EmbeddedQuotations:
        return desk

    @pytest.fixture
    def orders(self, database: Database) -> EmbeddedOrders:
        return EmbeddedOrders(database, VirtualClock(), new_id)


class TestEmbeddedPeople(PeopleProviderContract):
    @pytest.fixture
    def people(self, database: Database) -> EmbeddedPeople:
        return EmbeddedPeople(database)

    def enter(self, people: PeopleProvider, tenant: str, person: Person) -> None:
        assert isinstance(people, EmbeddedPeople)
        people.add(tenant, person)


class TestInbox(NotificationProviderContract):
    @pytest.fixture
    def notifications(self, database: Database) -> Inbox:
        self.held: dict[tuple[str, Role], list[str]] = {}
        return Inbox(database, VirtualClock(), new_id, lambda tenant, role: self.held.get((tenant, role), []))

    def give_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None:
        self.held.setdefault((tenant, role), []).append(user_id)


class TestSqlAnalytics(AnalyticsProviderContract):
    @pytest.fixture
    def analytics(self, database: Database) -> SqlAnalytics:
        return SqlAnalytics(database)
