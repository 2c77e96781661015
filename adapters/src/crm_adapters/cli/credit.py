"""``crm credit``: who is credited with how much of which deal, and why."""

from zoneinfo import ZoneInfo

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import amount, words
from crm_adapters.cli.shell.session import Session
from crm_core.credits import REVENUE, Credit
from crm_core.opportunities import Opportunity
from crm_operations.credits import CreditCoordinator

app = typer.Typer(no_args_is_help=True)

AMOUNT = Column[Credit]("Amount", lambda each, _: amount(each.amount_minor, each.currency_code), right=True)


def _cause(credit: Credit, _: ZoneInfo) -> str:
    """With the kind, unless it is revenue, and the product where lines name one."""
    kind = None if credit.kind == REVENUE else credit.kind
    return ", ".join(each for each in (words(credit.cause), kind, credit.product or credit.category) if each)


CAUSE = Column[Credit]("For", _cause)


def show_reversed(session: Session, asked: Asked[Opportunity], as_json: bool) -> None:
    words = f"It is reversed for everybody who is credited for {asked.answer.opportunity_number}."
    session.print_result(asked.answer, words, as_json=as_json)


add_listing(
    app,
    CreditCoordinator.list,
    (
        ("Deal", "opportunity_number"),
        ("Person", "user_id"),
        CAUSE,
        ("Day", "credit_date"),
        AMOUNT,
        "id",
    ),
    "credits",
)
add_command(app, "reverse", CreditCoordinator.reverse, show_reversed, on=DEAL)
