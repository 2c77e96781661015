"""What went wrong, as one line and an exit code: the only place where an error becomes either."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Self

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from crm_core.errors import CrmError, Kind, Refused


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1
    """Refused by a rule, forbidden, not found, somebody was faster, or something did not answer."""
    WRONG_USE = 2
    """The command or a value in it cannot be used; asking the same again cannot help."""
    SOME_REJECTED = 3
    """Done, but some rows of the input were rejected."""
    INTERRUPTED = 130


EXIT_CODES: Mapping[Kind, ExitCode] = MappingProxyType(
    {
        Kind.NOT_FOUND: ExitCode.FAILED,
        Kind.CONFLICT: ExitCode.FAILED,
        Kind.REFUSED: ExitCode.FAILED,
        Kind.FORBIDDEN: ExitCode.FAILED,
        Kind.INVALID: ExitCode.WRONG_USE,
        Kind.UNAVAILABLE: ExitCode.FAILED,
    }
)

_REMEDIES = {
    "missing": "say it",
    "string_too_short": "say something",
    "string_too_long": "use at most {max_length} characters",
    "greater_than_equal": "use {ge} or more",
    "less_than_equal": "use {le} or less",
    "enum": "use one of {expected}",
}
"""What to do about pydantic's errors, by their type; the others' messages say it themselves."""

_FORMS = {
    "email": "write it like name@example.com",
    "currency_code": "use an ISO 4217 code such as USD",
    "notes": "say something, or leave it out",
}
"""What a field should look like, where a pattern says it to machines only."""


class DatabaseNotReady(Refused):
    @classmethod
    def because_not_initialised(cls, url: str) -> Self:
        return cls("{database} is not set up for this version of crm; run `crm init` first", {"database": url})


def explain_failure(error: CrmError | ValidationError | OSError) -> str:
    """One line for a person."""
    if isinstance(error, ValidationError):
        return "; ".join(dict.fromkeys(_explain_field(detail) for detail in error.errors()))
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}" if error.filename else reason
    return " ".join(str(error).split())


def exit_code_of(error: CrmError | ValidationError | OSError) -> ExitCode:
    if isinstance(error, ValidationError):
        return ExitCode.WRONG_USE
    return EXIT_CODES[error.kind] if isinstance(error, CrmError) else ExitCode.FAILED


def _explain_field(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    problem = detail["msg"].removeprefix("Value error, ")
    if not name:
        return problem  # a check over several fields, which names them itself
    remedy = _FORMS.get(name) or _REMEDIES.get(detail["type"], "").format_map(detail.get("ctx", {}))
    said = f"{name.replace('_', '-')}: {problem[:1].lower()}{problem[1:]}"
    return f"{said}; {remedy}" if remedy else said
