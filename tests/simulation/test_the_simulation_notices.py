"""The simulation finds what it is there for: damage of each kind, an operation that misbehaves, a death survived."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from company import ACTORS, Company
from company_in_memory import CompanyInMemory
from damage import DAMAGE, NORTH, WITHOUT_DAMAGE, Damage
from fault_points import Fault, FaultKind, ProcessDied
from fresh_databases import SqliteDatabases
from simulation import Violation
from simulation_invariants import AFTER_EVERY_STEP, NOW_AND_THEN, broken
from sqlalchemy import text
from test_simulation import simulate

from crm_adapters.storage import Database
from crm_adapters.wiring import Crm
from crm_core.activities import LogActivity, TaskAnswer
from crm_core.actor import Actor, Permission
from crm_core.approvals import AddDelegation
from crm_core.calendars import AddCalendar, EditCalendar
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, Scheme
from crm_core.errors import Unavailable
from crm_core.fiscal import PeriodLength
from crm_core.forecasts import SubmitForecast
from crm_core.leads import CreateLead, LeadFilter
from crm_core.money import Money
from crm_core.opportunities import CreateOpportunity, OpportunityFilter
from crm_core.pipelines import Outcome, RequiredField, StageTemplate, UpdatePipeline
from crm_core.quotas import AssignQuota
from crm_operations.commissions import AdjustCommission, ApproveStatement, PlanPeriod, RunCommissions
from crm_operations.deal_approval import RequestApproval
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.lead_routing import Pool, RouteLead, RoutingRule, StrategyName
from crm_operations.operation import reads
from crm_operations.quote_to_order import GenerateQuotation, QuoteOpportunity
from crm_operations.sales_performance import PerformanceQuery, PeriodQuery

LATER = timedelta(minutes=1)
EVERYTHING = (*AFTER_EVERY_STEP, *NOW_AND_THEN)
MARA, THEO, KIM = (ACTORS[f"{user}_of_north"] for user in ("mara", "theo", "kim"))


@contextmanager
def a_company(url: str, kind: type[Company] = Company, *, one_commit: bool = True) -> Iterator[Company]:
    with closing(kind(url, one_commit=one_commit)) as company:
        yield company


def _pass_over_a_rule(company: Company) -> None:
    """Every open stage asks for a description, which one deal goes on without."""
    deals, closing_of = company.crm.deals, company.crm.closing
    deal = deals.get_opportunities_by_stage(MARA, OpportunityFilter())[-1]
    closing_of.close_as_lost(MARA, CloseAsLost(opportunity_id=deal.id, reason="no budget"))
    closing_of.reopen(MARA, deal.id, "they found it")
    pipeline = next(each for each in deals.pipelines(MARA) if each.id == deal.pipeline_id)
    asked = {"required_fields": (RequiredField.DESCRIPTION,)}
    stages = (StageTemplate.of(stage) for stage in pipeline.stages)
    asking = tuple(stage.model_copy(update={} if stage.outcome is not Outcome.OPEN else asked) for stage in stages)
    deals.edit_pipeline(MARA, pipeline.id, UpdatePipeline(stages=asking))
    company.clock.advance(LATER)
    deals.advance_to_stage(MARA, deal.id, deal.stage, pass_rules="they signed at the fair")


class AtWork(NamedTuple):
    """A company that has done a bit of everything, its database, and a copy of that."""

    company: Company
    file: Path
    copy: Path


@pytest.fixture(scope="module")
def at_work(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    folder = tmp_path_factory.mktemp("company")
    file, copy = folder / "company.db", folder / "undamaged.db"
    with a_company(sqlite_databases.copied_to(file)) as company:
        _work(company)
        assert broken(company, EVERYTHING) == []
        company.restart(lambda: shutil.copy(file, copy))
        yield AtWork(company, file, copy)


def _work(company: Company) -> None:
    crm = company.crm
    for deal in crm.deals.get_opportunities_by_stage(MARA, OpportunityFilter()):
        crm.quote_to_order.convert_to_quotation(MARA, QuoteOpportunity(opportunity_id=deal.id))
        crm.quotes.generate(MARA, GenerateQuotation(opportunity_id=deal.id))
    rule = RoutingRule(id="all", position=1, name="All", strategy=StrategyName.ROUND_ROBIN, pool=Pool(team="sales"))
    crm.routing.set_rules(MARA, [rule])
    for lead in crm.leads.list(MARA, LeadFilter(only_open=True)):
        crm.routing.route_lead(MARA, RouteLead(lead_id=lead.id))
    _pass_over_a_rule(company)
    _win_over_the_threshold(company)
    _share_a_task(company)
    for hours in (18, 6):
        company.clock.advance(timedelta(hours=hours))
        crm.timer_firing.run_until_none()
    for delegator, delegate in (("mara", "theo"), ("theo", "kim")):
        until = company.clock.now() + timedelta(days=7)
        away = AddDelegation(delegator=delegator, delegate=delegate, ends_at=until, reason="holiday")
        crm.delegations.add(MARA, away)
    for minor in (1, 2):
        crm.forecasts.submit(MARA, SubmitForecast(amount=Money(minor=minor, currency="EUR")))
    crm.forecast_snapshots.take(MARA)
    _fall_behind(company)
    _pay(company)
    crm.calendars.add(MARA, AddCalendar(name="Office", week=("mon-fri 09:00-18:00",)))
    crm.calendars.edit(MARA, "Office", EditCalendar(week=("mon-fri 08:00-18:00",)))
    crm.container.coordinators.news_relay().run_until_empty()


def _pay(company: Company) -> None:
    """Kim is paid for what they won, and Theo owes; the period is locked."""
    crm = company.crm
    flat = AddCommissionPlan(name="Flat", scheme=Scheme.FLAT, currency="EUR", rate_basis_points=500)
    crm.commission_plans.add(MARA, flat)
    crm.commission_assignments.assign(MARA, AssignCommissionPlan(plan="Flat", user_id="kim"))
    calendar = crm.settings_for(MARA.tenant_id).fiscal
    of_plan: dict[str, Any] = {
        "plan": "Flat",
        "period": calendar.containing(company.clock.now().date(), PeriodLength.QUARTER).id,
    }
    crm.commissions.run(MARA, RunCommissions(**of_plan))
    crm.commission_settlement.adjust(
        MARA, AdjustCommission(**of_plan, user="theo", amount_minor=-5_000, reason="An advance")
    )
    crm.commission_settlement.submit(MARA, PlanPeriod(**of_plan))
    for user in ("kim", "theo"):
        crm.commission_settlement.approve(MARA, ApproveStatement(**of_plan, user=user))
    crm.commission_settlement.lock(MARA, PlanPeriod(**of_plan))


def _fall_behind(company: Company) -> None:
    """Kim has a quota, revised once, closes five deals without winning one, and is coached."""
    crm, former = company.crm, company.crm.deals.get_opportunities_by_stage(MARA, OpportunityFilter())[0]
    found = crm.performance.performance(MARA, PerformanceQuery())
    for minor in (1_000_000_000, 2_000_000_000):
        quota = AssignQuota(period=found.period, user_id="kim", amount_minor=minor, currency_code=found.currency)
        crm.performance.assign_quota(MARA, quota)
    lost = {"party_id": former.party_id, "assigned_to": "kim", "currency_code": "EUR", "description": "A desk."}
    for _ in range(5):
        deal = crm.deals.open(MARA, CreateOpportunity.model_validate({"name": "Too dear", **lost}))
        crm.closing.close_as_lost(MARA, CloseAsLost(opportunity_id=deal.id, reason="too dear"))
    assert crm.performance.trigger_coaching(MARA, PeriodQuery())


def _share_a_task(company: Company) -> None:
    """Two of three have done it, which is enough."""
    activities, lead = company.crm.activities, company.crm.leads.list(MARA, LeadFilter())[0]
    due = {"activity_type": "task", "subject": "Visit", "due_date": company.clock.now()}
    shared = {"assignees": ("kim", "mara", "theo"), "strategy": "majority"}
    task = activities.log(MARA, LogActivity.model_validate({"related": lead.ref, **due, **shared}))
    for actor in (KIM, THEO):
        activities.answer(actor, task.id, TaskAnswer.DONE)


def _win_over_the_threshold(company: Company) -> None:
    """Kim asks, Theo says yes, and it is won at that value."""
    crm, former = company.crm, company.crm.deals.get_opportunities_by_stage(MARA, OpportunityFilter())[0]
    worth = Money(minor=600_000, currency="EUR")
    wanted = CreateOpportunity(
        name="Large",
        description="What every stage asks for.",
        party_id=former.party_id,
        assigned_to="kim",
        currency_code=worth.currency,
        expected_revenue_minor=worth.minor,
    )
    deal = crm.deals.open(KIM, wanted)
    asked = crm.deal_approval.request(KIM, RequestApproval(opportunity_id=deal.id, value=worth))
    assert asked.request_id is not None
    crm.approvals.approve(THEO, asked.request_id)
    crm.deals.advance_to_stage(MARA, deal.id, "negotiation")
    crm.closing.close_as_won(MARA, CloseAsWon(opportunity_id=deal.id, value=worth))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_damage_is_found(at_work: AtWork, damage: Damage) -> None:
    company, file, copy = at_work

    def strike() -> None:
        shutil.copy(copy, file)
        damaged = Database(f"sqlite:///{file}")
        with damaged.writing(NORTH) as connection:
            assert connection.execute(text(damage.statement)).rowcount > 0
        damaged.close()

    company.restart(strike)

    wrong = broken(company, [damage.invariant])
    assert any(damage.found in each for each in wrong), wrong


def test_every_invariant_finds_damage() -> None:
    assert {damage.invariant for damage in DAMAGE.values()} | WITHOUT_DAMAGE == set(EVERYTHING)


class Misbehaving:
    """A coordinator such as none may be; the simulation finds its methods by itself."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    def ask_for_more(self, actor: Actor) -> object:
        """Answers what another tenant has."""
        other = next(each for each in ACTORS.values() if each.tenant_id != actor.tenant_id and each.user_id == "mara")
        return self._crm.leads.list(other, LeadFilter())


