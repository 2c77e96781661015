"""``crm approval``: what needs a yes, who is asked, and what they say."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import words
from crm_adapters.cli.shell.session import Session
from crm_core.approvals import ApprovalRequest
from crm_operations.approvals import ApprovalCoordinator
from crm_operations.deal_approval import ApprovalAsked, DealApprovalCoordinator, WhatIfAnswer

app = typer.Typer(no_args_is_help=True)

ASKED = Column[ApprovalRequest]("Asked", lambda request, _: ", ".join(request.electorate) or "nobody")


def show_asked(session: Session, asked: Asked[ApprovalAsked], as_json: bool) -> None:
    answer = asked.answer
    who = ", ".join(answer.electorate) or "nobody, so it takes an override"
    lines = [f"{answer.opportunity_number} waits for the approval of a {words(answer.level or '')}: {who}."]
    lines += [f"  {reason}" for reason in answer.reasons]
    session.print_result(answer, "\n".join(lines), as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm approval show {answer.request_id}", "dim")


def show_what_if(session: Session, asked: Asked[WhatIfAnswer], as_json: bool) -> None:
    answer = asked.answer
    needed = f"needs a {words(answer.level)}" if answer.level else "needs nobody"
    lines = [f"{answer.opportunity_number} {needed}.", *(f"  {reason}" for reason in answer.reasons)]
    largest = answer.largest_discount_basis_points
    if largest is not None:
        lines.append(f"Up to {largest / 100:.2f} % discount it needs nobody.")
    session.print_result(answer, "\n".join(lines), as_json=as_json)


add_listing(app, ApprovalCoordinator.list, ("number", "state", "level", ASKED, "requested_by", "id"), "requests")
add_command(app, "show", ApprovalCoordinator.get)
add_command(app, "request", DealApprovalCoordinator.request, show_asked, on=DEAL)
add_command(app, "what-if", DealApprovalCoordinator.what_if, show_what_if, on=DEAL)
add_command(app, "approve", ApprovalCoordinator.approve, "{number} is {state}.")
add_command(app, "reject", ApprovalCoordinator.reject, "{number} is {state}.")
add_command(app, "abstain", ApprovalCoordinator.abstain, "{number} is {state}.")
add_command(app, "recall", ApprovalCoordinator.recall, "The request about {number} is {state}.")
add_command(app, "override", ApprovalCoordinator.override, "The missing approval of {number} is {state}.")
