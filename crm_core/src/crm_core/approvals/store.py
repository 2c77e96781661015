"""Where requests for approval are stored."""

from typing import Protocol

from pydantic import Field

from crm_core.approvals.levels import ApprovalLevel
from crm_core.approvals.request import ApprovalRequest, ApprovalState
from crm_core.stores import EntityStore, Filter
from crm_core.vocabulary import Id, UserId


class ApprovalFilter(Filter):
    """Everything named must hold."""

    state: ApprovalState | None = Field(default=None, description="Only those that ended so, or are pending.")
    level: ApprovalLevel | None = Field(default=None, description="Only those that ask this level.")
    requested_by: UserId | None = Field(default=None, description="Only what this person asked for.")
    subject_id: Id | None = Field(default=None, description="Only those about this deal: number or id.")
    waiting_for: UserId | None = Field(default=None, description="Only those that wait for this person's vote.")


class ApprovalStore(EntityStore[ApprovalRequest, ApprovalFilter], Protocol):
    """Stores requests, and finds the newest about something."""

    def newest(self, subject_id: str) -> ApprovalRequest | None:
        """The request about it that was asked for last; None where nobody asked."""
        ...
