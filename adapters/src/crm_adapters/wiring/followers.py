"""What follows every event in its own commit, for people who act now and for what is replayed."""

from collections.abc import Sequence

from crm_core.identity import NewId
from crm_operations.approvals import ApprovalRequests, DealApprovalFollower
from crm_operations.commissions import CommissionDisputeFollower
from crm_operations.credits import DealCredits
from crm_operations.escalation import EscalationFollower
from crm_operations.quote_to_order import QuotationFollower, QuotationVersions
from crm_operations.records import Follower
from crm_operations.revenue_splits import SplitFollower
from crm_operations.service_levels import ClockFollower
from crm_operations.settings import SettingsFor


def followers(
    settings_for: SettingsFor, approval_requests: ApprovalRequests, new_id: NewId, *, starts: bool = True
) -> Sequence[Follower]:
    """Of every unit of work, in this order: a line each.

    With ``starts`` False, as for a replay, what runs is stopped by what happened, and nothing begins to run.
    """
    quotations = (QuotationFollower(QuotationVersions(approval_requests, settings_for, new_id)),) if starts else ()
    return (
        DealApprovalFollower(approval_requests),
        *quotations,
        SplitFollower(DealCredits(new_id), settings_for, new_id),
        CommissionDisputeFollower(),
        ClockFollower(settings_for, new_id, starts=starts),
        EscalationFollower(settings_for, starts=starts),
    )
