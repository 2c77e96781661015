"""``crm lead``: capture a lead, work it, and turn it into a deal."""

import typer

from crm_adapters.cli.lead import conversion, routing
from crm_adapters.cli.lead.sheets import (
    LEAD_COLUMNS,
    capture_sentence,
    lead_sheet,
    next_steps,
    score_sheet,
)
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.command import add_command, add_request
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import LEAD
from crm_adapters.cli.shell.options import AsJson, LeadRef
from crm_adapters.cli.shell.reading import lead_id_of
from crm_adapters.cli.shell.screen import words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.activities import ActivityFilter
from crm_core.actor import Permission
from crm_core.leads import CreateLead, Lead
from crm_operations.lead_conversion import ConversionPlan, ConvertLead
from crm_operations.lead_management import LeadManagementCoordinator

app = typer.Typer(no_args_is_help=True)

MANY_ACTIVITIES = 200
"""As many as one look at a lead takes in."""

_IS_NOW = "{lead_number} is {status}."


def add_lead(session: Session, request: CreateLead, as_json: bool) -> None:
    """Who may not read leads is given a receipt instead."""
    if not session.actor.may(Permission.LEAD_READ):
        receipt = session.crm.leads.hand_in(session.actor, request)
        session.print_result(receipt, f"{words(request.name)} is handed in.", as_json=as_json)
        return
    captured = session.crm.leads.capture(session.actor, request)
    lead = captured.lead
    data = {**lead.to_dict(), **captured.model_dump(mode="json", exclude={"lead"})}
    session.print_result(data, capture_sentence(captured), as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm lead score {lead.lead_number}", "dim")


add_request(app, "add", CreateLead, add_lead, help="Capture a new lead, under a number such as LEAD-2026-0001.")
add_listing(app, LeadManagementCoordinator.list, LEAD_COLUMNS, "leads", pages_by="lead_number", id_of=lead_id_of)
add_command(app, "edit", LeadManagementCoordinator.update, "{lead_number} is changed.", on=LEAD)


@app.command("show")
def show_lead(ctx: typer.Context, lead: LeadRef, as_json: AsJson = False) -> None:
    """Show one lead: what is known, what happened, what comes next."""
    session = session_of(ctx)
    crm, actor = session.crm, session.actor
    found = crm.leads.get(actor, lead)
    if as_json:
        session.print_result(found, as_json=True)
        return
    beside, became = Beside(), found.converted_to_opportunity_id
    about = ActivityFilter(related=found.ref, limit=MANY_ACTIVITIES)
    activities = beside.ask("activities", lambda: crm.activities.list(actor, about)) or ()
    opportunity = beside.ask("the deal it became", lambda: crm.deals.get(actor, became)) if became else None
    number = opportunity.opportunity_number if opportunity else became
    sheet = lead_sheet(found, activities, session.zone, crm.clock.now())
    steps = next_steps(found, _plan(session, found, beside), number)
    session.print_result(found, sheet, *beside.shown(), steps, as_json=False)


@app.command("score")
def score_lead(ctx: typer.Context, lead: LeadRef, as_json: AsJson = False) -> None:
    """Score a lead as of now, and say line by line why."""
    session = session_of(ctx)
    found = session.crm.leads.get(session.actor, lead)
    result = session.crm.leads.score(session.actor, found.id)
    session.print_result(result, score_sheet(found, result), as_json=as_json)


add_command(app, "contact", LeadManagementCoordinator.contact, _IS_NOW, on=LEAD)
add_command(app, "qualify", LeadManagementCoordinator.qualify, _IS_NOW, on=LEAD)
add_command(app, "disqualify", LeadManagementCoordinator.disqualify, _IS_NOW, on=LEAD)
add_command(app, "reopen", LeadManagementCoordinator.reopen, _IS_NOW, on=LEAD)
app.command("convert")(conversion.convert_lead)
app.command("route")(routing.route_lead)
app.command("assign")(routing.assign_lead)


def _plan(session: Session, lead: Lead, beside: Beside) -> ConversionPlan | None:
    """What conversion would say now; nothing for a closed lead, without the permission, or without an answer."""
    if not lead.status.is_active or not session.actor.may(Permission.LEAD_CONVERT):
        return None
    command = ConvertLead(lead_id=lead.id)
    return beside.ask("what converting would do", lambda: session.crm.conversion.plan(session.actor, command))
