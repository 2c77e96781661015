"""Messages about a request for approval: to those who are asked, and to whoever asked."""

from collections.abc import Iterable

from crm_core.actor import Role
from crm_core.approvals import ApprovalLevel, ApprovalRequest, Trigger
from crm_operations.providers import Message, Notice, Urgency

_ASKED = "Your yes or no is asked for, as the level the deal needs or in the place of somebody who is."
_REQUESTER = "You asked for the approval, or the deal is yours."


def asks(request: ApprovalRequest, users: Iterable[str]) -> Notice:
    """To those whose vote is waited for, and those who stand in for them."""
    return _notice(request, users, f"{request.number} waits for your approval", why(request.triggers), _ASKED)


def reminds(request: ApprovalRequest, users: Iterable[str]) -> Notice:
    """The same once more."""
    title = f"{request.number} still waits for your approval"
    return _notice(request, users, title, why(request.triggers), _ASKED, urgency=Urgency.REMINDER)


def decided(request: ApprovalRequest, users: Iterable[str] = ()) -> Notice:
    """To whoever asked and the owner, with the reason."""
    by = f" by {request.decided_by}" if request.decided_by else ""
    body = request.reason or why(request.triggers)
    recipients = (request.requested_by, request.owner, *users)
    return _notice(request, recipients, f"{request.number}: {request.state}{by}", body, _REQUESTER)


def tells_level(request: ApprovalRequest, level: ApprovalLevel, what: str) -> Notice:
    """To everybody of a level: what is the matter with the request."""
    message = Message(
        title=f"{request.number}: {what}",
        body=f"{request.title}: {why(request.triggers)}",
        about=request.ref,
        reason=f"The level {request.level.value} was asked, and yours is the next one.",
        urgency=Urgency.ESCALATION,
    )
    return Notice(tenant_id=request.tenant_id, role=Role(level.value), message=message)


def why(triggers: Iterable[Trigger]) -> str:
    """``value 500000 (from 500000: team_lead)``."""
    words = [f"{each.name} {each.figure} ({_bound(each)}: {each.level})" for each in triggers]
    return ", ".join(words) or "somebody asked for it"


def _bound(trigger: Trigger) -> str:
    return "nothing to compare with" if trigger.threshold is None else f"threshold {trigger.threshold}"


def _notice(
    request: ApprovalRequest,
    users: Iterable[str],
    title: str,
    body: str,
    reason: str,
    urgency: Urgency = Urgency.INFO,
) -> Notice:
    message = Message(title=title, body=f"{request.title}: {body}", about=request.ref, reason=reason, urgency=urgency)
    people = tuple(dict.fromkeys(user for user in users if not user.startswith("system:")))
    return Notice(tenant_id=request.tenant_id, users=people, message=message)
