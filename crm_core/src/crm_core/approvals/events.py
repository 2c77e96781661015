"""The events of a request for approval; each names what the request is about."""

from typing import ClassVar

from crm_core.approvals.levels import ApprovalLevel
from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_core.vocabulary import FreeText, Total, UserId
from crm_core.voting import Ballot


class ApprovalEvent(DomainEvent):
    """``about`` is the deal, or whatever else needs the yes."""

    about: EntityRef


class ApprovalRequested(ApprovalEvent):
    """Announced when somebody asks for a yes."""

    name: ClassVar = "approval.requested"
    level: ApprovalLevel
    electorate: tuple[UserId, ...]


class ApprovalVoted(ApprovalEvent):
    """Announced with every vote; ``for_user`` is whose vote it is."""

    name: ClassVar = "approval.voted"
    user: UserId
    for_user: UserId
    vote: Ballot


class ApprovalLevelReached(ApprovalEvent):
    """Announced when the levels are asked one after the other, and the next one's turn has come."""

    name: ClassVar = "approval.level_reached"
    level: ApprovalLevel
    electorate: tuple[UserId, ...]


class ApprovalApproved(ApprovalEvent):
    """Announced when the yes is given, so long after it was asked for."""

    name: ClassVar = "approval.approved"
    by: UserId
    seconds_to_decide: Total


class ApprovalRejected(ApprovalEvent):
    """Announced when a yes is out of reach, so long after it was asked for."""

    name: ClassVar = "approval.rejected"
    by: UserId
    seconds_to_decide: Total


class ApprovalRecalled(ApprovalEvent):
    """Announced when a request is taken back, by whoever asked or because the deal was lost."""

    name: ClassVar = "approval.recalled"
    reason: FreeText


class ApprovalVoided(ApprovalEvent):
    """Announced when a yes no longer holds, since more is asked for than was approved."""

    name: ClassVar = "approval.voided"
    reason: FreeText


class ApprovalExpired(ApprovalEvent):
    """Announced when nobody decided in time."""

    name: ClassVar = "approval.expired"


class ApprovalOverridden(ApprovalEvent):
    """Announced when somebody with the permission passes over a missing yes."""

    name: ClassVar = "approval.overridden"
    by: UserId
    reason: FreeText
