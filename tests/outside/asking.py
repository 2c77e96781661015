"""How each recipe is asked for at its door, by rehearsals and benches alike."""

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_operations.deal_closing import CloseAsLost, CloseAsWon, OrderDeal, QuoteDeal
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import RouteBatch
from crm_operations.process import Answer


def convert(crm: Crm, actor: Actor, lead_id: str) -> Answer:
    return crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead_id))


def win(crm: Crm, actor: Actor, deal_id: str) -> Answer:
    return crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal_id))


def lose(crm: Crm, actor: Actor, deal_id: str) -> Answer:
    return crm.closing.close_as_lost(actor, CloseAsLost(opportunity_id=deal_id, reason="too dear"))


def quote(crm: Crm, actor: Actor, deal_id: str) -> Answer:
    return crm.converter.convert_to_quotation(actor, QuoteDeal(opportunity_id=deal_id))


def order(crm: Crm, actor: Actor, deal_id: str) -> Answer:
    return crm.converter.convert_to_order(actor, OrderDeal(opportunity_id=deal_id))


def route(crm: Crm, actor: Actor, lead_ids: str) -> Answer:
    batch, recipe = RouteBatch(lead_ids=tuple(lead_ids.split())), crm.container.recipes.lead_routing()
    answer: Answer = crm.runner.start(recipe, recipe.process_id(actor, batch), actor, batch)
    return answer
