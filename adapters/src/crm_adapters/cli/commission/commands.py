"""``crm commission``: what people earn by their plans."""

import typer

from crm_adapters.cli.commission import assignment, plan, process
from crm_adapters.cli.commission.explanation import add_explanations
from crm_adapters.cli.commission.payout import add_payouts
from crm_adapters.cli.commission.preview import add_previews
from crm_adapters.cli.commission.run import show_run
from crm_adapters.cli.commission.statement import add_statements
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_operations.commissions import CommissionCoordinator

app = typer.Typer(no_args_is_help=True)
app.add_typer(plan.app, name="plan", help="Keep what is paid for which credit, and at which rates.")
period = typer.Typer(no_args_is_help=True)
app.add_typer(period, name="period", help="See the periods of plans, and what was posted into them.")
app.add_typer(assignment.app, name="assignment", help="Keep who is paid by which plan.")

add_command(app, "run", CommissionCoordinator.run, show_run)
add_listing(period, CommissionCoordinator.list, ("plan", "period", "status", "entries", "id"), "periods")
add_command(period, "show", CommissionCoordinator.get)
add_previews(app)
add_statements(app)
add_payouts(app)
process.add_process(app)
app.add_typer(process.statements, name="approvals", help="See which statements were submitted, and who approved them.")
app.add_typer(process.disputes, name="dispute", help="Contest lines of statements, and resolve that.")
add_explanations(app)
