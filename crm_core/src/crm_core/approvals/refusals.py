"""Why a request for approval, or a vote, is refused."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from crm_core.errors import Forbidden, NotFound, Refused


class ApprovalNotFound(NotFound):
    """No request for approval of the tenant has this id."""


class AlreadyDecided(Refused):
    """Somebody was faster; the facts say what was decided."""

    @classmethod
    def because_it_is_over(cls, number: str, state: str, by: str | None, at: datetime | None) -> Self:
        return cls(
            "the request about {number} was decided already: {state} by {by} at {at}",
            {"number": number, "state": state, "by": by or "nobody", "at": at.isoformat() if at else "an unknown time"},
        )


class ApprovalPending(Refused):
    """What waits for a yes stays as it is."""

    @classmethod
    def because_it_waits(cls, number: str, fields: Iterable[str], request_id: str) -> Self:
        return cls(
            "{number} waits for approval, so its {fields} cannot change; recall the request first: "
            "crm approval recall {request}",
            {"number": number, "fields": ", ".join(fields), "request": request_id},
        )

    @classmethod
    def because_one_is_open(cls, number: str, request_id: str) -> Self:
        return cls(
            "approval of {number} was asked for already: crm approval show {request}",
            {"number": number, "request": request_id},
        )


class MayNotVote(Forbidden):
    @classmethod
    def because_not_asked(cls, number: str, user: str, electorate: Iterable[str]) -> Self:
        return cls(
            "{user} is not asked about {number}, nor stands in for somebody who is; asked are: {electorate}",
            {"user": user, "number": number, "electorate": ", ".join(electorate) or "nobody"},
        )

    @classmethod
    def because_voted_before(cls, number: str, seat: str, by: str) -> Self:
        return cls(
            "the vote of {seat} about {number} was given already, by {by}; the first one counts",
            {"seat": seat, "number": number, "by": by},
        )

    @classmethod
    def because_conflicted(cls, number: str, user: str, why: str) -> Self:
        return cls(
            "{user} may not decide about {number}: {why}; somebody without a part in it must",
            {"user": user, "number": number, "why": why},
        )


class NotYoursToRecall(Forbidden):
    @classmethod
    def because_somebody_else_asked(cls, number: str, requester: str) -> Self:
        return cls(
            "only {requester}, who asked for approval of {number}, may recall it",
            {"number": number, "requester": requester},
        )


class NothingToApprove(Refused):
    @classmethod
    def because_within_bounds(cls, number: str) -> Self:
        return cls("{number} needs no approval: it is below every threshold", {"number": number})
