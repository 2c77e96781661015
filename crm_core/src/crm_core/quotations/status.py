"""The statuses of a quotation here, of which the sales system has fewer."""

from enum import StrEnum


class VersionStatus(StrEnum):
    """Draft, sent, accepted and rejected are the sales system's too; the others are known here alone."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CONVERTED = "converted"

    @property
    def is_live(self) -> bool:
        """Still to be decided by the customer."""
        return self in LIVE

    @property
    def is_revisable(self) -> bool:
        """Not sent yet, so its lines may change."""
        return self in {VersionStatus.DRAFT, VersionStatus.IN_APPROVAL}


LIVE = frozenset({VersionStatus.DRAFT, VersionStatus.IN_APPROVAL, VersionStatus.SENT, VersionStatus.VIEWED})

_SEEN_AS = {
    VersionStatus.DRAFT: frozenset({VersionStatus.DRAFT, VersionStatus.IN_APPROVAL}),
    VersionStatus.SENT: frozenset({VersionStatus.SENT, VersionStatus.VIEWED}),
    VersionStatus.ACCEPTED: frozenset({VersionStatus.ACCEPTED, VersionStatus.CONVERTED}),
    VersionStatus.REJECTED: frozenset({VersionStatus.REJECTED}),
}
_OURS_ALONE = frozenset({VersionStatus.EXPIRED, VersionStatus.SUPERSEDED})


def agrees(status: VersionStatus, theirs: VersionStatus) -> bool:
    """Whether the status here fits what the sales system says: draft, sent, accepted or rejected.

    An expired one may be anything there but accepted, a superseded one anything.
    """
    if status in _OURS_ALONE:
        return status is VersionStatus.SUPERSEDED or theirs is not VersionStatus.ACCEPTED
    return status in _SEEN_AS[theirs]
