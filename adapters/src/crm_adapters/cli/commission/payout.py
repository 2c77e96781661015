"""``crm commission export|liability|verify``: what is paid out, what is still due, and whether the ledger is whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, counted, plain, print_document, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.reports import payouts_csv
from crm_adapters.whole_files import written_whole
from crm_core.errors import Invalid
from crm_operations.commissions import (
    CommissionStatementCoordinator,
    CommissionVerification,
    Liability,
    PayoutsQuery,
)

PeriodArgument = Annotated[str, typer.Argument(metavar="PERIOD", help="Which, such as 2017-Q4; it is locked.")]
Plan = Annotated[str | None, typer.Option(metavar="NAME", help="Of this plan alone.")]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="In this currency alone, such as EUR.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")]


def export_payouts(
    ctx: typer.Context,
    period: PeriodArgument,
    plan: Plan = None,
    currency: Currency = None,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Write what is to be paid to whom of a locked period as CSV, one currency in a file.

    Whoever owes is not paid; they are named, and what they owe is carried into the next period.
    """
    session = session_of(ctx)
    query = PayoutsQuery(period=period, plan=plan, currency=currency)
    found = session.crm.commission_statements.payouts(session.actor, query)
    if as_json:
        session.print_result(found, "", as_json=True)
        return
    currencies = sorted({each.currency for each in found if each.payable_minor > 0})
    if len(currencies) > 1:
        raise Invalid.field("--currency", f"there is {' and '.join(currencies)}", "name one of them")
    content = b"".join(payouts_csv(found))
    if output is None:
        print_document(content)
    else:
        with written_whole(output) as file:
            file.write(content)
        session.print_note(f"{output} is written.")
    for each in found:
        if each.payable_minor <= 0:
            owing = amount(-each.carried_minor, each.currency)
            session.print_note(f"{each.user} is not paid by {each.plan}: they owe {owing}.", "yellow")


def liability_sheet(found: Sequence[Liability]) -> RenderableType:
    """A row for each currency."""
    titles = ("Accrued", "Payable", "Held back", "Draws owed", "At risk")
    grid = table("", *titles, right=titles)
    for each in found:
        figures = (
            each.accrued_minor,
            each.payable_minor,
            each.held_minor,
            each.draw_balance_minor,
            each.at_risk_minor,
        )
        grid.add_row(each.currency, *(amount(minor, each.currency) for minor in figures))
    return grid


def _show_liability(session: Session, asked: Asked[Sequence[Liability]], as_json: bool) -> None:
    found = asked.answer
    session.print_result(found, liability_sheet(found) if found else "Nothing was posted.", as_json=as_json)


def _show_verification(session: Session, asked: Asked[CommissionVerification], as_json: bool) -> None:
    found = asked.answer
    lines = [
        f"{counted(found.periods, 'period')}, {counted(found.entries, 'entry', 'entries')}: "
        + ("all as it was posted." if not found.flaws else f"{counted(len(found.flaws), 'flaw')}.")
    ]
    lines += [f"{plain(each.plan)}, {each.period}: {plain(each.problem)}" for each in found.flaws]
    session.print_result(found, "\n".join(lines), as_json=as_json)
    if found.flaws:
        raise typer.Exit(1)


def add_payouts(app: typer.Typer) -> None:
    """The commands stand in the group itself."""
    app.command("export")(export_payouts)
    add_command(app, "liability", CommissionStatementCoordinator.liability, _show_liability)
    add_command(app, "verify", CommissionStatementCoordinator.verify, _show_verification)
