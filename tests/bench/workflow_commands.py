"""What each workflow is asked in the benches, and what it finds: just enough, in a pipeline of one open stage."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

from lead_to_won import SHORT_PIPELINE
from workflow_calls import convert, lose, order, quote, route, win

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_core.opportunities import CreateOpportunity
from crm_operations.deal_closing import CloseAsWon, Closing
from crm_operations.lead_conversion import Conversion
from crm_operations.lead_routing import BatchRouted, Pool, RoutingRule, StrategyName
from crm_operations.process import Answer
from crm_operations.providers import CustomerDraft, Person, QuotationDraft, QuotationLine
from crm_operations.quote_to_order import Ordered, Quoted

LEADS_AT_ONCE = 10
TEAM = frozenset({"bea", "cyd"})


class Operation(NamedTuple):
    """``prepare`` answers what it is about; it is called within one commit for many."""

    workflow: str
    prepare: Callable[[Crm, Actor], str]
    ask: Callable[[Crm, Actor, str], Answer]
    answer: type[Answer]


def set_up(crm: Crm, actor: Actor) -> None:
    crm.initialise(actor)
    crm.deals.create_pipeline(actor, "Short", SHORT_PIPELINE, is_default=True)
    for name in TEAM:
        crm.people.add(actor.tenant_id, Person(id=name, name=name, capacity=1_000_000))
    pool = Pool(users=TEAM)
    rule = RoutingRule(id="all", position=1, name="All", strategy=StrategyName.ROUND_ROBIN, pool=pool)
    crm.routing.set_rules(actor, [rule])


def prepared(crm: Crm, actor: Actor, operation: Operation, count: int) -> Sequence[str]:
    with crm.database.local_transaction(actor.tenant_id):
        found = [operation.prepare(crm, actor) for _ in range(count)]
    if operation.workflow == "deal-order":
        for opportunity_id in found:
            crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=opportunity_id))
    return found


def a_lead(crm: Crm, actor: Actor) -> str:
    request = CreateLead(
        name="Ada", email=f"{uuid4().hex}@example.com", estimated_value_minor=100_000, currency_code="EUR"
    )
    return crm.leads.capture(actor, request).lead.id


def _leads(crm: Crm, actor: Actor) -> str:
    return " ".join(a_lead(crm, actor) for _ in range(LEADS_AT_ONCE))


def _opportunity(crm: Crm, actor: Actor) -> str:
    draft = CustomerDraft(name="Engines", email="engines@example.com")
    customer = crm.customers.create_from_lead(actor.tenant_id, draft, key="bench")
    request = CreateOpportunity(
        name="Deal",
        party_id=customer.id,
        assigned_to=actor.user_id,
        currency_code="EUR",
        expected_revenue_minor=100_000,
    )
    return crm.deals.open(actor, request).id


def _quoted_opportunity(crm: Crm, actor: Actor) -> str:
    opportunity_id = _opportunity(crm, actor)
    opportunity = crm.deals.get(actor, opportunity_id)
    draft = QuotationDraft(
        opportunity_id=opportunity_id,
        customer_id=opportunity.party_id,
        currency_code=opportunity.currency_code,
        lines=(QuotationLine(description="Engine", unit_price_minor=90_000),),
        valid_until=crm.clock.now().date() + timedelta(days=30),
    )
    crm.quotations.create_from_opportunity(actor.tenant_id, draft, key=f"bench-{opportunity_id}")
    return opportunity_id


def _lead_to_won(crm: Crm, actor: Actor, email: str) -> Answer:
    lead = CreateLead(name="Ada", email=email, estimated_value_minor=100_000, currency_code="EUR")
    conversion = convert(crm, actor, crm.leads.capture(actor, lead).lead.id)
    assert isinstance(conversion, Conversion)
    return win(crm, actor, conversion.opportunity_id)


LEAD_TO_WON = Operation("lead to won", lambda _crm, _actor: f"{uuid4().hex}@example.com", _lead_to_won, Closing)
"""Captured, converted, and won with a quotation."""

QUESTIONS = (
    Operation("lead-conversion", a_lead, convert, Conversion),
    Operation("deal-won", _opportunity, win, Closing),
    Operation("deal-lost", _quoted_opportunity, lose, Closing),
    Operation("deal-quotation", _opportunity, quote, Quoted),
    Operation("deal-order", _opportunity, order, Ordered),
    Operation("lead-routing", _leads, route, BatchRouted),
)
