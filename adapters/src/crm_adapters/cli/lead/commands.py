"""``crm lead``: capture a lead, work it, and turn it into a deal."""

from typing import Annotated

import typer

from crm_adapters.cli.lead import conversion, routing
from crm_adapters.cli.lead.sheets import (
    capture_sentence,
    lead_sheet,
    lead_table,
    next_steps,
    score_sheet,
)
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.options import (
    After,
    AsJson,
    Currency,
    LeadRef,
    Limit,
    attributes_of,
    money_of,
)
from crm_adapters.cli.shell.screen import words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.activities import ActivityFilter
from crm_core.actor import Permission
from crm_core.leads import CreateLead, Lead, LeadFilter, LeadStatus
from crm_core.vocabulary import LeadSource, Priority
from crm_operations.lead_conversion import ConversionPlan, ConvertLead

app = typer.Typer(no_args_is_help=True)

MANY_ACTIVITIES = 200
"""As many as one look at a lead takes in."""

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the history.")]


@app.command("add")
def add_lead(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who it is: a person, or a company.")],
    company: Annotated[str | None, typer.Option(metavar="TEXT", help="The company the person speaks for.")] = None,
    email: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Address; a customer known by it is found again.")
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="TEXT", help="Telephone number.")] = None,
    source: Annotated[
        str, typer.Option(metavar="SOURCE", help="Where it comes from: a key that `crm source list` shows.")
    ] = LeadSource.OTHER.value,
    priority: Annotated[
        Priority, typer.Option(metavar="PRIORITY", help=f"How urgent it is: {', '.join(Priority)}.")
    ] = Priority.MEDIUM,
    industry: Annotated[str | None, typer.Option(metavar="TEXT", help="Line of business.")] = None,
    territory: Annotated[str | None, typer.Option(metavar="TEXT", help="Region, as routing rules name it.")] = None,
    value: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What it may bring, such as 1054.50.")] = None,
    currency: Currency = None,
    attribute: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A fact scoring may ask; repeat it for more.")
    ] = None,
    campaign: Annotated[str | None, typer.Option(metavar="TEXT", help="Id of the campaign it answered.")] = None,
    external_id: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Its key where it comes from; the same key again is the same lead."),
    ] = None,
    notes: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything worth remembering.")] = None,
    as_json: AsJson = False,
) -> None:
    """Capture a new lead, under a number such as LEAD-2026-0001."""
    session = session_of(ctx)
    worth = money_of(value, currency, session.own_settings.currency)
    request = CreateLead(
        name=name,
        external_id=external_id,
        source=source,
        priority=priority,
        company=company,
        email=email,
        phone=phone,
        industry=industry,
        territory=territory,
        estimated_value_minor=worth.minor if worth else None,
        currency_code=worth.currency if worth else None,
        attributes=attributes_of(attribute or ()),
        campaign_id=campaign,
        notes=notes,
    )
    if not session.actor.may(Permission.LEAD_READ):
        receipt = session.crm.leads.hand_in(session.actor, request)
        session.print_result(receipt, f"{words(name)} is handed in.", as_json=as_json)
        return
    captured = session.crm.leads.capture(session.actor, request)
    lead = captured.lead
    data = {**lead.to_dict(), **captured.model_dump(mode="json", exclude={"lead"})}
    session.print_result(data, capture_sentence(captured), as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm lead score {lead.lead_number}", "dim")


@app.command("list")
def list_leads(
    ctx: typer.Context,
    status: Annotated[
        LeadStatus | None, typer.Option(metavar="STATUS", help=f"Only leads that are {', '.join(LeadStatus)}.")
    ] = None,
    assigned_to: Annotated[str | None, typer.Option(metavar="USER", help="Only what this person has.")] = None,
    email: Annotated[str | None, typer.Option(metavar="TEXT", help="Only leads with this address.")] = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List leads, oldest first."""
    session = session_of(ctx)
    after_id = session.crm.leads.get(session.actor, after).id if after else None
    query = LeadFilter(status=status, assigned_to=assigned_to, email=email, after_id=after_id, limit=limit + 1)
    found = session.crm.leads.list(session.actor, query)
    session.print_page(found, limit, "leads", lead_table, lambda lead: lead.lead_number, as_json=as_json)


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


@app.command("qualify")
def qualify_lead(ctx: typer.Context, lead: LeadRef, as_json: AsJson = False) -> None:
    """Say that a lead is worth selling to."""
    session = session_of(ctx)
    found = session.crm.leads.get(session.actor, lead)
    _print_status(session, session.crm.leads.qualify(session.actor, found.id), as_json=as_json)


@app.command("disqualify")
def disqualify_lead(ctx: typer.Context, lead: LeadRef, reason: Reason, as_json: AsJson = False) -> None:
    """Give a lead up, and say why."""
    session = session_of(ctx)
    found = session.crm.leads.get(session.actor, lead)
    _print_status(session, session.crm.leads.disqualify(session.actor, found.id, reason), as_json=as_json)


@app.command("reopen")
def reopen_lead(ctx: typer.Context, lead: LeadRef, reason: Reason, as_json: AsJson = False) -> None:
    """Take a disqualified lead up again."""
    session = session_of(ctx)
    found = session.crm.leads.get(session.actor, lead)
    _print_status(session, session.crm.leads.reopen(session.actor, found.id, reason), as_json=as_json)


app.command("convert")(conversion.convert_lead)
app.command("route")(routing.route_lead)
app.command("assign")(routing.assign_lead)


def _print_status(session: Session, lead: Lead, *, as_json: bool) -> None:
    session.print_result(lead, f"{lead.lead_number} is {words(lead.status)}.", as_json=as_json)


def _plan(session: Session, lead: Lead, beside: Beside) -> ConversionPlan | None:
    """What conversion would say now; nothing for a closed lead, without the permission, or without an answer."""
    if not lead.status.is_active or not session.actor.may(Permission.LEAD_CONVERT):
        return None
    command = ConvertLead(lead_id=lead.id)
    return beside.ask("what converting would do", lambda: session.crm.conversion.plan(session.actor, command))
