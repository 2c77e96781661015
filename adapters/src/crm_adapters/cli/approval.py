"""``crm approval``: what needs a yes, who is asked, and what they say."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import typer

from crm_adapters.cli.approval_report import show_report
from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.nouns import DEAL
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.screen import NOTHING, facts, moment, plain, state, words
from crm_adapters.cli.shell.session import Session
from crm_core.approvals import ApprovalFilter, ApprovalNotFound, ApprovalRequest, trigger_in_words
from crm_core.errors import NotFound
from crm_operations.approvals import ApprovalCoordinator, ApprovalReportCoordinator, policy_of
from crm_operations.deal_approval import ApprovalAsked, DealApprovalCoordinator, WhatIfAnswer

app = typer.Typer(no_args_is_help=True)


def request_named(session: Session, reference: str) -> ApprovalRequest:
    """By its id, or by the number of its deal: then the newest. Raises ApprovalNotFound."""
    try:
        return session.crm.approvals.get(session.actor, reference)
    except ApprovalNotFound as unknown:
        try:
            subject = session.crm.audit.find(session.actor, reference)
        except NotFound:
            raise unknown from None
        found = session.crm.approvals.list(session.actor, ApprovalFilter(subject_id=subject.id, limit=MOST))
        if not found:
            raise
        return found[-1]


MOST = 1_000
"""Requests about one deal."""
REQUEST = Noun(
    "approval_id",
    "APPROVAL",
    "Its id, as the list shows it, or the number of its deal: the newest about that.",
    request_named,
    lambda request: request.id,
)
ASKED = Column[ApprovalRequest]("Asked", lambda request, _: ", ".join(request.electorate) or "nobody")


def show_asked(session: Session, asked: Asked[ApprovalAsked], as_json: bool) -> None:
    answer = asked.answer
    who = ", ".join(answer.electorate) or "nobody, so it takes an override"
    lines = [f"{answer.opportunity_number} waits for the approval of a {words(answer.level or '')}: {who}."]
    lines += [f"  {reason}" for reason in answer.reasons]
    session.print_result(answer, "\n".join(lines), as_json=as_json)
    if not as_json:
        session.print_note(f"Next: crm approval show {answer.request_id}", "dim")


def show_request(session: Session, asked: Asked[ApprovalRequest], as_json: bool) -> None:
    request, zone = asked.answer, session.zone
    electorate = ", ".join(request.electorate) or "nobody, so it takes an override"
    sheet = facts(
        (
            ("About", plain(f"{request.number}: {request.title}")),
            ("State", state(request.state)),
            ("Level", words(request.level)),
            ("Because", _lines(_why(session, request))),
            ("Asked", plain(f"{electorate} ({request.strategy.replace('_', ' ')})")),
            ("Said", _lines(_votes(request, zone))),
            (
                "Then",
                _lines(f"{words(turn.level)}: {', '.join(turn.electorate) or 'nobody'}" for turn in request.upcoming),
            ),
            ("No vote", plain(", ".join(request.conflicted))),
            ("On yes", "closed as won" if request.then_close else None),
            ("Requested", f"{moment(request.created_at, zone)} by {plain(request.requested_by)}"),
            ("Owner", plain(request.owner)),
            ("Expires", moment(request.expires_at, zone) if request.is_pending else None),
            (
                "Decided",
                moment(request.decided_at, zone) + (f" by {plain(request.decided_by)}" if request.decided_by else ""),
            ),
            ("Reason", plain(request.reason)),
            ("Before", plain(request.former_request_id)),
            ("Id", plain(request.id)),
        )
    )
    session.print_result(request, sheet, as_json=as_json)


def _why(session: Session, request: ApprovalRequest) -> Iterator[str]:
    """Figures in the currency of the thresholds: the deal's where it has its own, or where no rate converts."""
    policy, own = policy_of(session.own_settings), str(request.terms.get("currency_code", ""))
    for trigger in request.triggers:
        is_own = own in policy.value_by_currency or trigger.threshold is None
        yield trigger_in_words(trigger, own if is_own else policy.currency)


def _votes(request: ApprovalRequest, zone: ZoneInfo) -> Iterator[str]:
    for vote in request.votes:
        whose = f" for {vote.for_user}" if vote.for_user != vote.user else ""
        comment = f": {vote.comment}" if vote.comment else ""
        yield f"{vote.vote} by {vote.user}{whose}, {moment(vote.at, zone)}{comment}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(map(plain, lines)) or NOTHING


def show_what_if(session: Session, asked: Asked[WhatIfAnswer], as_json: bool) -> None:
    answer = asked.answer
    needed = f"needs a {words(answer.level)}" if answer.level else "needs nobody"
    lines = [f"{answer.opportunity_number} {needed}.", *(f"  {reason}" for reason in answer.reasons)]
    largest = answer.largest_discount_basis_points
    if largest is not None:
        lines.append(f"Up to {largest / 100:.2f} % discount it needs nobody.")
    session.print_result(answer, "\n".join(lines), as_json=as_json)


def show_decided(session: Session, asked: Asked[ApprovalRequest], as_json: bool) -> None:
    request = asked.answer
    what = "The missing approval of " * request.state.is_overriding
    session.print_result(request, f"{what}{plain(request.number)} is {words(request.state)}.", as_json=as_json)
    if request.state.is_yes and request.then_close and not as_json:
        deal = session.crm.deals.get(session.actor, request.subject.id)
        next_step = "It is not closed yet; next: crm deal won" if deal.is_open else "It is closed by that:"
        session.print_note(f"{next_step} {deal.opportunity_number}", "dim")


add_listing(app, ApprovalCoordinator.list, ("number", "state", "level", ASKED, "requested_by", "id"), "requests")
add_command(app, "show", ApprovalCoordinator.get, show_request, on=REQUEST)
add_command(app, "request", DealApprovalCoordinator.request, show_asked, on=DEAL)
add_command(app, "what-if", DealApprovalCoordinator.what_if, show_what_if, on=DEAL)
add_command(app, "approve", ApprovalCoordinator.approve, show_decided, on=REQUEST)
add_command(app, "reject", ApprovalCoordinator.reject, "{number} is {state}.", on=REQUEST)
add_command(app, "abstain", ApprovalCoordinator.abstain, "{number} is {state}.", on=REQUEST)
add_command(app, "recall", ApprovalCoordinator.recall, "The request about {number} is {state}.", on=REQUEST)
add_command(app, "override", ApprovalCoordinator.override, show_decided, on=REQUEST)
add_command(app, "report", ApprovalReportCoordinator.report, show_report)
