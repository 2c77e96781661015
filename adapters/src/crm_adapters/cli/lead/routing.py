"""``crm lead route`` and ``crm lead assign``: who gets which lead."""

from typing import Annotated

import typer

from crm_adapters.cli.lead.bulk_routing import route_by_workers, route_here
from crm_adapters.cli.shell.enqueued import Enqueue, NoWait, check_enqueue
from crm_adapters.cli.shell.options import AsJson, LeadRef
from crm_adapters.cli.shell.screen import NOTHING, bullets, plain
from crm_adapters.cli.shell.session import session_of
from crm_core.errors import Invalid
from crm_core.leads import Lead
from crm_operations.lead_routing import AssignLead, RouteLead, RouteLeads, RoutingAnswer, RoutingOutcome

Again = Annotated[
    bool, typer.Option("--again", metavar="", help="Also what somebody already has; that takes a team lead.")
]


def route_lead(
    ctx: typer.Context,
    lead: Annotated[
        str | None, typer.Argument(metavar="LEAD", help="The lead's number, such as LEAD-2026-0001, or its id.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", metavar="", help="Every open lead that nobody has.")] = False,
    again: Again = False,
    enqueue: Enqueue = False,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Give a lead to whom the routing rules choose, or all of them."""
    session = session_of(ctx)
    if everything == (lead is not None):
        raise Invalid.field("LEAD", "say one lead, or all of them", "name a lead, or give --all")
    check_enqueue(session.crm, enqueue=enqueue, no_wait=no_wait)
    if enqueue and lead is not None:
        raise Invalid.field("--enqueue", "it is for many leads", "give --all instead of the lead, or leave it out")
    if lead is None:
        command = RouteLeads(again=again)
        if enqueue:
            route_by_workers(session, command, no_wait=no_wait, as_json=as_json)
        else:
            route_here(session, command, as_json=as_json)
        return
    found = session.crm.leads.get(session.actor, lead)
    answer = session.crm.routing.route_lead(session.actor, RouteLead(lead_id=found.id, again=again))
    session.print_result(answer, _routed_line(found, answer), bullets(answer.reasons), as_json=as_json)


def assign_lead(
    ctx: typer.Context,
    lead: LeadRef,
    user: Annotated[str, typer.Argument(metavar="USER", help="Id of a person in the directory.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why past the rules; it is recorded.")],
    as_json: AsJson = False,
) -> None:
    """Give a lead to somebody by hand, past the routing rules."""
    session = session_of(ctx)
    found = session.crm.leads.get(session.actor, lead)
    order = AssignLead(lead_id=found.id, user_id=user, reason=reason)
    answer = session.crm.routing.assign(session.actor, order)
    session.print_result(answer, _routed_line(found, answer), as_json=as_json)


def _routed_line(lead: Lead, answer: RoutingAnswer) -> str:
    if answer.outcome is RoutingOutcome.ASSIGNED:
        return f"{lead.lead_number} goes to {plain(answer.assigned_to)}."
    if answer.outcome is RoutingOutcome.ALREADY_ROUTED:
        return f"{lead.lead_number} is with {plain(answer.assigned_to)} already; --again gives it away."
    return f"{lead.lead_number} waits in {plain(answer.queue) if answer.queue else NOTHING}."
