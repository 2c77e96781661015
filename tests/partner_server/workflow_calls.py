"""How each workflow is asked for at its door, by rehearsals and benches alike."""

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_operations.deal_approval import RequestApproval
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import RouteBatch
from crm_operations.process import Answer
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity


def convert(crm: Crm, actor: Actor, lead_id: str) -> Answer:
    return crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead_id))


def win(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    return crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=opportunity_id))


def lose(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    return crm.closing.close_as_lost(actor, CloseAsLost(opportunity_id=opportunity_id, reason="too dear"))


def quote(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    return crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=opportunity_id))


def order(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    return crm.quote_to_order.convert_to_order(actor, OrderOpportunity(opportunity_id=opportunity_id))


def ask_for_approval(crm: Crm, actor: Actor, opportunity_id: str) -> Answer:
    return crm.deal_approval.request(actor, RequestApproval(opportunity_id=opportunity_id))


def route(crm: Crm, actor: Actor, lead_ids: str) -> Answer:
    batch, workflow = RouteBatch(lead_ids=tuple(lead_ids.split())), crm.container.workflows.lead_routing()
    answer: Answer = crm.runner.start(workflow, workflow.process_id(actor, batch), actor, batch)
    return answer
