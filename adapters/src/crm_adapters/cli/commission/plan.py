"""``crm commission plan``: what is paid for which credit."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, commission_plan_of
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Noun
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import session_of
from crm_core.commissions import CommissionPlan, EditCommissionPlan
from crm_operations.commissions import CommissionPlanCoordinator

app = typer.Typer(no_args_is_help=True)

PLAN = Noun.by_key("name", "NAME", "What statements call it, such as Field sales.")

STATE = Column[CommissionPlan](
    "", lambda each, _: "replaced" if each.replaced_at else "retired" if each.retired_at else ""
)

add_listing(
    app,
    CommissionPlanCoordinator.list,
    ("name", "revision", "scheme", "currency", STATE),
    "plans",
)
add_command(app, "show", CommissionPlanCoordinator.get, on=PLAN)


@app.command("add")
def add_plan(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Add the plan of a file; nobody is paid by it before they are given it."""
    session = session_of(ctx)
    plan = session.crm.commission_plans.add(session.actor, commission_plan_of(file))
    session.print_result(plan, f"Plan {plan.name} is added.", as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm commission assignment add {plan.name} --user USER", "dim")


@app.command("edit")
def edit_plan(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Change a plan by a new revision of the file; the next run posts what it makes of periods it holds for."""
    session = session_of(ctx)
    request = commission_plan_of(file)
    named = {name: value for name, value in dict(request).items() if name not in EditCommissionPlan.fixed}
    plan = session.crm.commission_plans.edit(session.actor, request.name, EditCommissionPlan(**named))
    session.print_result(plan, f"Plan {plan.name} has revision {plan.revision}.", as_json=as_json)


add_command(app, "retire", CommissionPlanCoordinator.retire, "{name} is retired.", on=PLAN)
add_command(app, "reinstate", CommissionPlanCoordinator.reinstate, "{name} pays again.", on=PLAN)