class Scribbling:
    """A coordinator whose look at leads leaves one."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    @reads(Permission.LEAD_READ)
    def look(self, actor: Actor) -> object:
        """Declared to write nothing."""
        return self._crm.leads.capture(actor.model_copy(update={"roles": MARA.roles}), CreateLead(name="Zoe"))


class CompanyWithMisbehaviour(CompanyInMemory):
    extra: type = Misbehaving

    def __init__(self, url: str, *, one_commit: bool = False) -> None:
        super().__init__(url, one_commit=one_commit)
        self.operations = [each for each in self.operations if each.name.startswith(("leads.", "extra."))]

    def start(self) -> None:
        super().start()
        extra = self.extra(self.crm)
        parts = {**self.crm.parts(), "extra": extra}
        vars(self.crm).update(extra=extra, parts=lambda: parts)


def test_a_new_method_that_shows_another_tenants_rows_is_found_and_its_story_is_short(
    request: pytest.FixtureRequest,
) -> None:
    with pytest.raises(Violation, match=r"of the other tenant") as violation:
        simulate(request, ("sqlite", CompanyWithMisbehaviour, False), "one too curious", number=3, steps=40)

    story = str(violation.value).partition("The story:\n")[2].splitlines()
    assert [line.strip().partition("(")[0] for line in story] == [
        "company = CompanyWithMisbehaviour",
        "clock.advance",
        "crm.extra.ask_for_more",
    ]
    assert "seed 3, one too curious" in str(violation.value)


class CompanyThatScribbles(CompanyWithMisbehaviour):
    extra = Scribbling


def test_a_look_that_writes_is_found(request: pytest.FixtureRequest) -> None:
    with pytest.raises(Violation, match=r"declared to write nothing") as violation:
        simulate(request, ("sqlite", CompanyThatScribbles, False), "one who scribbles", number=3, steps=40)

    assert "crm.extra.look" in str(violation.value)


@pytest.mark.parametrize("kind", [FaultKind.PROCESS_DIES, FaultKind.DATABASE_CUT])
def test_what_was_not_committed_is_gone_with_the_process(migrated_file: str, kind: FaultKind) -> None:
    with a_company(migrated_file) as company:
        before = len(company.crm.leads.list(MARA, LeadFilter()))
        company.points.plan(Fault(kind, 3))

        with pytest.raises((ProcessDied, Unavailable)):
            company.crm.leads.capture(MARA, CreateLead(name="Zoe"))

        company.restart()
        assert len(company.crm.leads.list(MARA, LeadFilter())) == before
        assert broken(company, EVERYTHING) == []


def test_who_is_dead_does_nothing_more(migrated_file: str) -> None:
    with a_company(migrated_file) as company:
        company.points.plan(Fault(FaultKind.PROCESS_DIES, 1))
        for _ in range(2):
            with pytest.raises(ProcessDied):
                company.crm.leads.list(MARA, LeadFilter())


@pytest.mark.parametrize("one_commit", [True, False], ids=["one commit", "step by step"])
def test_wherever_the_process_dies_over_a_quotation_the_next_one_makes_it_once(
    migrated_file: str, one_commit: bool
) -> None:
    with a_company(migrated_file, one_commit=one_commit) as company:
        deal = company.crm.deals.get_opportunities_by_stage(MARA, OpportunityFilter())[0]
        command = QuoteOpportunity(opportunity_id=deal.id)
        deaths = 0
        while True:
            company.points.plan(Fault(FaultKind.PROCESS_DIES, deaths + 1))
            try:
                company.crm.quote_to_order.convert_to_quotation(MARA, command)
                break
            except ProcessDied:
                deaths += 1
                company.restart()
                company.clock.advance(LATER)

        company.points.disarm()
        assert deaths > 10
        assert len(company.snapshot(NORTH).all_quotations) == 1
        assert broken(company, EVERYTHING) == []


@pytest.mark.parametrize("one_commit", [True, False], ids=["one commit", "step by step"])
def test_wherever_the_process_dies_over_an_enqueued_run_the_next_one_finishes_it_once(
    migrated_file: str, one_commit: bool
) -> None:
    with a_company(migrated_file, one_commit=one_commit) as company:
        lead = company.crm.leads.list(MARA, LeadFilter(only_open=True))[0]
        command = ConvertLead(lead_id=lead.id, override_reason="well known")
        company.crm.conversion.enqueue_conversion(MARA, command)
        deals = len(company.snapshot(NORTH).opportunities)
        deaths = 0
        while (run := company.runs.next) is not None:
            company.points.plan(Fault(FaultKind.PROCESS_DIES, deaths + 1))
            try:
                company.runs.run(run)
            except ProcessDied:
                deaths += 1
                company.restart()
                company.clock.advance(LATER)

        company.points.disarm()
        assert deaths > 10
        assert len(company.snapshot(NORTH).opportunities) == deals + 1
        assert isinstance(company.crm.conversion.convert_lead(MARA, command), Conversion)
        assert broken(company, EVERYTHING) == []
