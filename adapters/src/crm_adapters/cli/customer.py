"""``crm customer``: the customers of the party master, looked up and corrected."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from crm_adapters.cli.deal.sheets import DEAL_COLUMNS
from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Noun
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import facts, plain
from crm_adapters.cli.shell.session import session_of
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_operations.customer_accounts import CustomerCoordinator

app = typer.Typer(no_args_is_help=True)

CUSTOMER = Noun(
    "customer_id",
    "CUSTOMER",
    "The customer's id, as `crm customer list` shows it, or e-mail address.",
    lambda session, reference: session.crm.accounts.get(session.actor, reference),
    lambda customer: customer.id,
)

add_listing(
    app, CustomerCoordinator.list, ("id", "name", ("E-mail", "email"), ("Looks after it", "owner_id")), "customers"
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
    shown = EntityTable(DEAL_COLUMNS, deals, session.zone) if deals else "No deals."
    heading = Text(plain(found.name), style="bold")
    session.print_result(found, Group(heading, "", known, "", *beside.shown(), shown), as_json=as_json)


add_command(app, "edit", CustomerCoordinator.update, "{name} is changed.", on=CUSTOMER)
