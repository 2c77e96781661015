"""Turns an error into one line and an exit code; the only place that does."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.wording import written_as
from crm_core.arguments import in_words
from crm_core.errors import CrmError, Kind

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


def explain_failure(error: CrmError | ValidationError | OSError, written: Callable[[str], str] = written_as) -> str:
    """One line for a person; ``written`` says what a field is called.

    A list is not called too short where what stands in it could not be read.
    """
    if isinstance(error, ValidationError):
        details = error.errors()
        wrong = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
        relevant = (each for each in details if each["type"] != "too_short" or each["loc"] not in wrong)
        return "; ".join(dict.fromkeys(_explain_field(detail, written) for detail in relevant))
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}" if error.filename else reason
    return " ".join(str(error).split())


def exit_code_of(error: CrmError | ValidationError | OSError) -> ExitCode:
    if isinstance(error, ValidationError):
        return ExitCode.WRONG_USE
    return EXIT_CODES[error.kind] if isinstance(error, CrmError) else ExitCode.FAILED


def _explain_field(detail: Mapping[str, Any], written: Callable[[str], str]) -> str:
    if not detail["loc"]:  # a check over several fields, which names the one to mend
        name, blank, rest = detail["msg"].replace("Value error, ", "").partition(" ")
        return f"{written(name)}{blank}{rest}"
    field, *parts = (str(part) for part in detail["loc"])
    option = written(field)
    if option.startswith("-"):  # the place in a repeated option says less than what stands there
        parts = [part for part in parts if not part.isdigit()]
    problem, remedy = in_words(detail)
    if detail["type"] in _CHOICES:
        problem = f"{detail['input']!a} {problem.removeprefix('it ')}"
    return f"{'.'.join((option, *parts))}: {problem}; {remedy or 'see --help'}"


_CHOICES = frozenset({"enum", "literal_error"})
"""What was written instead of a choice is said, since of several only one is wrong."""
