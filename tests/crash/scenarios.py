"""Each workflow in each of its shapes: what it finds, and the call that starts it. A new workflow needs one here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from partner_crm import ready_lead, ready_opportunity
from workflow_calls import ask_for_approval, convert, lose, order, quote, route, win

from crm_adapters.replay import BadRow, DataSetReader, Replay, ReplayBatch
from crm_adapters.system_clock import SystemClock
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, open_for_replay
from crm_core.actor import Actor
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, Scheme
from crm_core.fiscal import PeriodLength
from crm_core.leads import CreateLead
from crm_core.opportunities import Opportunity, UpdateOpportunity
from crm_core.quotations import PricedLine
from crm_core.vocabulary import LeadSource
from crm_operations.commissions import RunCommissions
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import Pool, RoutingRule, StrategyName
from crm_operations.process import Answer, process_id
from crm_operations.providers import CustomerDraft, Person, QuotationDraft, QuotationLine
from crm_operations.quote_to_order import (
    ExtendQuotation,
    GenerateQuotation,
    Offered,
    QuoteOpportunity,
    ReviseQuotation,
)

EMAIL = "ada@example.com"
_LINES = (
    PricedLine(
        description="Engine", unit_price_minor=30_000, quantity=Decimal(2), discount_basis_points=1_000, code="ENG"
    ),
    PricedLine(description="Care", unit_price_minor=5_000, category="Services"),
)
OLD_DEALS = Path(__file__).parents[1] / "journeys" / "data" / "replay_sample"


class Scenario(NamedTuple):
    """``prepare`` sets the stage in a fresh tenant and answers what it is about; with that, any process may start it.

    ``start`` may be asked again: then nothing more happens. The first rehearsal of a workflow is the one whose stored
    form is kept, so let it be the one with the most steps.
    """

    workflow: str
    shape: str
    prepare: Callable[[Crm, Actor], str]
    start: Callable[[Crm, Actor, str], Answer]
    is_old_news: bool = False
    """Whether it announces nothing and keeps its partners at home, so that only figures tell if it is whole."""
    leaves: tuple[str, ...] = ()
    """Tables of what the workflow says it never takes back."""
    changes: int = 0
    """How many of its partners' methods it calls that change something there, so that none goes unseen."""
    undoes: int = 0
    """How many of its steps are undone when the last one is refused."""
    is_undone_alike: bool = False
    """Whether every step is undone by a method that another one, or it itself, calls to go on."""

    def __str__(self) -> str:
        return f"{self.workflow}, {self.shape}"


# --- what they find --------------------------------------------------------------------------------------------------


def _lead_of_a_stranger(crm: Crm, actor: Actor) -> str:
    return ready_lead(crm, actor, EMAIL).id


def _lead_of_a_customer(crm: Crm, actor: Actor) -> str:
    crm.customers.create_from_lead(actor.tenant_id, CustomerDraft(name="Engines", email=EMAIL), key="before")
    return ready_lead(crm, actor, EMAIL).id


def _lead_without_activities(crm: Crm, actor: Actor) -> str:
    lead = crm.leads.capture(actor, CreateLead(name="Ada Lovelace", email=EMAIL, source=LeadSource.REFERRAL)).lead
    return crm.leads.qualify(actor, lead.id).id


def _converted_lead(crm: Crm, actor: Actor) -> str:
    """By a process of another name, whose answer is not the one that is asked for."""
    lead, workflow = ready_lead(crm, actor, EMAIL), crm.container.workflows.lead_conversion()
    crm.runner.start(
        workflow, process_id(workflow.process, actor.tenant_id, lead.id, "before"), actor, ConvertLead(lead_id=lead.id)
    )
    return lead.id


def _opportunity(crm: Crm, actor: Actor) -> str:
    return ready_opportunity(crm, actor, EMAIL).id


def _deal_with_a_quotation_sent(crm: Crm, actor: Actor) -> str:
    opportunity = ready_opportunity(crm, actor, EMAIL)
    quoted = crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=opportunity.id))
    crm.quotations.mark_as_sent(actor.tenant_id, quoted.quotation_id, SystemClock().now())
    return opportunity.id


def _quotation_version(crm: Crm, actor: Actor) -> str:
    """The quotation of a first version, still a draft."""
    command = GenerateQuotation(opportunity_id=ready_opportunity(crm, actor, EMAIL).id, lines=_LINES)
    return crm.quotes.generate(actor, command).quotation_id


