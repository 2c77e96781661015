"""``crm source``: the list of where leads and deals come from."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Noun
from crm_core.sources import ListedSource
from crm_operations.lead_sources import LeadSourceCoordinator

app = typer.Typer(no_args_is_help=True)

SOURCE = Noun.by_key("key", "KEY", "What leads and figures carry, such as trade-fair.")

RETIRED = Column[ListedSource]("Retired", lambda source, _: "retired" if source.retired_at else "")

add_listing(app, LeadSourceCoordinator.list, ("key", "name", RETIRED), "sources")
add_command(app, "add", LeadSourceCoordinator.add, "Leads may come from {key} ({name}).")
add_command(app, "rename", LeadSourceCoordinator.rename, "{key} is now called {name}.", on=SOURCE)
add_command(app, "retire", LeadSourceCoordinator.retire, "{key} is retired.", on=SOURCE)
