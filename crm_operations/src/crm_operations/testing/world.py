"""A whole company in memory: records, partners, clock and ids, and a snapshot of everything to compare."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from crm_core.actor import Actor, Role
from crm_core.approvals import DealApprovalPolicy, ValueThresholds
from crm_core.entities import Entity
from crm_core.leads import ACTIVE_STATUSES, Lead
from crm_core.testing import TENANT, USER, Ids, VirtualClock
from crm_core.voting import Strategies
from crm_operations.approvals import ApprovalRequests
from crm_operations.credits import CreditedPeople, DealCredits
from crm_operations.process import InProcessRunner
from crm_operations.quote_to_order import QuotationVersions
from crm_operations.settings import ApprovalSettings, OperationsSettings, RetrySettings
from crm_operations.testing.analytics import FakeAnalytics
from crm_operations.testing.customers import FakeCustomers
from crm_operations.testing.notifications import FakeNotifications
from crm_operations.testing.orders import FakeOrders
from crm_operations.testing.people import FakePeople
from crm_operations.testing.quotations import FakeQuotations
from crm_operations.testing.recording import RecordedCall, RecordingFake
from crm_operations.testing.records import FakeRecords
from crm_operations.testing.runs import FakeRunLog
from crm_operations.testing.work_queue import FakeWorkQueue

AT_ONCE = RetrySettings(initial_seconds=0, maximum_seconds=0)
"""As often as by default, but without pauses."""


_CURRENCIES = ("CHF", "EUR", "GBP", "JPY", "KWD")
WITHOUT_RATES = ApprovalSettings(
    deals=DealApprovalPolicy(value_by_currency=dict.fromkeys(_CURRENCIES, ValueThresholds()))
)
"""The same thresholds of approval for deals in these currencies, so that no rate is needed to compare them."""


class RemoteCallInTransaction(AssertionError):
    """An error of the code under test: a step is one local transaction or one remote call, never both."""


class FakeWorld:
    """All fakes on one clock, with one list of all their calls.

    Features: ``asked`` and ``changed_by`` have the order across partners; ``preload`` stores entities beforehand;
    ``snapshot`` is everything there is, so that a test can say ``assert world.snapshot() == before``; ``runner`` runs
    workflows step by step with undo, ``one_commit_runner`` in one commit. Asking a partner while a unit of work is
    being written fails with RemoteCallInTransaction, except together, where the partners are part of it.
    """

    def __init__(
        self, actor: Actor | None = None, *, clock: VirtualClock | None = None, new_id: Ids | None = None
    ) -> None:
        self.actor = actor or Actor(tenant_id=TENANT, user_id=USER, roles=frozenset(Role))
        self.clock = clock or VirtualClock()
        self.new_id = new_id or Ids()
        self.settings = OperationsSettings(retry=AT_ONCE, approvals=WITHOUT_RATES)
        self.approval_requests = ApprovalRequests(Strategies(), self.new_id)
        self.asked: list[RecordedCall] = []
        self.records = FakeRecords(self.clock, self.new_id, self.asked)
        self.runs = FakeRunLog(self.asked)
        self.customers = FakeCustomers(self.new_id, self.asked)
        self.quotations = FakeQuotations(self.clock, self.new_id, self.asked)
        self.orders = FakeOrders(self.quotations, self.clock, self.new_id, self.asked)
        self.notifications = FakeNotifications(self.asked)
        self.analytics = FakeAnalytics(self.asked)
        self.people = FakePeople(self.asked, self._open_leads)
        self.deal_credits = DealCredits(self.new_id)
        self.credited_people = CreditedPeople(self.people)
        self.quotation_versions = QuotationVersions(self.approval_requests, self.settings_for, self.new_id)
        self.work_queue = FakeWorkQueue(self.records)
        self._partners: tuple[RecordingFake, ...] = (
            self.customers,
            self.quotations,
            self.orders,
            self.notifications,
            self.analytics,
            self.people,
        )
        for partner in self._partners:
            partner.refuse_now = self._refuse_in_a_transaction
        self.runner = InProcessRunner(self.runs, self.clock, AT_ONCE)
        self.one_commit_runner = InProcessRunner(self.runs, self.clock, AT_ONCE, self.local_transaction)

    @property
    def changed_by(self) -> list[str]:
        """Every call that may have changed something, in order: ``customers.create_from_lead``, ``records.commit``."""
        return [str(call) for call in self.asked if call.changes and call.partner != "runs"]

    def settings_for(self, tenant_id: str) -> OperationsSettings:
        return self.settings

    def preload(self, *entities: Entity) -> None:
        """Stores entities before the test begins, without recorded calls."""
        self.records.preload(*entities)

    def snapshot(self) -> Mapping[str, Any]:
        """Customers, links, quotations, orders, messages, entities and outbox, as plain data."""
        picture: dict[str, Any] = dict(self.records.picture())
        for partner in (self.customers, self.quotations, self.orders, self.notifications, self.analytics):
            picture |= partner.picture()
        return picture

    @contextmanager
    def local_transaction(self, actor: Actor) -> Iterator[None]:
        """One commit around everything, partners included: what an exception leaves is what was there before."""
        with self.records.local_transaction(actor, *self._partners, self.runs):
            yield

    def _open_leads(self, tenant_id: str, user_id: str) -> int:
        return sum(
            isinstance(entity, Lead) and entity.assigned_to == user_id and entity.status in ACTIVE_STATUSES
            for entity in self.records.entities(tenant_id)
        )

    def _refuse_in_a_transaction(self) -> None:
        if self.records.is_writing_here:
            raise RemoteCallInTransaction("a partner was asked while a unit of work was being written")
