"""``crm customer``: the customers of the party master, looked up and corrected."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from crm_adapters.cli.deal.sheets import DEAL_COLUMNS
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.command import Noun, add_command
from crm_adapters.cli.shell.listing import Column, add_listing, table_of
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import cut, facts, plain
from crm_adapters.cli.shell.session import session_of
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_operations.customer_accounts import CustomerCoordinator
from crm_operations.providers import Customer

app = typer.Typer(no_args_is_help=True)

CUSTOMER = Noun(
    "customer_id",
    "CUSTOMER",
    "The customer's id, as `crm customer list` shows it, or e-mail address.",
    lambda session, reference: session.crm.accounts.get(session.actor, reference),
    lambda customer: customer.id,
)

COLUMNS = (
    Column[Customer]("Id", lambda customer: plain(customer.id), whole=True),
    Column[Customer]("Name", lambda customer: cut(customer.name)),
    Column[Customer]("E-mail", lambda customer: cut(customer.email)),
    Column[Customer]("Looks after it", lambda customer: cut(customer.owner_id)),
)

add_listing(
    app,
    CustomerCoordinator.list,
    COLUMNS,
    "customers",
    pages_by=lambda customer: customer.id,
    help="List customers, as the party master has them.",
)


@app.command("show")
def show_customer(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(metavar=CUSTOMER.metavar, help=CUSTOMER.help)],
    as_json: AsJson = False,
) -> None:
    """Show one customer, and the deals with it."""
    session = session_of(ctx)
    crm, actor = session.crm, session.actor
    found = crm.accounts.get(actor, customer)
    beside = Beside()
    with_it = OpportunityFilter(party_id=found.id)
    deals: Sequence[Opportunity] | None = beside.ask(
        "deals", lambda: crm.deals.get_opportunities_by_stage(actor, with_it)
    )
    known = facts(
        [
            ("Contact", plain(found.contact_name)),
            ("E-mail", plain(found.email)),
            ("Phone", plain(found.phone)),
            ("Industry", plain(found.industry)),
            ("Owner", plain(found.owner_id)),
            ("Id", plain(found.id)),
        ]
    )
    shown = table_of(DEAL_COLUMNS, deals) if deals else "No deals."
    heading = Text(plain(found.name), style="bold")
    session.print_result(found, Group(heading, "", known, "", *beside.shown(), shown), as_json=as_json)


add_command(
    app,
    "edit",
    CustomerCoordinator.update,
    "{name} is changed.",
    on=CUSTOMER,
    help="Change what is known of a customer; an empty text, as in --phone '', empties it.",
)
