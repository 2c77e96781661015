"""``crm deal``: see a deal, move it from stage to stage, and close it."""

from typing import Annotated

import typer

from crm_adapters.cli.deal import sync_sales
from crm_adapters.cli.deal.sheets import (
    DEAL_COLUMNS,
    OpportunityDetails,
    check_sheet,
    deal_sheet,
    next_steps,
    settled_line,
)
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson, DealRef
from crm_adapters.cli.shell.screen import amount, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.activities import ActivityFilter
from crm_core.actor import Permission
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome
from crm_operations.credits import CreditCoordinator
from crm_operations.deal_closing import Closing, OpportunityCloseCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.quote_to_order import Quoted, QuoteToOrderCoordinator, SalesDocuments
from crm_operations.stage_rules import StageCheck

app = typer.Typer(no_args_is_help=True)
category = typer.Typer(no_args_is_help=True)

MANY_ACTIVITIES = 200

add_listing(
    app,
    PipelineCoordinator.get_opportunities_by_stage,
    DEAL_COLUMNS,
    "deals",
    pages_by="opportunity_number",
    id_of=lambda session, reference: session.crm.deals.get(session.actor, reference).id,
)
add_command(
    app,
    "add",
    PipelineCoordinator.open,
    "{opportunity_number} is opened in {stage}: {name}.",
    next_step="crm deal show {opportunity_number}",
)
add_command(app, "edit", PipelineCoordinator.update, "{opportunity_number} is changed.", on=DEAL)


@app.command("show")
def show_deal(ctx: typer.Context, opportunity: DealRef, as_json: AsJson = False) -> None:
    """Show one deal: what is known, what happened, what comes next."""
    session = session_of(ctx)
    crm, actor = session.crm, session.actor
    found = crm.deals.get(actor, opportunity)
    beside = Beside()
    documents: SalesDocuments | None = beside.ask(
        "quotations and orders, of the sales system", lambda: crm.quote_to_order.documents(actor, found.id)
    )
    if as_json:
        papers = documents.to_dict() if documents else None
        session.print_result({**found.to_dict(), "documents": papers, "missing": beside.missing}, as_json=True)
        return
    details = _story(session, found, documents, beside)
    session.print_result(found, deal_sheet(details, session.zone, crm.clock.now()), as_json=False)


@app.command("move")
def move_deal(
    ctx: typer.Context,
    opportunity: DealRef,
    stage: Annotated[str, typer.Argument(metavar="STAGE", help="Where to, such as proposal.")],
    through: Annotated[bool, typer.Option("--through", metavar="", help="Pass every stage on the way there.")] = False,
    pass_rules: Annotated[
        str | None,
        typer.Option(
            "--pass-rules",
            metavar="TEXT",
            help="Pass over the rules of the pipeline, for this reason; it takes a manager.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Move a deal to its next stage; crm deal check says what it lacks for that."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    move = session.crm.deals.advance_to_stage if through else session.crm.deals.move_to_stage
    _print(session, move(session.actor, found.id, stage, pass_rules), as_json=as_json)


def show_check(session: Session, asked: Asked[StageCheck], as_json: bool) -> None:
    session.print_result(asked.answer, check_sheet(asked.answer), as_json=as_json)


def show_category(session: Session, asked: Asked[Opportunity], as_json: bool) -> None:
    override = asked.answer.forecast_override
    how = "as its stage is" if override is None else f"as {words(override.category)}"
    session.print_result(asked.answer, f"{asked.answer.opportunity_number} is forecast {how}.", as_json=as_json)


add_command(app, "check", PipelineCoordinator.check_stage, show_check, on=DEAL)
app.add_typer(category, name="category", help="Forecast a deal otherwise than its stage says.")
add_command(category, "set", PipelineCoordinator.override_category, show_category, on=DEAL)
add_command(
    category,
    "clear",
    PipelineCoordinator.clear_category,
    "{opportunity_number} is forecast as its stage is.",
    on=DEAL,
)


def show_quoted(session: Session, asked: Asked[Quoted], as_json: bool) -> None:
    quoted = asked.answer
    text = "is quoted" if quoted.created else "was quoted before"
    total = amount(quoted.total.minor, quoted.total.currency)
    line = f"{asked.about.opportunity_number} {text}: {quoted.quotation_number} over {total}."
    session.print_result(quoted, line, as_json=as_json)


def show_closed(session: Session, asked: Asked[Closing], as_json: bool) -> None:
    _print(session, session.crm.deals.get(session.actor, asked.answer.opportunity_id), as_json=as_json)


add_command(app, "quote", QuoteToOrderCoordinator.convert_to_quotation, show_quoted, on=DEAL)
add_command(
    app, "order", QuoteToOrderCoordinator.convert_to_order, "{opportunity_number} is ordered: {order_number}.", on=DEAL
)
add_command(
    app,
    "won",
    OpportunityCloseCoordinator.close_as_won,
    show_closed,
    on=DEAL,
    help="""Close a deal as won.

    Its quotation is accepted, and the deal takes that one's total; without a quotation one is made.
    """,
)
add_command(app, "lost", OpportunityCloseCoordinator.close_as_lost, show_closed, on=DEAL)
add_command(app, "reopen", OpportunityCloseCoordinator.reopen, "{opportunity_number} is now in {stage}.", on=DEAL)


def show_settled(session: Session, asked: Asked[Opportunity], as_json: bool) -> None:
    session.print_result(asked.answer, settled_line(asked.answer), as_json=as_json)


add_command(app, "refund", CreditCoordinator.refund_deal, show_settled, on=DEAL)
add_command(app, "pay", CreditCoordinator.record_payment, show_settled, on=DEAL)
app.command("follow")(sync_sales.sync_deals)


def _story(
    session: Session, opportunity: Opportunity, documents: SalesDocuments | None, beside: Beside
) -> OpportunityDetails:
    crm, actor = session.crm, session.actor
    about = ActivityFilter(related=opportunity.ref, limit=MANY_ACTIVITIES)
    party_id, lead_id = opportunity.party_id, opportunity.lead_id
    pipelines = beside.ask("pipelines", lambda: crm.deals.pipelines(actor)) or ()
    return OpportunityDetails(
        opportunity=opportunity,
        customer=beside.ask(
            "the customer, of the party master", lambda: crm.customers.find_by_id(opportunity.tenant_id, party_id)
        ),
        lead=beside.ask("the lead it was", lambda: crm.leads.get(actor, lead_id)) if lead_id else None,
        documents=documents,
        attention=beside.ask("what wants a look", lambda: crm.closing.attention(actor, opportunity.id)) or (),
        activities=beside.ask("activities", lambda: crm.activities.list(actor, about)) or (),
        changes=beside.ask("its history", lambda: crm.audit.history(actor, opportunity.ref)) or ()
        if actor.may(Permission.HISTORY_READ)
        else (),
        steps=beside.ask("what comes next", lambda: next_steps(opportunity, pipelines)) or (),
        beside=beside,
    )


def _print(session: Session, opportunity: Opportunity, *, as_json: bool) -> None:
    worth = (
        f" at {amount(opportunity.actual_value_minor, opportunity.currency_code)}"
        if opportunity.outcome is Outcome.WON
        else ""
    )
    where = f"is {opportunity.outcome}{worth}" if not opportunity.is_open else f"is now in {words(opportunity.stage)}"
    session.print_result(opportunity, f"{opportunity.opportunity_number} {where}.", as_json=as_json)
