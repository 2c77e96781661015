"""Routing on SQLite, PostgreSQL and MariaDB: its book keeps its promises, and crowds are served fairly."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from child_processes import in_a_child
from concurrency import route_all
from sqlalchemy import func, select

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedPeople
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, DatabaseUnavailable, SqlRecords, SqlRunLog
from crm_adapters.storage.entities.leads import leads as stored_leads
from crm_adapters.storage.kernel import record_tables as kept_rows
from crm_adapters.storage.kernel.driver_errors import DriverError
from crm_adapters.storage.routing.tables import routing_queue, routing_turns
from crm_adapters.system_clock import SystemClock
from crm_core.actor import Actor, Role
from crm_core.errors import CrmError
from crm_core.leads import CreateLead, Lead
from crm_core.testing import VirtualClock
from crm_operations.audit import AuditCoordinator, ReplayOutcome
from crm_operations.lead_routing import (
    ROUTING,
    AssignLead,
    LeadRoutingCoordinator,
    Pool,
    ReassignOpenLeads,
    RouteBatchWorkflow,
    RouteLead,
    RouteLeads,
    RoutingOutcome,
    RoutingRule,
    RoutingTransaction,
    StrategyName,
)
from crm_operations.process import InProcessRunner
from crm_operations.providers import Person
from crm_operations.records import Rules
from crm_operations.settings import OperationsSettings, RoutingSettings
from crm_operations.testing.contracts.routing import RoutableLeadsContract, RoutingStoreContract

SETTINGS = OperationsSettings(routing=RoutingSettings(batch_size=50, default_capacity=10_000))


@pytest.fixture(autouse=True)
def no_error_goes_unseen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A deadlock that is retried until it succeeds would be hidden; there is none to hide."""
    seen: list[CrmError] = []
    created = DatabaseUnavailable.because_it_failed

    def noticed(cause: DriverError) -> CrmError:
        seen.append(created(cause))
        return seen[-1]

    monkeypatch.setattr(DatabaseUnavailable, "because_it_failed", noticed)
    yield
    assert seen == []


class OnSql:
    @pytest.fixture
    def records(self, database: Database) -> SqlRecords:
        return SqlRecords(database, VirtualClock(), new_id)


class TestSqlRoutingStore(OnSql, RoutingStoreContract):
    pass


class TestSqlRoutableLeads(OnSql, RoutableLeadsContract):
    pass


class Setup:
    """A tenant of its own with people, rules and leads."""

    def __init__(self, database: Database, tenant_id: str | None = None) -> None:
        self.database = database
        self.boss = Actor(tenant_id=tenant_id or new_id(), user_id="boss", roles=frozenset({Role.ADMIN}))
        clock = SystemClock()
        self.records = SqlRecords(database, clock, new_id)
        self.people = EmbeddedPeople(database)
        customers = EmbeddedCustomers(database, clock, new_id)
        infrastructure = (self.records, self.people, customers, lambda _tenant: SETTINGS, clock)
        runner = InProcessRunner(SqlRunLog(database), clock)
        self.routing = LeadRoutingCoordinator(
            runner, RouteBatchWorkflow(RoutingTransaction(*infrastructure)), *infrastructure
        )

    def hires(self, *names: str, **facts: object) -> None:
        for name in names:
            person = Person.model_validate({"id": name, "name": name, "team": "sales", **facts})
            self.people.add(self.boss.tenant_id, person)

    def rule(self, strategy: str = StrategyName.ROUND_ROBIN) -> None:
        rule = RoutingRule(id="rule", position=1, name="Sales", strategy=strategy, pool=Pool(team="sales"))
        self.routing.set_rules(self.boss, [rule])

    def leads(self, count: int) -> list[Lead]:
        with self.records.writing(self.boss) as work:
            return [work.leads.add(self._lead(number)) for number in range(count)]

    def routes(self, lead: Lead) -> RoutingOutcome:
        return self.routing.route_lead(self.boss, RouteLead(lead_id=lead.id)).outcome

    def shares(self) -> Counter[str | None]:
        """Counted from the leads, not from any answer."""
        owner = stored_leads.c.assigned_to
        query = select(owner, func.count()).where(stored_leads.c.tenant_id == self.boss.tenant_id).group_by(owner)
        with self.database.reading(self.boss.tenant_id) as connection:
            return Counter({user: leads for user, leads in connection.execute(query)})  # noqa: C416

    def rows(self) -> dict[str, int]:
        """How many rows of each kind there are: what a broken-off commit must not change."""
        tables = (
            kept_rows.history,
            kept_rows.decisions,
            kept_rows.outbox,
            routing_turns,
            kept_rows.policies,
            routing_queue,
        )
        with self.database.reading(self.boss.tenant_id) as connection:
            return {
                table.name: connection.execute(
                    select(func.count()).select_from(table).where(table.c.tenant_id == self.boss.tenant_id)
                ).scalar_one()
                for table in tables
            }

    def _lead(self, number: int) -> Lead:
        lead, _ = Lead.capture(
            CreateLead(name=f"Lead {number}"),
            lead_id=new_id(),
            tenant_id=self.boss.tenant_id,
            number=f"LEAD-{new_id()}"[:50],
            at=SystemClock().now(),
        )
        return lead


