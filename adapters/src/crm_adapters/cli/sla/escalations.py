"""``crm sla escalations|acknowledge|snooze|resolve|reopen``: what went up a ladder, and who took it on."""

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import moment, plain, table, words
from crm_adapters.cli.shell.session import Session
from crm_core.escalations import Escalation
from crm_operations.escalation import EscalationCoordinator

escalations = typer.Typer(no_args_is_help=True)

TARGET = Column[Escalation]("Target", lambda each, _: words(each.target))


def escalation_sheet(session: Session, escalation: Escalation) -> RenderableType:
    """How it stands, and every rung that acted, was passed over or held."""
    heading = Text.assemble(
        (f"{plain(escalation.number)}  {words(escalation.target)}", "bold"),
        f"  {words(escalation.status)}, {words(escalation.severity)}",
    )
    steps = table("When", "Rung", "What", "Whom", right=("Rung",))
    for step in escalation.steps:
        whom = ", ".join(plain(user) for user in step.people)
        what = [words(step.outcome), *(["reassigned"] if step.reassigns else [])]
        what += ["priority raised"] if step.raises_priority else []
        steps.add_row(moment(step.at, session.zone), str(step.rung), ", ".join(what), whom)
    return Group(heading, steps)


def _show(session: Session, asked: Asked[Escalation], as_json: bool) -> None:
    session.print_result(asked.answer, escalation_sheet(session, asked.answer), as_json=as_json)


add_listing(
    escalations, EscalationCoordinator.list, ("number", TARGET, "status", "severity", "owner", "id"), "escalations"
)
add_command(escalations, "show", EscalationCoordinator.get, _show)


def add_escalations(app: typer.Typer) -> None:
    """What is done about one stands in the group itself."""
    app.add_typer(escalations, name="escalation", help="See what went up a ladder, rung by rung.")
    add_command(app, "acknowledge", EscalationCoordinator.acknowledge, "The escalation of {number} is {status}.")
    add_command(app, "snooze", EscalationCoordinator.snooze, "The escalation of {number} rests until {snoozed_until}.")
    add_command(app, "resolve", EscalationCoordinator.resolve, "The escalation of {number} is {status}.")
    add_command(app, "reopen", EscalationCoordinator.reopen, "The escalation of {number} is {status}.")
