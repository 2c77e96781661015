"""``crm quote``: offer a deal line by line, have it approved, send it, and keep what the customer said."""

from typing import Annotated

import typer

from crm_adapters.cli.quote.line import app as line_app
from crm_adapters.cli.quote.lines import EXAMPLE, lines_of
from crm_adapters.cli.quote.options import QUOTE, HeaderPercent, LinesFile, QuoteRef, ValidUntil, day_of, discount_of
from crm_adapters.cli.quote.sheets import QuotationDetails, diff_sheet, quotation_sheet
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson, DealRef
from crm_adapters.cli.shell.screen import amount, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.approvals import ApprovalRequest
from crm_core.quotations import QuotationVersion
from crm_operations.quote_to_order import (
    GenerateQuotation,
    Offered,
    QuotationCoordinator,
    ReviseQuotation,
    difference_of,
)

app = typer.Typer(no_args_is_help=True)

NET = Column[QuotationVersion]("Net", lambda each, _: amount(each.net_minor, each.currency_code), right=True)

add_listing(
    app,
    QuotationCoordinator.list,
    (("Number", "quotation_number"), ("Deal", "opportunity_number"), ("Version", "revision"), "status", NET),
    "quotations",
)


@app.command("new")
def new_quotation(
    ctx: typer.Context,
    deal: DealRef,
    line: Annotated[
        list[str] | None, typer.Option("--line", metavar="LINE", help=f"A line, such as {EXAMPLE}; may be repeated.")
    ] = None,
    lines: LinesFile = None,
    discount: HeaderPercent = None,
    discount_amount: Annotated[
        str | None, typer.Option("--discount-amount", metavar="AMOUNT", help="The same as an amount.")
    ] = None,
    valid_until: ValidUntil = None,
    request_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="What you call this request; it counts once.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a new version of a deal's quotation; without lines with those of the newest one.

    A first one without lines is over what the deal is expected to bring.
    """
    session = session_of(ctx)
    found = session.crm.deals.get(session.actor, deal)
    command = GenerateQuotation(
        opportunity_id=found.id,
        lines=lines_of(line or (), lines, found.currency_code),
        header_discount=discount_of(discount, discount_amount, found.currency_code),
        valid_until=day_of(valid_until),
        request_id=request_id,
    )
    _print(session, session.crm.quotes.generate(session.actor, command), as_json=as_json)


@app.command("edit")
def edit_quotation(
    ctx: typer.Context,
    quote: QuoteRef,
    lines: LinesFile = None,
    discount: HeaderPercent = None,
    discount_amount: Annotated[
        str | None, typer.Option("--discount-amount", metavar="AMOUNT", help="The same as an amount.")
    ] = None,
    valid_until: ValidUntil = None,
    as_json: AsJson = False,
) -> None:
    """Change a draft: all of its lines by those of a file, what is taken off all of them, or its last day."""
    session = session_of(ctx)
    version = session.crm.quotes.get(session.actor, quote)
    command = ReviseQuotation(
        quotation_id=version.quotation_id,
        lines=None if lines is None else lines_of((), lines, version.currency_code),
        header_discount=discount_of(discount, discount_amount, version.currency_code),
        valid_until=day_of(valid_until),
    )
    _print(session, session.crm.quotes.revise(session.actor, command), as_json=as_json)


@app.command("show")
def show_quotation(ctx: typer.Context, quote: QuoteRef, as_json: AsJson = False) -> None:
    """Show one version: its lines, what they add up to, and how it stands."""
    session = session_of(ctx)
    crm, actor = session.crm, session.actor
    version = crm.quotes.get(actor, quote)
    beside = Beside()
    theirs = beside.ask(
        "the quotation, of the sales system",
        lambda: crm.quotations.find_by_id(actor.tenant_id, version.quotation_id),
    )
    request_id = version.approval_request_id
    details = QuotationDetails(
        version=version,
        deal=beside.ask("its deal", lambda: crm.deals.get(actor, version.opportunity_id)),
        approval=beside.ask("its approval", lambda: crm.approvals.get(actor, request_id)) if request_id else None,
        difference=None if theirs is None else difference_of(version, theirs),
        beside=beside,
    )
    if as_json:
        shown = {"totals": version.totals.to_dict(), "difference": details.difference, "missing": beside.missing}
        session.print_result({**version.to_dict(), **shown}, as_json=True)
        return
    session.print_result(version, quotation_sheet(details, session.zone), as_json=False)


@app.command("diff")
def compare_quotations(
    ctx: typer.Context,
    quote: QuoteRef,
    former: Annotated[
        str | None, typer.Option("--with", metavar="QUOTE", help="The version to compare with; else the one before it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs between a version and the one before it, or another one."""
    session = session_of(ctx)
    found = session.crm.quotes.compare(session.actor, quote, former)
    currency = session.crm.quotes.get(session.actor, quote).currency_code
    session.print_result(found, diff_sheet(found, currency), as_json=as_json)


def _print(session: Session, offered: Offered, *, as_json: bool) -> None:
    total = amount(offered.total.minor, offered.total.currency)
    line = (
        f"{offered.quotation_number} is version {offered.revision} of {offered.opportunity_number}, "
        f"{words(offered.status)}, over {total}, valid until {offered.valid_until}."
    )
    session.print_result(offered, line, as_json=as_json)


def show_offered(session: Session, asked: Asked[Offered], as_json: bool) -> None:
    _print(session, asked.answer, as_json=as_json)


def show_request(session: Session, asked: Asked[ApprovalRequest], as_json: bool) -> None:
    request = asked.answer
    waits = ", ".join(request.open_seats) or "somebody with that level"
    line = f"{request.number} waits for the approval of a {words(request.level)}: {plain(waits)}."
    session.print_result(request, line, as_json=as_json)


def show_tracked(session: Session, asked: Asked[tuple[Offered, ...]], as_json: bool) -> None:
    grid = table("Number", "Version", "Status", "Net", "Found", right=("Version", "Net"))
    for each in asked.answer:
        total = amount(each.total.minor, each.total.currency)
        grid.add_row(
            plain(each.quotation_number), str(each.revision), words(each.status), total, plain(each.difference or "")
        )
    session.print_result(asked.answer, grid if asked.answer else "No quotations.", as_json=as_json)


app.add_typer(line_app, name="line", help="Change the lines of a draft.")
add_command(app, "submit", QuotationCoordinator.submit_for_approval, show_request, on=QUOTE)
add_command(app, "send", QuotationCoordinator.send, show_offered, on=QUOTE)
add_command(app, "view", QuotationCoordinator.view, "{quotation_number} is {status}.", on=QUOTE)
add_command(app, "accept", QuotationCoordinator.accept, show_offered, on=QUOTE)
add_command(app, "reject", QuotationCoordinator.reject, show_offered, on=QUOTE)
add_command(app, "extend", QuotationCoordinator.extend, show_offered, on=QUOTE)
add_command(app, "expire", QuotationCoordinator.expire, "{quotation_number} is {status}.", on=QUOTE)
add_command(app, "track", QuotationCoordinator.track, show_tracked, on=DEAL)
add_command(app, "order", QuotationCoordinator.order, "{quotation_number} is ordered: {order_number}.", on=QUOTE)