def _quotation_version_sent(crm: Crm, actor: Actor) -> str:
    return crm.quotes.send(actor, _quotation_version(crm, actor)).quotation_id


def _second_version(crm: Crm, actor: Actor) -> str:
    """Beside a first one, which is sent."""
    version = crm.quotes.get(actor, _quotation_version_sent(crm, actor))
    again = GenerateQuotation(opportunity_id=version.opportunity_id, lines=_LINES)
    return crm.quotes.generate(actor, again).quotation_id


def _deal_with_a_draft_that_was_not_noted(crm: Crm, actor: Actor) -> str:
    opportunity = ready_opportunity(crm, actor, EMAIL)
    _draft(crm, actor, opportunity)
    return opportunity.id


def _deal_with_two_quotations(crm: Crm, actor: Actor) -> str:
    opportunity_id = _deal_with_a_quotation_sent(crm, actor)
    _draft(crm, actor, crm.deals.get(actor, opportunity_id))
    return opportunity_id


def _deal_over_the_thresholds(crm: Crm, actor: Actor) -> str:
    opportunity = ready_opportunity(crm, actor, EMAIL)
    crm.deals.update(actor, opportunity.id, UpdateOpportunity(expected_revenue_minor=900_000))
    return opportunity.id


def _won_deal(crm: Crm, actor: Actor) -> str:
    opportunity_id = _opportunity(crm, actor)
    crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=opportunity_id))
    return opportunity_id


def _won_deal_and_a_plan(crm: Crm, actor: Actor) -> str:
    opportunity = crm.deals.get(actor, _won_deal(crm, actor))
    plan = AddCommissionPlan(name="Flat", scheme=Scheme.FLAT, currency=opportunity.currency_code, rate_basis_points=500)
    crm.commission_plans.add(actor, plan)
    crm.commission_assignments.assign(actor, AssignCommissionPlan(plan="Flat", user_id=opportunity.assigned_to))
    assert opportunity.actual_close_date is not None
    return crm.settings_for(actor.tenant_id).fiscal.containing(opportunity.actual_close_date, PeriodLength.QUARTER).id


def _draft(crm: Crm, actor: Actor, opportunity: Opportunity) -> None:
    draft = QuotationDraft(
        opportunity_id=opportunity.id,
        customer_id=opportunity.party_id,
        currency_code=opportunity.currency_code,
        lines=(QuotationLine(description="Engine", unit_price_minor=90_000),),
        valid_until=date(2199, 12, 31),
    )
    crm.quotations.create_from_opportunity(actor.tenant_id, draft, key="by hand")


def _leads_nobody_has(crm: Crm, actor: Actor) -> str:
    for name in ("bea", "cyd"):
        crm.people.add(actor.tenant_id, Person(id=name, name=name, team="sales"))
    rule = RoutingRule(id="all", position=1, name="All", strategy=StrategyName.ROUND_ROBIN, pool=Pool(team="sales"))
    crm.routing.set_rules(actor, [rule])
    wishes = (CreateLead(name=f"Lead {number}", source=LeadSource.REFERRAL) for number in range(3))
    return " ".join(crm.leads.capture(actor, request).lead.id for request in wishes)


class _Overheard:
    """Listens to what a replay would do, and lets nothing happen."""

    def __init__(self) -> None:
        self.batches: list[ReplayBatch] = []

    def run_batches(self, batches: Iterable[ReplayBatch], _progress: object) -> Sequence[BadRow]:
        self.batches.extend(batches)
        return []

    def found(self, to_do: int) -> None: ...

    def done(self, deals: int) -> None: ...


def _old_deals(crm: Crm, actor: Actor) -> str:
    collected, clock = _Overheard(), VirtualClock(SystemClock().now())
    pipeline = next(pipeline for pipeline in crm.deals.pipelines(actor) if pipeline.is_default)
    data_set = DataSetReader(OLD_DEALS, today=date(2017, 12, 31), currency="USD", pipeline=pipeline).read()
    with open_for_replay(crm.settings, clock) as silent_crm:
        Replay(silent_crm, clock, actor, collected.run_batches).run(data_set, collected)
    whole = collected.batches[0]
    return whole.model_copy(update={"deals": whole.deals[:5]}).model_dump_json()


# --- how they are started --------------------------------------------------------------------------------------------