@pytest.fixture
def setup(database: Database) -> Setup:
    setup = Setup(database)
    setup.hires("A", "B", "C")
    setup.rule()
    return setup


@pytest.mark.requirement("RTE-CRMOP-0102")
@pytest.mark.parametrize("strategy", [StrategyName.ROUND_ROBIN, StrategyName.WEIGHTED, StrategyName.LEAST_LOADED])
def test_twenty_threads_share_out_fairly(database: Database, strategy: StrategyName) -> None:
    setup = Setup(database)
    setup.hires("A", "B", "C")
    setup.rule(strategy)
    leads = setup.leads(100)

    with ThreadPoolExecutor(20) as pool:
        outcomes = Counter(pool.map(setup.routes, leads))

    assert outcomes == {RoutingOutcome.ASSIGNED: 100}
    assert sorted(setup.shares().values()) == [33, 33, 34]


def test_threads_that_meet_at_one_lead_give_it_away_once(setup: Setup) -> None:
    leads = setup.leads(8)

    with ThreadPoolExecutor(16) as pool:
        outcomes = Counter(pool.map(setup.routes, leads * 5))

    assert outcomes == {RoutingOutcome.ASSIGNED: 8, RoutingOutcome.ALREADY_ROUTED: 32}
    assert sorted(setup.shares().values()) == [2, 3, 3]
    assert setup.rows()["crm_decisions"] == 8


def test_a_desk_that_several_open_at_once_is_one_desk(database: Database) -> None:
    """The first turn of a tenant makes the row the others wait for."""
    for _ in range(3):
        setup = Setup(database)
        setup.hires("A", "B")
        setup.rule()
        leads = setup.leads(16)

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(setup.routes, leads))

        assert sorted(setup.shares().values()) == [8, 8]


def test_bulk_and_single_and_manual_at_the_same_time_stay_fair(setup: Setup) -> None:
    in_bulk, single, by_hand = setup.leads(60), setup.leads(30), setup.leads(9)

    def bulk() -> None:
        setup.routing.route_leads(setup.boss, RouteLeads(lead_ids=tuple(lead.id for lead in in_bulk)))

    def manual(lead: Lead, user_id: str) -> None:
        setup.routing.assign(setup.boss, AssignLead(lead_id=lead.id, user_id=user_id, reason="they asked for it"))

    jobs: list[Callable[[], object]] = [bulk]
    jobs += [partial(setup.routes, lead) for lead in single]
    jobs += [partial(manual, lead, user_id) for lead, user_id in zip(by_hand, "ABCABCABC", strict=True)]
    with ThreadPoolExecutor(8) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()

    shares = setup.shares()
    assert sum(shares.values()) == 99
    # A lead by hand is a turn of the person chosen, whosever turn it was: each of the nine can shift shares by one.
    assert max(shares.values()) - min(shares.values()) <= 9


def test_processes_share_out_fairly(setup: Setup) -> None:
    leads = setup.leads(60)
    parts = [[lead.id for lead in leads[start::2]] for start in range(2)]

    url = setup.database.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda part: in_a_child(route_all, url, setup.boss.tenant_id, part), parts))

    assert [child.answer for child in ended] == [30, 30]
    assert sorted(setup.shares().values()) == [20, 20, 20]


@pytest.mark.requirement("RTE-CRMOP-0105")
def test_a_crowd_never_pushes_anybody_past_their_capacity(database: Database) -> None:
    setup = Setup(database)
    setup.hires("A", "B", capacity=7)
    setup.rule()
    leads = setup.leads(40)

    with ThreadPoolExecutor(20) as pool:
        outcomes = Counter(pool.map(setup.routes, leads))

    assert outcomes == {RoutingOutcome.ASSIGNED: 14, RoutingOutcome.QUEUED: 26}
    assert setup.shares() == {"A": 7, "B": 7, None: 26}
    assert len(setup.routing.waiting(setup.boss)) == 26


