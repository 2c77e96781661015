"""Records in memory: units of work that mean the same as those on a database."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, ClassVar, Self, TypeVar

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.commissions import Entry
from crm_core.credits import Credit
from crm_core.entities import Entity
from crm_core.errors import Conflict, Unavailable
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, NewId
from crm_core.opportunities import OpportunityStageChanged
from crm_operations.providers import Notice
from crm_operations.records import Follower, Origin, OutboxMessage, Stores, Timer, entity_stores, follow_all, store
from crm_operations.testing.recording import RecordedCall, RecordingFake
from crm_operations.testing.records.commissions import (
    FakeCommissionEntries,
    FakeCommissionPeriods,
    FakeCommissionPlans,
)
from crm_operations.testing.records.credits import FakeCredits
from crm_operations.testing.records.entity_store import FakeEntityStore
from crm_operations.testing.records.forecasts import FakeForecastFigures, FakeForecastSnapshots
from crm_operations.testing.records.import_lines import FakeImportLines
from crm_operations.testing.records.logs import FakeDecisions, FakeHistory, FakeOutbox
from crm_operations.testing.records.performance import FakePerformanceFigures
from crm_operations.testing.records.quotas import FakeQuotas
from crm_operations.testing.records.routing import FakeRoutableLeads, FakeRoutingStore
from crm_operations.testing.records.service_levels import (
    FakeEscalations,
    FakeSlaClocks,
    FakeSlaFigures,
    FakeSlaPolicies,
    FakeWorkingCalendars,
)
from crm_operations.testing.records.state import FakeSession, TenantState
from crm_operations.testing.records.stores import (
    FakeActivities,
    FakeApprovalFigures,
    FakeApprovals,
    FakeCurrencyRates,
    FakeCustomFields,
    FakeDelegations,
    FakeJourneys,
    FakeLeads,
    FakeNumbers,
    FakeOpportunities,
    FakePipelines,
    FakeScoringModels,
    FakeSources,
)
from crm_operations.testing.records.timers import FakeTimers

E = TypeVar("E", bound=Entity)

PATIENCE_SECONDS = 10.0
"""How long a writer waits for the one before it."""

_BOOKKEEPING = {"version", "updated_at"}


class RecordsBusy(Unavailable):
    @classmethod
    def because_another_writes(cls) -> Self:
        return cls("another unit of work kept writing for {seconds} seconds", {"seconds": PATIENCE_SECONDS})


class LocalTransactionFailed(Conflict):
    @classmethod
    def because_a_part_failed(cls) -> Self:
        return cls("a part of what should happen together failed, so none of it was kept; repeat all of it")


class UnitsOfWorkNested(RuntimeError):
    """An error of the code under test: on SQLite the inner unit of work would wait for the outer one without end."""


class FakeUnitOfWork(Stores, base=FakeEntityStore):
    leads = store(FakeLeads)
    scoring_models = store(FakeScoringModels)
    opportunities = store(FakeOpportunities)
    pipelines = store(FakePipelines)
    activities = store(FakeActivities)
    journeys = store(FakeJourneys)
    sources = store(FakeSources)
    custom_fields = store(FakeCustomFields)
    delegations = store(FakeDelegations)
    approvals = store(FakeApprovals)
    currency_rates = store(FakeCurrencyRates)
    sla_policies = store(FakeSlaPolicies)
    sla_clocks = store(FakeSlaClocks)
    working_calendars = store(FakeWorkingCalendars)
    escalations = store(FakeEscalations)
    approval_figures = store(FakeApprovalFigures)
    sla_figures = store(FakeSlaFigures)
    credits = store(FakeCredits)
    performance_figures = store(FakePerformanceFigures)
    quotas = store(FakeQuotas)
    commission_plans = store(FakeCommissionPlans)
    commission_periods = store(FakeCommissionPeriods)
    commission_entries = store(FakeCommissionEntries)
    forecast_snapshots = store(FakeForecastSnapshots)
    forecast_figures = store(FakeForecastFigures)
    import_lines = store(FakeImportLines)
    numbers = store(FakeNumbers)
    routing = store(FakeRoutingStore)
    routable_leads = store(FakeRoutableLeads)
    history = store(FakeHistory)
    decisions = store(FakeDecisions)
    outbox = store(FakeOutbox)
    timers = store(FakeTimers)

    def __init__(self, session: FakeSession) -> None:
        self.session = session
        self.actor = session.actor


_STORES: Mapping[EntityKind, type[FakeEntityStore[Any, Any]]] = {
    each.kind: each for each in entity_stores(FakeUnitOfWork, FakeEntityStore)
}


class _Transaction:
    """Copies of the tenants it touches, and the unit of work of each actor."""

    def __init__(self, committed: Mapping[str, TenantState]) -> None:
        self._committed = committed
        self.states: dict[str, TenantState] = {}
        self.works: dict[tuple[Actor, str | None], FakeUnitOfWork] = {}
        self.failed = False
        self.committed = False

    def of(self, tenant_id: str) -> TenantState:
        if tenant_id not in self.states:
            self.states[tenant_id] = self._committed.get(tenant_id, TenantState()).copied()
        return self.states[tenant_id]


class FakeRecords(RecordingFake):
    """Records, all tenants in one memory.

    Features: everything of RecordingFake, where ``fail("commit", ...)`` rolls back, and with ``after=True`` commits
    and loses the answer; ``preload`` stores entities before the test begins; ``announced``, ``notices``, ``outbox``,
    ``moves``, ``credits`` and ``timers`` show what was committed. Writers take turns, and a rollback leaves nothing,
    not even a number.
    """

    partner: ClassVar[str] = "records"
    state_attributes: ClassVar[tuple[str, ...]] = ("_tenants",)

    def __init__(
        self,
        clock: Clock,
        new_id: NewId,
        journal: list[RecordedCall] | None = None,
        followers: Sequence[Follower] = (),
    ) -> None:
        super().__init__(journal)
        self.followers = followers
        self._clock = clock
        self._new_id = new_id
        self._tenants: dict[str, TenantState] = {}
        self._turn = Lock()
        self._here = local()

    @property
    def announced(self) -> Sequence[DomainEvent]:
        return [event for state in self._tenants.values() for event in state.events]

    @property
    def notices(self) -> Sequence[Notice]:
        return [notice for state in self._tenants.values() for notice in state.notices]

    @property
    def outbox(self) -> Sequence[OutboxMessage]:
        return [message for state in self._tenants.values() for message in state.outbox]

    @property
    def moves(self) -> Sequence[OpportunityStageChanged]:
        return [move for state in self._tenants.values() for move in state.moves]

    def entries_of(self, tenant_id: str) -> list[Entry]:
        """The commission entries themselves, which a test may damage."""
        return self._tenants[tenant_id].commission_entries

    @property
    def credits(self) -> Sequence[Credit]:
        return [credit for state in self._tenants.values() for credit in state.credits]

    @property
    def timers(self) -> Sequence[Timer]:
        return [timer for state in self._tenants.values() for timer in state.timers.values()]

    def replace_timer(self, timer: Timer, *, remove: bool = False) -> None:
        """Stores it as it is, or removes it, in a commit of its own without recorded calls."""
        with self._taking_turns():
            transaction = _Transaction(self._tenants)
            timers = transaction.of(timer.tenant_id).timers
            if remove:
                del timers[timer.id]
            else:
                timers[timer.id] = timer
            self._publish(transaction)

    @property
    def is_writing_here(self) -> bool:
        """Whether this thread is inside a unit of work that will be committed by itself."""
        return getattr(self._here, "writing", False)

    @property
    def is_joined(self) -> bool:
        return getattr(self._here, "joined", None) is not None

    def preload(self, *entities: Entity) -> None:
        """Stores entities as new ones, each for its own tenant, without recorded calls."""
        transaction = _Transaction(self._tenants)
        for entity in entities:
            self._store_of(entity, transaction.of(entity.tenant_id)).add(entity)
        self._publish(transaction)

    def entities(self, tenant_id: str) -> Sequence[Entity]:
        """Everything committed for a tenant, without a recorded call."""
        return list(self._tenants.get(tenant_id, TenantState()).entities.values())

    def now(self, entity: E) -> E:
        """The stored entity, without a recorded call. Raises NotFound."""
        return self._store_of(entity, self._tenants.get(entity.tenant_id, TenantState())).get(entity.id)

    def picture(self) -> Mapping[str, Any]:
        """All facts and messages, to be compared with another moment; versions and numbers only ever grow."""
        return {
            "entities": {
                f"{kind} {entity_id}": entity.model_dump(mode="json", exclude=_BOOKKEEPING)
                for state in self._tenants.values()
                for (kind, entity_id), entity in state.entities.items()
            },
            "outbox": [f"{message.topic} {message.body}" for message in self.outbox],
            "credits": [credit.to_dict() for credit in self.credits],
            "moves": [move.to_dict() for move in self.moves],
            "timers": [f"{timer.id} {timer.trigger_at} {timer.state}" for timer in self.timers],
        }

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[FakeUnitOfWork]:
        self._ask("reading", actor)
        transaction = getattr(self._here, "joined", None) or _Transaction(self._tenants)
        yield self._unit_of_work(transaction, actor)

    @contextmanager
    def writing(self, actor: Actor, *, batch: str | None = None) -> Iterator[FakeUnitOfWork]:
        self._ask("writing", actor)
        if (joined := getattr(self._here, "joined", None)) is not None:
            try:
                yield self._unit_of_work(joined, actor, batch)
            except BaseException:
                joined.failed = True
                raise
            return
        with self._taking_turns():
            transaction = _Transaction(self._tenants)
            self._here.writing = True
            try:
                yield self._unit_of_work(transaction, actor, batch)
                self._follow(transaction)
            finally:
                self._here.writing = False
            self._commit(transaction, actor)

    @contextmanager
    def local_transaction(self, actor: Actor, *partners: RecordingFake) -> Iterator[None]:
        """Every unit of work of this thread until the block ends is one commit, the partners included.

        Raises LocalTransactionFailed when a part failed and the caller carried on.
        """
        if self.is_joined:
            yield
            return
        with self._taking_turns():
            before = [(partner, partner.checkpoint()) for partner in partners]
            transaction = _Transaction(self._tenants)
            try:
                with self._joined_to(transaction):
                    yield
                self._follow(transaction)
                if transaction.failed:
                    raise LocalTransactionFailed.because_a_part_failed()
                self._commit(transaction, actor)
            finally:
                if not transaction.committed:
                    for partner, checkpoint in before:
                        partner.restore(checkpoint)

    @contextmanager
    def _joined_to(self, transaction: _Transaction) -> Iterator[None]:
        self._here.joined = transaction
        try:
            yield
        finally:
            self._here.joined = None

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if self.is_writing_here:
            raise UnitsOfWorkNested("this thread is in a unit of work already; leave it before opening another")
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise RecordsBusy.because_another_writes()
        try:
            yield
        finally:
            self._turn.release()

    def _follow(self, transaction: _Transaction) -> None:
        """As on a database, just before the commit; in one transaction each actor has one unit of work."""
        for work in transaction.works.values():
            follow_all(work, work.session.announced, self.followers)

    def _commit(self, transaction: _Transaction, actor: Actor) -> None:
        with self.recording_call("commit", {"actor": actor}, changes=True):
            self._publish(transaction)

    def _publish(self, transaction: _Transaction) -> None:
        self._tenants = {**self._tenants, **transaction.states}
        transaction.committed = True

    def _ask(self, method: str, actor: Actor) -> None:
        with self.recording_call(method, {"actor": actor}, changes=False):
            return

    def _unit_of_work(self, transaction: _Transaction, actor: Actor, batch: str | None = None) -> FakeUnitOfWork:
        if (actor, batch) not in transaction.works:
            origin = None if batch is None else Origin(batch, self._clock.now())
            session = FakeSession(transaction.of(actor.tenant_id), actor, self._clock, self._new_id, [], origin)
            transaction.works[actor, batch] = FakeUnitOfWork.opened(session)
        return transaction.works[actor, batch]

    def _store_of(self, entity: E, state: TenantState) -> FakeEntityStore[E, Any]:
        somebody = Actor(tenant_id=entity.tenant_id, user_id="somebody")
        return _STORES[entity.kind](FakeSession(state, somebody, self._clock, self._new_id, []))

    def _methods(self) -> frozenset[str]:
        return frozenset({"reading", "writing", "commit"})
