"""``crm deal``: see a deal, move it from stage to stage, and close it."""

from contextlib import suppress
from typing import Annotated, Any

import typer

from crm_adapters.cli.deal import sync_sales
from crm_adapters.cli.deal.sheets import OpportunityDetails, deal_sheet, deal_table, next_steps
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.options import (
    After,
    AsJson,
    AssignedTo,
    Currency,
    DealRef,
    Limit,
    PipelineName,
    money_of,
    pipeline_id_of,
)
from crm_adapters.cli.shell.screen import amount, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.activities import ActivityFilter
from crm_core.actor import Permission
from crm_core.errors import Invalid
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome, PipelineStageError
from crm_operations.deal_closing import CloseAsLost, CloseAsWon, OrderOpportunity, QuoteOpportunity, SalesDocuments

app = typer.Typer(no_args_is_help=True)

MANY_ACTIVITIES = 200

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the history.")]


@app.command("list")
def list_deals(
    ctx: typer.Context,
    stage: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only deals in this stage, such as proposal.")
    ] = None,
    outcome: Annotated[
        Outcome | None, typer.Option(metavar="OUTCOME", help="Only deals that are open, won or lost.")
    ] = None,
    assigned_to: AssignedTo = None,
    pipeline: PipelineName = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List deals, oldest first."""
    session = session_of(ctx)
    query = OpportunityFilter(
        stage=_stage_named(session, stage),
        outcome=outcome,
        assigned_to=assigned_to,
        pipeline_id=pipeline_id_of(session, pipeline),
        after_id=session.crm.deals.get(session.actor, after).id if after else None,
        limit=limit + 1,
    )
    found = session.crm.deals.get_opportunities_by_stage(session.actor, query)
    session.print_page(
        found, limit, "deals", deal_table, lambda opportunity: opportunity.opportunity_number, as_json=as_json
    )


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
    as_json: AsJson = False,
) -> None:
    """Move a deal to its next stage."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    move = session.crm.deals.advance_to_stage if through else session.crm.deals.move_to_stage
    _print(session, move(session.actor, found.id, stage), as_json=as_json)


@app.command("quote")
def quote_deal(
    ctx: typer.Context,
    opportunity: DealRef,
    value: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What it is quoted at; else what is expected of it.")
    ] = None,
    currency: Currency = None,
    as_json: AsJson = False,
) -> None:
    """Make a quotation of a deal, or name the one that is still to be decided."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    request = QuoteOpportunity(opportunity_id=found.id, value=money_of(value, currency, found.currency_code))
    quoted = session.crm.quote_to_order.convert_to_quotation(session.actor, request)
    text = "is quoted" if quoted.created else "was quoted before"
    total = amount(quoted.total.minor, quoted.total.currency)
    line = f"{found.opportunity_number} {text}: {quoted.quotation_number} over {total}."
    session.print_result(quoted, line, as_json=as_json)


@app.command("order")
def order_deal(ctx: typer.Context, opportunity: DealRef, as_json: AsJson = False) -> None:
    """Place the order of a won deal, once however often asked."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    ordered = session.crm.quote_to_order.convert_to_order(session.actor, OrderOpportunity(opportunity_id=found.id))
    session.print_result(ordered, f"{found.opportunity_number} is ordered: {ordered.order_number}.", as_json=as_json)


@app.command("won")
def win_deal(
    ctx: typer.Context,
    opportunity: DealRef,
    value: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What it was won at; else what its quotation says.")
    ] = None,
    currency: Currency = None,
    quotation: Annotated[
        str | None, typer.Option(metavar="ID", help="The quotation the customer accepted, where there are several.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Close a deal as won.

    Its quotation is accepted, and the deal takes that one's total; without a quotation one is made.
    """
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    options: dict[str, Any] = {"value": money_of(value, currency, found.currency_code), "quotation_id": quotation}
    # Only what was asked for, since asking again without details means the same closing.
    details = {option: chosen for option, chosen in options.items() if chosen is not None}
    session.crm.closing.close_as_won(session.actor, CloseAsWon(opportunity_id=found.id, **details))
    _print(session, session.crm.deals.get(session.actor, found.id), as_json=as_json)


@app.command("lost")
def lose_deal(ctx: typer.Context, opportunity: DealRef, reason: Reason, as_json: AsJson = False) -> None:
    """Close a deal as lost, and say why."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    session.crm.closing.close_as_lost(session.actor, CloseAsLost(opportunity_id=found.id, reason=reason))
    _print(session, session.crm.deals.get(session.actor, found.id), as_json=as_json)


@app.command("reopen")
def reopen_deal(ctx: typer.Context, opportunity: DealRef, reason: Reason, as_json: AsJson = False) -> None:
    """Take a closed deal up again, in its first stage."""
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, opportunity)
    _print(session, session.crm.closing.reopen(session.actor, found.id, reason), as_json=as_json)


app.command("follow")(sync_sales.sync_deals)


def _stage_named(session: Session, stage: str | None) -> str | None:
    """A stage of any pipeline, as people write it. Raises Invalid: a misspelt one would only find nothing."""
    if stage is None:
        return None
    pipelines = session.crm.deals.pipelines(session.actor)
    known = dict.fromkeys(each.name for pipeline in pipelines for each in pipeline.stages)
    if stage in known:
        return stage
    for pipeline in pipelines:
        with suppress(PipelineStageError):
            return str(pipeline.stage(stage).name)
    raise Invalid.field("--stage", f"there is no {stage!r}", f"name one of: {', '.join(known)}")


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