@pytest.mark.requirement("SR-003")
def test_two_tenants_never_meet(database: Database) -> None:
    ours, theirs = Setup(database), Setup(database)
    for setup in (ours, theirs):
        setup.hires("A", "B")
        setup.rule()
    our_leads, their_leads = ours.leads(10), theirs.leads(5)

    answer = ours.routing.route_leads(ours.boss, RouteLeads())
    foreign = ours.routing.route_leads(ours.boss, RouteLeads(lead_ids=tuple(lead.id for lead in their_leads)))
    elsewhere = theirs.routing.reassign_open_leads(theirs.boss, ReassignOpenLeads(from_user="A", reason="leaves"))

    assert answer.assigned == len(our_leads)
    assert [refused.reasons[0].partition(" with")[0] for refused in foreign.refused] == ["no lead"] * 5
    assert elsewhere.assigned == 0
    assert theirs.shares() == {None: 5}
    assert theirs.rows() | {"crm_history": 5} == dict.fromkeys(theirs.rows(), 0) | {"crm_history": 5}


class Crash(RuntimeError):
    """Ends a unit of work where no error of ours would."""


@pytest.mark.requirement("REL-001", "INT-001")
@pytest.mark.parametrize(
    "step",
    [
        "crm_adapters.storage.records.decisions.SqlDecisions.record",
        "crm_adapters.storage.records.policies.SqlPolicies.keep",
        "crm_adapters.storage.routing.store.SqlRoutingStore.save_turns",
        "crm_adapters.storage.routing.routable_leads.SqlRoutableLeads.save_many",
        "crm_adapters.storage.routing.store.SqlRoutingStore.dequeue",
        "crm_adapters.storage.routing.store.SqlRoutingStore.enqueue",
        "crm_adapters.storage.records.outbox.SqlOutbox.announce",
        "crm_adapters.storage.records.outbox.SqlOutbox.notify",
        "crm_adapters.storage.kernel.session.Session.flush",
    ],
)
def test_a_crash_at_any_step_leaves_nothing(setup: Setup, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = setup.leads(7)
    before = setup.rows()
    with monkeypatch.context() as broken:
        broken.setattr(step, _crash)
        with pytest.raises(Crash):
            setup.routing.route_leads(setup.boss, RouteLeads())

    assert setup.rows() == before
    assert setup.shares() == {None: 7}
    assert [setup.routes(lead) for lead in leads] == [RoutingOutcome.ASSIGNED] * 7
    assert sorted(setup.shares().values()) == [2, 2, 3], "the broken-off run used up no turn"


def _crash(*_: object, **__: object) -> None:
    raise Crash


@pytest.mark.requirement("RTE-CRMOP-0101")
def test_stored_decisions_replay(setup: Setup) -> None:
    leads = setup.leads(30)
    setup.routing.route_leads(setup.boss, RouteLeads())
    for person in setup.people.members(setup.boss.tenant_id):
        setup.people.update(setup.boss.tenant_id, person.model_copy(update={"paused": True}))
    setup.rule(StrategyName.LEAST_LOADED)

    audit = AuditCoordinator(setup.records, Rules(ROUTING))
    replays = [replay for lead in leads for replay in audit.replay(setup.boss, lead.ref)]

    assert [replay.outcome for replay in replays] == [ReplayOutcome.SAME] * 30
    assert setup.rows()["crm_policies"] == 1


@pytest.mark.requirement("SR-005")
def test_a_bulk_run_keeps_every_history_whole(setup: Setup) -> None:
    setup.leads(120)
    setup.routing.route_leads(setup.boss, RouteLeads())

    with setup.records.reading(setup.boss) as work:
        verification = work.history.verify()
    assert verification.holds
    assert (verification.entities, verification.entries) == (120, 240)


def test_everything_together_with_other_work_is_one_commit(setup: Setup) -> None:
    """Inside a workflow that is one transaction, routing joins it, and goes with it."""
    (lead,) = setup.leads(1)

    def route_and_crash() -> None:
        with setup.database.local_transaction(setup.boss.tenant_id):
            setup.routes(lead)
            raise Crash

    with pytest.raises(Crash):
        route_and_crash()

    assert setup.shares() == {None: 1}
