"""``crm field``: what a tenant keeps of its rows besides what everybody does."""

import typer

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_operations.custom_fields import CustomFieldCoordinator

app = typer.Typer(no_args_is_help=True)

add_listing(app, CustomFieldCoordinator.list, ("owner", "name", "type", "is_required", "id"), "custom fields")
add_command(app, "show", CustomFieldCoordinator.get)
add_command(app, "add", CustomFieldCoordinator.add, "A {owner} has the field {name}.")
add_command(app, "change", CustomFieldCoordinator.change, "{name} of a {owner} is changed.")
add_command(app, "retire", CustomFieldCoordinator.retire, "{name} of a {owner} is retired.")
add_command(app, "restore", CustomFieldCoordinator.restore, "{name} of a {owner} takes values again.")
