"""What follows for quotations of a request for approval of their deal, in the same commit (QOW-CRMOP-0117)."""

from crm_core.approvals import (
    ApprovalApproved,
    ApprovalEvent,
    ApprovalExpired,
    ApprovalOverridden,
    ApprovalRecalled,
    ApprovalRejected,
    ApprovalRequested,
    ApprovalVoided,
)
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.quotations import VersionStatus
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import UnitOfWork

_ENDS = (ApprovalApproved, ApprovalExpired, ApprovalOverridden, ApprovalRecalled, ApprovalRejected, ApprovalVoided)


class QuotationFollower:
    """The newest draft is in approval as long as a request about its deal is pending, whoever asked."""

    def __init__(self, quotation_versions: QuotationVersions) -> None:
        self._versions = quotation_versions

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        if not isinstance(event, ApprovalEvent) or event.about.kind is not EntityKind.OPPORTUNITY:
            return
        if isinstance(event, ApprovalRequested):
            drafts = [each for each in self._versions.of_deal(work, event.about.id) if each.status.is_revisable]
            for version in drafts[-1:]:
                if version.status is VersionStatus.DRAFT:
                    self._versions.save(work, version.ask(event.subject.id, by=work.actor.user_id, at=event.at))
        elif isinstance(event, _ENDS):
            for version in self._versions.of_deal(work, event.about.id):
                if (version.status, version.approval_request_id) == (VersionStatus.IN_APPROVAL, event.subject.id):
                    self._versions.save(work, version.return_to_draft(by=work.actor.user_id, at=event.at))
