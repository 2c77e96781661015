"""``crm commission statement``: what a period comes to."""

import typer
from rich.console import RenderableType

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import amount, counted, plain, table
from crm_adapters.cli.shell.session import Session
from crm_operations.commissions import CommissionCoordinator, Statements


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


def _show(session: Session, asked: Asked[Statements], as_json: bool) -> None:
    session.print_result(asked.answer, statements_sheet(asked.answer), as_json=as_json)
    if asked.answer.not_priced and not as_json:
        session.print_note(
            f"{counted(len(asked.answer.not_priced), 'deal')} without a rate; see crm rate add.", "yellow"
        )


def add_statements(app: typer.Typer) -> None:
    """The commands stand in the group itself."""
    add_command(app, "statement", CommissionCoordinator.statements, _show)