def _replay(crm: Crm, actor: Actor, batch: str) -> Answer:
    command, workflow = ReplayBatch.model_validate_json(batch), crm.container.workflows.deal_replay()
    answer: Answer = crm.runner.start(workflow, workflow.process_id(actor, command), actor, command)
    return answer


def _generate(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    command = GenerateQuotation(opportunity_id=opportunity_id, lines=_LINES, request_id="R-1")
    return crm.quotes.generate(actor, command)


def _revise(crm: Crm, actor: Actor, quotation_id: str) -> Answer:
    return crm.quotes.revise(actor, ReviseQuotation(quotation_id=quotation_id, lines=_LINES[:1]))


def _send(crm: Crm, actor: Actor, quotation_id: str) -> Answer:
    return crm.quotes.send(actor, quotation_id)


def _accept(crm: Crm, actor: Actor, quotation_id: str) -> Answer:
    return crm.quotes.accept(actor, quotation_id)


def _reject(crm: Crm, actor: Actor, quotation_id: str) -> Answer:
    return crm.quotes.reject(actor, quotation_id, "too dear")


def _extend(crm: Crm, actor: Actor, quotation_id: str) -> Answer:
    version = crm.quotes.get(actor, quotation_id)
    until = (version.extended_from or version.valid_until) + timedelta(days=7)
    if version.extended_from is not None:
        return Offered.of(version)
    return crm.quotes.extend(actor, ExtendQuotation(quotation_id=quotation_id, valid_until=until))


def _run_commissions(crm: Crm, actor: Actor, period: str) -> Answer:
    return crm.commissions.run(actor, RunCommissions(plan="Flat", period=period))


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("lead-conversion", "a new customer", _lead_of_a_stranger, convert, changes=2, undoes=2),
    Scenario("lead-conversion", "a customer who is there", _lead_of_a_customer, convert, changes=1, undoes=1),
    Scenario("lead-conversion", "a lead that is not ready", _lead_without_activities, convert),
    Scenario("lead-conversion", "a lead that is converted", _converted_lead, convert),
    Scenario("deal-won", "no quotation yet", _opportunity, win, changes=2, undoes=2),
    Scenario("deal-won", "a quotation that was sent", _deal_with_a_quotation_sent, win, changes=1, undoes=1),
    Scenario("deal-lost", "two quotations", _deal_with_two_quotations, lose, changes=1, undoes=2),
    Scenario("deal-quotation", "no quotation yet", _opportunity, quote, changes=1, undoes=1),
    Scenario("deal-quotation", "a quotation nobody noted", _deal_with_a_draft_that_was_not_noted, quote),
    Scenario("quotation-version", "a deal with lines", _opportunity, _generate, changes=1, undoes=1),
    Scenario("quotation-revision", "a draft", _quotation_version, _revise, changes=1, undoes=1, is_undone_alike=True),
    Scenario("quotation-status", "accepted beside one that was sent", _second_version, _accept, changes=1, undoes=1),
    Scenario("quotation-status", "a draft is sent", _quotation_version, _send, changes=1, undoes=1),
    Scenario("quotation-status", "rejected", _quotation_version_sent, _reject, changes=1, undoes=1),
    Scenario(
        "quotation-extension",
        "one that was sent",
        _quotation_version_sent,
        _extend,
        changes=3,
        undoes=3,
        is_undone_alike=True,
    ),
    Scenario("quotation-extension", "a draft", _quotation_version, _extend, changes=1, undoes=1, is_undone_alike=True),
    Scenario("deal-order", "a won deal", _won_deal, order, leaves=("their crm_orders",), changes=1),
    Scenario("deal-approval", "over the thresholds", _deal_over_the_thresholds, ask_for_approval),
    Scenario("commission-run", "a won deal nobody was paid for", _won_deal_and_a_plan, _run_commissions),
    Scenario("lead-routing", "leads nobody has", _leads_nobody_has, route),
    Scenario("deal-replay", "deals of long ago", _old_deals, _replay, is_old_news=True),
)

FIRST = {scenario.workflow: scenario for scenario in reversed(SCENARIOS)}
"""Of each workflow, the rehearsal with the most steps."""

ON_A_SERVER = {FIRST["lead-conversion"], FIRST["deal-won"]}
"""What is rehearsed there too, without being asked in full: the two with the most steps and the most to undo."""
