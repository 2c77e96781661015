"""``crm commission preview|simulate``: what a run would post, and what another plan would have paid."""

from typing import Annotated

import typer
from rich.console import RenderableType

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, commission_plan_of
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, counted, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_operations.commissions import CommissionCoordinator, CommissionPreview, SimulateCommission

Period = Annotated[str, typer.Option(metavar="PERIOD", help="The period that was credited, such as 2017-Q4.")]
InsteadOf = Annotated[
    str | None,
    typer.Option(metavar="PLAN", help="Whose payees it pays, and what it is compared with; else the plan of its name."),
]


def preview_sheet(preview: CommissionPreview) -> RenderableType:
    """A row a person, and the sum."""
    titles = ("Posted", "Would be", "Difference")
    grid = table("Person", *titles, right=titles)
    for each in preview.people:
        figures = (each.posted_minor, each.planned_minor, each.difference_minor)
        grid.add_row(plain(each.name or each.user), *(amount(minor, preview.currency) for minor in figures))
    sums = (
        sum(each.posted_minor for each in preview.people),
        sum(each.planned_minor for each in preview.people),
        sum(each.difference_minor for each in preview.people),
    )
    grid.add_section()
    grid.add_row("all", *(amount(minor, preview.currency) for minor in sums))
    return grid


def simulate(
    ctx: typer.Context, file: File, period: Period, instead_of: InsteadOf = None, as_json: AsJson = False
) -> None:
    """Show what the plan of a file would have paid for credit of a period, person by person; nothing is posted."""
    session = session_of(ctx)
    request = SimulateCommission(plan=commission_plan_of(file), period=period, instead_of=instead_of)
    _print(session, session.crm.commissions.simulate(session.actor, request), as_json)


def _show(session: Session, asked: Asked[CommissionPreview], as_json: bool) -> None:
    _print(session, asked.answer, as_json)


def _print(session: Session, preview: CommissionPreview, as_json: bool) -> None:
    session.print_result(preview, preview_sheet(preview), as_json=as_json)
    if preview.not_priced and not as_json:
        session.print_note(f"{counted(len(preview.not_priced), 'deal')} without a rate; see crm rate add.", "yellow")


def add_previews(app: typer.Typer) -> None:
    """The commands stand in the group itself."""
    add_command(app, "preview", CommissionCoordinator.preview, _show)
    app.command("simulate")(simulate)
