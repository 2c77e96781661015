"""What follows for a request when its deal changes, whoever changed it and by whichever way in."""

from crm_core.approvals import ApprovalPending, MaterialTerms
from crm_core.events import DomainEvent
from crm_core.opportunities import Opportunity, OpportunityEdited, OpportunityLost
from crm_operations.approvals.deals import MATERIAL, terms_of
from crm_operations.approvals.requests import ApprovalRequests
from crm_operations.records import UnitOfWork


class DealApprovalFollower:
    """A pending request locks the material fields of its deal; a yes to less than is asked for now is void."""

    def __init__(self, approval_requests: ApprovalRequests) -> None:
        self._requests = approval_requests

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        """Raises ApprovalPending for a change that the request forbids."""
        if isinstance(event, OpportunityLost):
            self._recall(work, event)
        elif isinstance(event, OpportunityEdited):
            self._edited(work, event, frozenset(event.fields))

    def _recall(self, work: UnitOfWork, event: DomainEvent) -> None:
        request = work.approvals.newest(event.subject.id)
        if request is not None and request.is_pending:
            recalled, announced = request.recalled("the deal is lost", by=work.actor.user_id, at=event.at)
            work.outbox.announce(announced)
            self._requests.ended(work, work.approvals.save(recalled))

    def _edited(self, work: UnitOfWork, event: DomainEvent, fields: frozenset[str]) -> None:
        material = sorted(MATERIAL.keys() & fields)
        if not material and "assigned_to" not in fields:
            return
        request = work.approvals.newest(event.subject.id)
        if request is None or not (request.is_pending or request.state.is_yes):
            return
        opportunity = work.opportunities.get(event.subject.id)
        if not opportunity.is_open:
            return
        by_partner = work.actor.user_id.startswith("system:")
        if request.is_pending and material and not by_partner:
            raise ApprovalPending.because_it_waits(request.number, material, request.id)
        if (reason := _why_void(request.is_pending, MaterialTerms.from_attributes(request.terms), opportunity)) is None:
            deciders = {vote.user for vote in request.votes} | {vote.for_user for vote in request.votes}
            if opportunity.assigned_to not in deciders:
                return
            reason = f"{opportunity.assigned_to}, who decided, owns the deal now"
        voided, announced = request.void(reason, by=work.actor.user_id, at=event.at)
        work.outbox.announce(announced)
        self._requests.ended(work, work.approvals.save(voided), also=request.electorate)


def _why_void(is_pending: bool, approved: MaterialTerms, opportunity: Opportunity) -> str | None:
    asked = terms_of(opportunity)
    beyond = asked.asks_for_more_than(approved)
    if is_pending and asked.digest != approved.digest:
        beyond = beyond or ("its terms",)
    return f"{', '.join(beyond)}: no longer what was asked for" if beyond else None
