"""The fakes that application tests live on keep the very promises that real adapters keep."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import pytest
from direct_writes import ChangesInMemory

from crm_core.actor import Actor, Role
from crm_core.testing import Ids, VirtualClock
from crm_core.testing.store_contracts import (
    CommissionEntryStoreContract,
    CreditStoreContract,
    ForecastFiguresContract,
    NumberSequenceContract,
    ScoringModelStoreContract,
    entity_tests,
)
from crm_operations.providers import NotificationProvider, PeopleProvider, Person
from crm_operations.records import Follower, OutboxMessage, Records
from crm_operations.testing import (
    FakeAnalytics,
    FakeCustomers,
    FakeLiveFeed,
    FakeNotifications,
    FakeOrders,
    FakePeople,
    FakeQuotations,
    FakeRecords,
    FakeRunLog,
)
from crm_operations.testing.contracts import (
    AnalyticsProviderContract,
    CustomerProviderContract,
    DecisionContract,
    FollowerContract,
    HistoryContract,
    LiveFeedContract,
    NotificationProviderContract,
    OrderProviderContract,
    OutboxContract,
    PeopleProviderContract,
    QuotationProviderContract,
    RecordsContract,
    RunLogContract,
)

pytestmark = pytest.mark.requirement("TST-CRMOP-0098")


class TestFakeCustomers(ChangesInMemory, CustomerProviderContract):
    @pytest.fixture
    def customers(self) -> FakeCustomers:
        return FakeCustomers(Ids())


class TestFakeQuotations(ChangesInMemory, QuotationProviderContract):
    @pytest.fixture
    def quotations(self) -> FakeQuotations:
        return FakeQuotations(VirtualClock(), Ids())


class TestFakeOrders(ChangesInMemory, OrderProviderContract):
    @pytest.fixture
    def quotations(self) -> FakeQuotations:
        return FakeQuotations(VirtualClock(), Ids(1))

    @pytest.fixture
    def orders(self, quotations: FakeQuotations) -> FakeOrders:
        return FakeOrders(quotations, VirtualClock(), Ids(2))


class TestFakeNotifications(NotificationProviderContract):
    @pytest.fixture
    def notifications(self) -> FakeNotifications:
        return FakeNotifications()

    def assign_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None:
        assert isinstance(notifications, FakeNotifications)
        notifications.holds(tenant, user_id, role)


class TestFakePeople(PeopleProviderContract):
    @pytest.fixture
    def people(self) -> FakePeople:
        return FakePeople()

    def enter(self, people: PeopleProvider, tenant: str, person: Person) -> None:
        assert isinstance(people, FakePeople)
        people.known(tenant, person.id, **{name: getattr(person, name) for name in Person.model_fields if name != "id"})


class TestFakeAnalytics(AnalyticsProviderContract):
    @pytest.fixture
    def analytics(self) -> FakeAnalytics:
        return FakeAnalytics()


class TestFakeLiveFeed(LiveFeedContract):
    @pytest.fixture
    def feed(self, clock: VirtualClock) -> FakeLiveFeed:
        return FakeLiveFeed(clock)


class TestFakeRunLog(RunLogContract):
    @pytest.fixture
    def runs(self) -> FakeRunLog:
        return FakeRunLog()


class InMemory:
    @pytest.fixture
    def records(self) -> FakeRecords:
        return FakeRecords(VirtualClock(), Ids(0xFA))

    def outbox_of(self, records: Records, actor: Actor) -> Sequence[OutboxMessage]:
        assert isinstance(records, FakeRecords)
        return [message for message in records.outbox if message.tenant_id == actor.tenant_id]


class TestFakeFollowers(InMemory, FollowerContract):
    def followed_by(self, records: Records, follower: Follower) -> Records:
        assert isinstance(records, FakeRecords)
        records.followers = (follower,)
        return records

    def one_commit(self, records: Records, actor: Actor) -> AbstractContextManager[None]:
        assert isinstance(records, FakeRecords)
        return records.local_transaction(actor)


class TestFakeRecords(InMemory, RecordsContract):
    pass


class TestFakeOutbox(InMemory, OutboxContract):
    pass


class TestFakeHistory(InMemory, HistoryContract):
    pass


class TestFakeDecisions(InMemory, DecisionContract):
    pass


globals().update(entity_tests("Fake", InMemory))


class TestFakeScoringModels(InMemory, ScoringModelStoreContract):
    pass


class TestFakeNumbers(InMemory, NumberSequenceContract):
    pass


class TestFakeCredits(InMemory, CreditStoreContract):
    pass


class TestFakeForecastFigures(InMemory, ForecastFiguresContract):
    pass


class TestFakeCommissionEntries(InMemory, CommissionEntryStoreContract):
    pass
