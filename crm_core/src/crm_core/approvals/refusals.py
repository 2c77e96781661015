"""Why a request for approval is refused."""

from collections.abc import Iterable
from typing import Self

from crm_core.errors import Forbidden, NotFound, Refused


class ApprovalNotFound(NotFound):
    """No request for approval of the tenant has this id."""


def _in_words(field: str) -> str:
    """``discount_basis_points`` as people say it."""
    return field.removesuffix("_basis_points").removesuffix("_minor").replace("_", " ")


class ApprovalPending(Refused):
    """What waits for a yes stays as it is."""

    @classmethod
    def because_it_waits(cls, number: str, fields: Iterable[str], request_id: str) -> Self:
        return cls(
            "{number} waits for approval, so its {fields} cannot change; recall the request first: "
            "crm approval recall {request}",
            {"number": number, "fields": ", ".join(map(_in_words, fields)), "request": request_id},
        )

    @classmethod
    def because_one_is_open(cls, number: str, request_id: str) -> Self:
        return cls(
            "approval of {number} was asked for already: crm approval show {request}",
            {"number": number, "request": request_id},
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
