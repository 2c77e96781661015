"""``crm commission submit|approve|lock|pay``: a period on its way to be paid, and what is contested of it."""

from typing import Annotated

import typer

from crm_adapters.amounts import read_amount
from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, plain
from crm_adapters.cli.shell.session import session_of
from crm_core.commissions import CommissionDispute, CommissionStatement
from crm_operations.commissions import AdjustCommission, CommissionDisputeCoordinator, CommissionSettlementCoordinator

statements = typer.Typer(no_args_is_help=True)
disputes = typer.Typer(no_args_is_help=True)

PAYABLE = Column[CommissionStatement]("Payable", lambda each, _: amount(each.payable_minor, each.currency_code))
CONTESTED = Column[CommissionDispute]("Amount", lambda each, _: amount(each.amount_minor, each.currency_code))


PlanName = Annotated[str, typer.Argument(metavar="PLAN", help="Which plan.")]
PeriodId = Annotated[str, typer.Argument(metavar="PERIOD", help="Which period, such as 2017-Q4.")]
User = Annotated[str, typer.Option(metavar="USER", help="Who is paid it, or is to give it back.")]
_HOW_MUCH = "How much, in the plan's currency: 150.00; -150.00 is taken off."
Corrects = Annotated[int | None, typer.Option(metavar="NUMBER", help="The number of the entry that it is about.")]
ReasonWhy = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept with the entry.")]


def adjust(
    ctx: typer.Context,
    plan: PlanName,
    period: PeriodId,
    user: User,
    amount_: Annotated[str, typer.Option("--amount", metavar="AMOUNT", help=_HOW_MUCH)],
    reason: ReasonWhy,
    corrects: Corrects = None,
    as_json: AsJson = False,
) -> None:
    """Post an amount that no deal explains, and why; into the period, or the next one that is open."""
    session = session_of(ctx)
    currency = session.crm.commission_plans.get(session.actor, plan).pays_in
    minor = read_amount(amount_.removeprefix("-"), currency, field="--amount").minor
    request = AdjustCommission(
        plan=plan,
        period=period,
        user=user,
        amount_minor=-minor if amount_.startswith("-") else minor,
        corrects=corrects,
        reason=reason,
    )
    adjusted = session.crm.commission_settlement.adjust(session.actor, request)
    by = amount(adjusted.amount_minor, adjusted.currency_code)
    line = f"{plain(user)} is adjusted by {by}: entry {adjusted.entry}, posted into {adjusted.posted_period}."
    session.print_result(adjusted, line, as_json=as_json)


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
    app.command("adjust")(adjust)


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
