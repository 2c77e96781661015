"""Records an error in a span: its class always, the status "error" only for one that needs attention."""

from traceback import format_tb

from opentelemetry.trace import Span, Status, StatusCode

from crm_core.errors import CrmError, Kind
from crm_operations.process import CompensationFailed, Unexpected

UNEXPECTED = "unexpected"
"""The kind of an error nobody foresaw."""


def note_failure(span: Span, error: BaseException) -> None:
    """A refusal by a rule is no error. Messages are recorded without their facts, which may name people."""
    name, kind = type(error).__name__, _kind_of(error)
    attributes = {
        "exception.type": name,
        "exception.stacktrace": "".join(format_tb(error.__traceback__)),
        "crm.kind": kind,
    }
    if isinstance(error, CrmError):
        attributes["exception.message"] = error.args[0]
    span.add_event("exception", attributes)
    span.set_attributes({"error.type": name, "crm.kind": kind})
    if kind in {UNEXPECTED, Kind.UNAVAILABLE} or isinstance(error, CompensationFailed):
        span.set_status(Status(StatusCode.ERROR, f"{name} ({kind})"))


def _kind_of(error: BaseException) -> str:
    return str(error.kind) if isinstance(error, CrmError) and not isinstance(error, Unexpected) else UNEXPECTED
