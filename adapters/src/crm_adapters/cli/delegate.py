"""``crm delegate``: who stands in for whom, in what, and how long."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_core.approvals import EVERYTHING, Delegation
from crm_operations.delegation import DelegationCoordinator

app = typer.Typer(no_args_is_help=True)

IN_WHAT = Column[Delegation](
    "In", lambda delegation, _: "everything" if delegation.scopes == EVERYTHING else ", ".join(delegation.scopes)
)
REVOKED = Column[Delegation]("Revoked", lambda delegation, _: "revoked" if delegation.revoked_at else "")

STANDS_IN = "{delegate} stands in for {delegator} from {starts_at} until {ends_at}."

add_listing(
    app,
    DelegationCoordinator.list,
    (("For", "delegator"), ("To", "delegate"), ("From", "starts_at"), ("Until", "ends_at"), IN_WHAT, REVOKED, "id"),
    "delegations",
)
add_command(app, "show", DelegationCoordinator.get)
add_command(app, "add", DelegationCoordinator.add, STANDS_IN)
add_command(app, "edit", DelegationCoordinator.edit, STANDS_IN)
add_command(app, "revoke", DelegationCoordinator.revoke, "{delegate} no longer stands in for {delegator}.")
