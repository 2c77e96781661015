"""The simulation finds what it is there for: damage of each kind, an operation that misbehaves, a death survived."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from company import ACTORS, TENANTS, Company
from company_in_memory import CompanyInMemory
from fault_points import Fault, FaultKind, ProcessDied
from simulation import Violation
from simulation_invariants import AFTER_EVERY_STEP, NOW_AND_THEN, broken
from sqlalchemy import text
from test_simulation import simulate

from crm_adapters.storage import Database
from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Permission
from crm_core.approvals import AddDelegation
from crm_core.calendars import AddCalendar, EditCalendar
from crm_core.errors import Unavailable
from crm_core.leads import CreateLead, LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_core.pipelines import Outcome, RequiredField, StageTemplate, UpdatePipeline
from crm_operations.deal_closing import CloseAsLost
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.lead_routing import Pool, RouteLead, RoutingRule, StrategyName
from crm_operations.operation import reads
from crm_operations.quote_to_order import QuoteOpportunity

LATER = timedelta(minutes=1)
EVERYTHING = (*AFTER_EVERY_STEP, *NOW_AND_THEN)
NORTH, SOUTH = TENANTS
MARA = ACTORS["mara_of_north"]
FIRST = "(SELECT min(id) FROM {table} WHERE tenant_id = '{tenant}')"
A_LEAD = FIRST.format(table="crm_leads", tenant=NORTH)
ANOTHERS_LEAD = FIRST.format(table="crm_leads", tenant=SOUTH)

DAMAGE = {
    "a lost number": ("UPDATE crm_numbers SET last = last + 1 WHERE kind = 'LEAD'", "was given 1 times and is used 0"),
    "a gap among messages": ("UPDATE crm_outbox SET sequence = sequence + 1", "are numbered [2"),
    "a lost message": ("DELETE FROM crm_outbox WHERE topic = 'lead.created'", "is in the outbox 0 times instead of 1"),
    "a changed price": ("UPDATE crm_quotation_lines SET unit_price_minor = 1", "its lines are 1"),
    "a changed lead": (f"UPDATE crm_leads SET name = 'Eve' WHERE id = {A_LEAD}", "history of lead"),
    "a lost stage": (
        "DELETE FROM crm_pipeline_stages WHERE name = 'negotiation'",
        "stands in negotiation, which its pipeline does not have",
    ),
    "a circle of delegations": (
        "UPDATE crm_delegations SET delegate = 'mara' WHERE delegator = 'theo'",
        "would be a circle",
    ),
    "a half conversion": ("DELETE FROM crm_activities WHERE activity_type = 'note'", "0 notes of its conversion"),
    "another tenant's id": (
        f"UPDATE crm_leads SET notes = {ANOTHERS_LEAD} WHERE id = {A_LEAD}",
        f"a row of {NORTH} names",
    ),
    "a revision that is current again": (
        "UPDATE crm_working_calendars SET replaced_at = NULL",
        "of calendar 'Office' not the newest revision alone is current",
    ),
    "a lost revision": ("DELETE FROM crm_working_calendars WHERE revision = 1", "'Office' has the revisions [2]"),
    "another policy": (
        "UPDATE crm_policies SET content = replace(content, 'round_robin', 'least_loaded')",
        "judged again: policy changed",
    ),
    "a stage nobody judged": ("DELETE FROM crm_decisions WHERE kind = 'stage_rules'", "and nobody judged it"),
    "a clock that runs twice": (
        "UPDATE crm_sla_clocks SET status = 'running', stopped_at = NULL",
        "clocks of one target run at once",
    ),
    "another rule": (
        "UPDATE crm_decisions SET rule_version = 9 WHERE kind = 'routing'",
        "judged again: other version of the rule",
    ),
}


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


@pytest.mark.parametrize(("statement", "found"), DAMAGE.values(), ids=list(DAMAGE))
def test_damage_is_found(migrated_file: str, statement: str, found: str) -> None:
    with a_company(migrated_file) as company:
        crm = company.crm
        for deal in crm.deals.get_opportunities_by_stage(MARA, OpportunityFilter()):
            crm.quote_to_order.convert_to_quotation(MARA, QuoteOpportunity(opportunity_id=deal.id))
        rule = RoutingRule(id="all", position=1, name="All", strategy=StrategyName.ROUND_ROBIN, pool=Pool(team="sales"))
        crm.routing.set_rules(MARA, [rule])
        for lead in crm.leads.list(MARA, LeadFilter(only_open=True)):
            crm.routing.route_lead(MARA, RouteLead(lead_id=lead.id))
        for delegator, delegate in (("mara", "theo"), ("theo", "kim")):
            until = company.clock.now() + timedelta(days=7)
            away = AddDelegation(delegator=delegator, delegate=delegate, ends_at=until, reason="holiday")
            crm.delegations.add(MARA, away)
        _pass_over_a_rule(company)
        crm.calendars.add(MARA, AddCalendar(name="Office", week=("mon-fri 09:00-18:00",)))
        crm.calendars.edit(MARA, "Office", EditCalendar(week=("mon-fri 08:00-18:00",)))
        assert broken(company, EVERYTHING) == []

        damaged = Database(migrated_file)
        with damaged.writing(NORTH) as connection:
            connection.execute(text(statement))
        damaged.close()
        company.restart()
        company.crm.leads.capture(MARA, CreateLead(name="Zoe"))

        assert any(found in each for each in broken(company, EVERYTHING)), broken(company, EVERYTHING)


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
