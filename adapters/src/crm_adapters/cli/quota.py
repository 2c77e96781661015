"""``crm quota``: what people, teams and territories are to bring in a period."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.screen import plain
from crm_core.quotas import Quota
from crm_operations.sales_performance import SalesPerformanceCoordinator

app = typer.Typer(no_args_is_help=True)

WHOSE = Column[Quota]("Whose", lambda quota, _: plain(whose(quota)))
STATE = Column[Quota](
    "", lambda quota, _: "replaced" if quota.replaced_at else "withdrawn" if quota.withdrawn_at else ""
)


def whose(quota: Quota) -> str:
    """``ada``, ``team north``, ``territory DACH``, ``everybody, of LAMP``."""
    if quota.user_id is not None:
        holder = quota.user_id
    elif quota.team is not None:
        holder = f"team {quota.team}"
    else:
        holder = "everybody" if quota.territory is None else f"territory {quota.territory}"
    return holder if quota.product is None else f"{holder}, of {quota.product}"


add_listing(
    app,
    SalesPerformanceCoordinator.quotas,
    (WHOSE, "period", "amount_minor", "revision", STATE, "id"),
    "quotas",
)
add_command(app, "show", SalesPerformanceCoordinator.get)
add_command(app, "assign", SalesPerformanceCoordinator.assign_quota, "A quota for {period} is assigned.")
add_command(app, "withdraw", SalesPerformanceCoordinator.withdraw_quota, "The quota for {period} is withdrawn.")
