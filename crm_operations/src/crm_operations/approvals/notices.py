"""Messages about a request for approval: to those who are asked, and to whoever asked."""

from collections.abc import Iterable

from crm_core.actor import Role
from crm_core.approvals import ApprovalLevel, ApprovalRequest, Trigger, figure_in_words
from crm_operations.providers import Message, Notice, Urgency

_ASKED = "Your yes or no is asked for, as the level the deal needs or in the place of somebody who is."
_HIGHEST = "Yours is the level that is asked, and none is above it."
_REQUESTER = "You asked for the approval, or the deal is yours."


def asks(request: ApprovalRequest, users: Iterable[str]) -> Notice:
    """To those whose vote is waited for, and those who stand in for them."""
    return _notice(request, users, f"{request.number} waits for your approval", why(request), _ASKED)


def reminds(request: ApprovalRequest, users: Iterable[str]) -> Notice:
    """The same once more."""
    title = f"{request.number} still waits for your approval"
    notice = _notice(request, users, title, why(request), _ASKED, urgency=Urgency.REMINDER)
    return notice.model_copy(update={"due": request.expires_at})


def decided(request: ApprovalRequest, users: Iterable[str] = ()) -> Notice:
    """To whoever asked and the owner, with the reason."""
    by = f" by {request.decided_by}" if request.decided_by else ""
    body = request.reason or why(request)
    recipients = (request.requested_by, request.owner, *users)
    return _notice(request, recipients, f"{request.number}: {request.state}{by}", body, _REQUESTER)


def not_closed(request: ApprovalRequest, refusal: str) -> Notice:
    """To whoever asked, the owner and who said yes: it is approved, and why it could not be closed by that."""
    recipients = (request.requested_by, request.owner, *([request.decided_by] if request.decided_by else []))
    return _notice(request, recipients, f"{request.number} is {request.state}, and not closed", refusal, _REQUESTER)


def tells_level(request: ApprovalRequest, level: ApprovalLevel, what: str) -> Notice:
    """To everybody of a level: what is the matter with the request."""
    asked = request.level.value.replace("_", " ")
    reason = f"A {asked} is asked, and yours is the level above." if level is not request.level else _HIGHEST
    message = Message(
        title=f"{request.number}: {what}",
        body=f"{request.title}: {why(request)}",
        about=request.ref,
        reason=reason,
        urgency=Urgency.ESCALATION,
    )
    return Notice(tenant_id=request.tenant_id, role=Role(level.value), message=message)


def why(request: ApprovalRequest) -> str:
    """``12,000.00 USD, discount 25 %``: what it is worth in its own currency, and the other figures that need a yes."""
    value, currency = request.terms.get("value_minor"), str(request.terms.get("currency_code"))
    worth = [figure_in_words("value", value, currency)] if isinstance(value, int) else []
    others = [_figure(each) for each in request.triggers if each.name != "value"]
    return ", ".join([*worth, *others]) or "somebody asked for it"


def _figure(trigger: Trigger) -> str:
    if trigger.name == "condition":
        return str(trigger.threshold)
    figure = figure_in_words(trigger.name, trigger.figure, "")
    return _FIGURES.get(trigger.name, "{name} {figure}").format(name=trigger.name, figure=figure)


_FIGURES = {"payment": "payment after {figure} days", "clause": "non-standard clauses: {figure}"}


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
