"""``crm source``: the list of where leads and deals come from."""

import typer

from crm_adapters.cli.shell.command import Noun, add_command
from crm_adapters.cli.shell.listing import Column, add_listing
from crm_adapters.cli.shell.screen import cut, plain
from crm_core.sources import ListedSource
from crm_operations.lead_sources import LeadSourceCoordinator

app = typer.Typer(no_args_is_help=True)

SOURCE = Noun.by_key("key", "KEY", "What leads and figures carry, such as trade-fair.")

COLUMNS = (
    Column[ListedSource]("Key", lambda source: plain(source.key), whole=True),
    Column[ListedSource]("Name", lambda source: cut(source.name)),
    Column[ListedSource]("Retired", lambda source: "retired" if source.retired_at else ""),
)

add_listing(app, LeadSourceCoordinator.list, COLUMNS, "sources", help="List the sources in the order of their keys.")
add_command(
    app,
    "add",
    LeadSourceCoordinator.add,
    "Leads may come from {key} ({name}).",
    help="Add a source, or take a retired one up again.",
)
add_command(
    app,
    "rename",
    LeadSourceCoordinator.rename,
    "{key} is now called {name}.",
    on=SOURCE,
    help="Change what people read; leads and figures go on carrying the key.",
)
add_command(
    app,
    "retire",
    LeadSourceCoordinator.retire,
    "{key} is retired.",
    on=SOURCE,
    help="Let nothing new come from a source; where it was used it stays readable.",
)
