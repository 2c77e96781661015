"""``crm commission submit|approve|lock|pay``: a period on its way to be paid, and what is contested of it."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.screen import amount
from crm_core.commissions import CommissionDispute, CommissionStatement
from crm_operations.commissions import CommissionDisputeCoordinator, CommissionSettlementCoordinator

statements = typer.Typer(no_args_is_help=True)
disputes = typer.Typer(no_args_is_help=True)

PAYABLE = Column[CommissionStatement]("Payable", lambda each, _: amount(each.payable_minor, each.currency_code))
CONTESTED = Column[CommissionDispute]("Amount", lambda each, _: amount(each.amount_minor, each.currency_code))


def add_process(app: typer.Typer) -> None:
    """The commands of a period stand in the group itself."""
    coordinator = CommissionSettlementCoordinator
    add_command(
        app,
        "submit",
        coordinator.submit,
        "{period} of plan {plan} is {status}.",
        next_step="crm commission approvals list --period {period}",
    )
    add_command(app, "recall", coordinator.recall, "{period} of plan {plan} is {status}.")
    add_command(app, "approve", coordinator.approve, "The statement of {payee_id} for {period} is {status}.")
    add_command(
        app,
        "lock",
        coordinator.lock,
        "{period} of plan {plan} is {status}.",
        next_step="crm commission export {period}",
    )
    add_command(app, "pay", coordinator.pay, "{period} of plan {plan} is {status}.")
    add_command(
        app,
        "adjust",
        coordinator.adjust,
        "{user} is adjusted by entry {entry}, which is posted into {posted_period}.",
    )


add_listing(
    statements,
    CommissionSettlementCoordinator.list,
    ("payee_id", "plan", "period", "status", PAYABLE, "id"),
    "statements",
)
add_command(statements, "show", CommissionSettlementCoordinator.get)
add_listing(disputes, CommissionDisputeCoordinator.list, ("entry", "payee_id", "status", CONTESTED, "id"), "disputes")
add_command(disputes, "show", CommissionDisputeCoordinator.get)
add_command(disputes, "open", CommissionDisputeCoordinator.open, "Entry {entry} of {payee_id} is disputed.")
add_command(disputes, "resolve", CommissionDisputeCoordinator.resolve, "Entry {entry} of {payee_id} is payable.")
