"""What each recipe is asked in the benches, and what it finds: just enough, in a pipeline of one open stage."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

from asking import convert, lose, order, quote, route, win
from lead_to_won import SHORT_PIPELINE

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_core.opportunities import CreateOpportunity
from crm_operations.deal_closing import CloseAsWon, Closing, Ordered, Quoted
from crm_operations.lead_conversion import Conversion
from crm_operations.lead_routing import BatchRouted, Pool, RoutingRule, StrategyName
from crm_operations.process import Answer
from crm_operations.providers import CustomerDraft, Person, QuotationDraft, QuotationLine

LEADS_AT_ONCE = 10
TEAM = frozenset({"bea", "cyd"})


class Question(NamedTuple):
    """``prepare`` answers what it is about; it is called within one commit for many."""

    recipe: str
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


def prepared(crm: Crm, actor: Actor, question: Question, count: int) -> Sequence[str]:
    with crm.database.together(actor.tenant_id):
        found = [question.prepare(crm, actor) for _ in range(count)]
    if question.recipe == "deal-order":
        for deal_id in found:
            crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal_id))
    return found


def a_lead(crm: Crm, actor: Actor) -> str:
    wish = CreateLead(
        name="Ada", email=f"{uuid4().hex}@example.com", estimated_value_minor=100_000, currency_code="EUR"
    )
    return crm.leads.capture(actor, wish).lead.id


def _leads(crm: Crm, actor: Actor) -> str:
    return " ".join(a_lead(crm, actor) for _ in range(LEADS_AT_ONCE))


def _deal(crm: Crm, actor: Actor) -> str:
    draft = CustomerDraft(name="Engines", email="engines@example.com")
    customer = crm.customers.create_from_lead(actor.tenant_id, draft, key="bench")
    wish = CreateOpportunity(
        name="Deal",
        party_id=customer.id,
        assigned_to=actor.user_id,
        currency_code="EUR",
        expected_revenue_minor=100_000,
    )
    return crm.deals.open(actor, wish).id


def _quoted_deal(crm: Crm, actor: Actor) -> str:
    deal_id = _deal(crm, actor)
    deal = crm.deals.get(actor, deal_id)
    draft = QuotationDraft(
        opportunity_id=deal_id,
        customer_id=deal.party_id,
        currency_code=deal.currency_code,
        lines=(QuotationLine(description="Engine", unit_price_minor=90_000),),
        valid_until=crm.clock.now().date() + timedelta(days=30),
    )
    crm.quotations.create_from_opportunity(actor.tenant_id, draft, key=f"bench-{deal_id}")
    return deal_id


QUESTIONS = (
    Question("lead-conversion", a_lead, convert, Conversion),
    Question("deal-won", _deal, win, Closing),
    Question("deal-lost", _quoted_deal, lose, Closing),
    Question("deal-quotation", _deal, quote, Quoted),
    Question("deal-order", _deal, order, Ordered),
    Question("lead-routing", _leads, route, BatchRouted),
)
