"""``crm commission assignment``: who is paid by which plan."""

import typer

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_operations.commissions import CommissionAssignmentCoordinator

app = typer.Typer(no_args_is_help=True)

add_listing(
    app,
    CommissionAssignmentCoordinator.list,
    ("plan", "user_id", "for_role", "first_day", "last_day", "id"),
    "assignments",
)
add_command(app, "show", CommissionAssignmentCoordinator.get)
add_command(app, "add", CommissionAssignmentCoordinator.assign, "{plan} is given.")
add_command(app, "end", CommissionAssignmentCoordinator.end, "{plan} pays until {last_day}.")
