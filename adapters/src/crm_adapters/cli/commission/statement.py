"""``crm commission statement``: what a period comes to, for everybody or for one person; as a file too."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, counted, plain, print_document, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.reports import rate_of, statements_csv, statements_html, totals_of
from crm_adapters.whole_files import written_whole
from crm_core.errors import Invalid
from crm_operations.commissions import PayeeStatement, PayeeStatementQuery, Statements, StatementsQuery


class StatementFormat(StrEnum):
    CSV = "csv"
    HTML = "html"


Period = Annotated[
    str | None, typer.Option(metavar="PERIOD", help="Which, such as 2017-Q4; else this quarter.", show_default=False)
]
Plan = Annotated[str | None, typer.Option(metavar="NAME", help="Of this plan alone.")]
User = Annotated[str | None, typer.Option("--user", metavar="USER", help="One person's, line by line.")]
FileFormat = Annotated[
    StatementFormat | None,
    typer.Option("--format", metavar="FORMAT", help="csv or html, line by line; else as --output ends, or a table."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")]


def show_statement(
    ctx: typer.Context,
    period: Period = None,
    plan: Plan = None,
    user: User = None,
    file_format: FileFormat = None,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Show what a period comes to for everybody who is paid by a plan, or one person's statement, line by line.

    As CSV or HTML everybody's statements are written line by line too, one person after the other.
    """
    session = session_of(ctx)
    statements, query = session.crm.commission_statements, StatementsQuery(period=period, plan=plan)
    chosen = file_format or _format_of(output)
    if chosen is None and user is None:
        _show_everybody(session, session.crm.commissions.statements(session.actor, query), as_json)
        return
    if user is not None:
        asked = PayeeStatementQuery(user=user, period=period, plan=plan)
        stated = statements.state(session.actor, asked)
        if chosen is None:
            session.print_result(stated, statement_sheet(stated), as_json=as_json)
            return
        _write(session, iter([stated]), chosen, output)
        return
    _write(session, statements.each(session.actor, query), chosen or StatementFormat.CSV, output)


def statements_sheet(statements: Statements) -> RenderableType:
    """Everybody's deals, credit and commission."""
    grid = table("Person", "Manager", "Won", "Credit", "Commission", right=("Won", "Credit", "Commission"))
    for each in statements.people:
        grid.add_row(
            plain(each.name or each.user),
            plain(each.manager_name or each.manager),
            f"{each.won_count:,}",
            amount(each.won_minor, statements.currency),
            amount(each.commission_minor, statements.currency),
        )
    total = sum(each.commission_minor for each in statements.people)
    grid.add_section()
    grid.add_row("all", "", "", "", amount(total, statements.currency))
    return grid


def statement_sheet(statement: PayeeStatement) -> RenderableType:
    """Lines, and below them the parts in the order in which they are computed."""
    lines = table("No.", "Deal", "Kind", "Credit", "Rate", "Amount", right=("No.", "Credit", "Rate", "Amount"))
    for line in statement.lines:
        lines.add_row(
            str(line.entry),
            plain(line.deal or ""),
            plain(line.kind.replace("_", " ")),
            amount(line.base_minor, statement.currency),
            rate_of(line),
            amount(line.amount_minor, statement.currency),
        )
    totals = table(f"{statement.user}, {statement.period}", statement.status, right=(statement.status,))
    for title, minor in totals_of(statement):
        totals.add_row(title, amount(minor, statement.currency))
    return Group(lines, totals) if statement.lines else totals


def _show_everybody(session: Session, statements: Statements, as_json: bool) -> None:
    session.print_result(statements, statements_sheet(statements), as_json=as_json)
    if statements.not_priced and not as_json:
        session.print_note(f"{counted(len(statements.not_priced), 'deal')} without a rate; see crm rate add.", "yellow")


def _write(
    session: Session, statements: Iterator[PayeeStatement], chosen: StatementFormat, output: Path | None
) -> None:
    if chosen is StatementFormat.CSV:
        parts = statements_csv(statements)
    else:
        people = session.crm.people.members(session.actor.tenant_id)
        parts = statements_html(statements, {person.id: person.name for person in people})
    if output is None:
        for part in parts:
            print_document(part)
        return
    with written_whole(output) as file:
        file.writelines(parts)
    session.print_note(f"{output} is written.")


def _format_of(output: Path | None) -> StatementFormat | None:
    """By the name's end; None where nothing is to be written. Raises Invalid when the name says nothing."""
    if output is None:
        return None
    ending = output.suffix.removeprefix(".").lower()
    if ending not in set(StatementFormat):
        raise Invalid.field("--format", "it is not told by --output", "choose csv or html")
    return StatementFormat(ending)


def add_statements(app: typer.Typer) -> None:
    """The commands stand in the group itself."""
    app.command("statement")(show_statement)
