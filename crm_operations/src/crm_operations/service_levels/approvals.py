"""A pending approval pauses the clocks of its deal: somebody else has to say yes first."""

from crm_core.approvals import ApprovalEvent, ApprovalLevelReached, ApprovalRequested, ApprovalVoted
from crm_core.service_levels import MOST_PAUSES, Pause, PauseReason, SlaClock
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.clocks import Clocks
from crm_operations.service_levels.terms import policy_of


def approval_changed(work: UnitOfWork, clocks: Clocks, event: ApprovalEvent) -> None:
    """From the request on until it is decided, recalled, void or expired."""
    if isinstance(event, ApprovalVoted | ApprovalLevelReached):
        return
    request_id = event.subject.id
    for clock in clocks.running(event.about):
        if not isinstance(event, ApprovalRequested):
            clocks.resume(clock, at=event.at, reason=PauseReason.APPROVAL, cause=request_id)
        elif _pauses(work, clock):
            clocks.pause(clock, Pause(start=event.at, reason=PauseReason.APPROVAL, cause=request_id), at=event.at)


def _pauses(work: UnitOfWork, clock: SlaClock) -> bool:
    policy = policy_of(work, clock)
    return len(clock.pauses) < MOST_PAUSES and (policy is None or policy.pauses_for_approvals)
