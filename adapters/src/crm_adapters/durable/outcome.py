"""The order and the outcome of a run, as DBOS stores them."""

import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Self

from dbos import PortableWorkflowError, WorkflowStatus

from crm_core.actor import Actor
from crm_core.errors import CrmError, Refused
from crm_core.values import Value
from crm_operations.process import (
    CompensationFailed,
    NotReadable,
    Stored,
    read_answer,
    read_error,
    request_hash,
    write_answer,
    write_error,
)


class RunState(StrEnum):
    """The state of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """Ended with an error; everything it did is undone."""
    CANCELLED = "cancelled"
    COMPENSATION_FAILED = "compensation_failed"
    """A step could not be undone: a person has to act."""
    BROKEN = "broken"
    """An unexpected error: a person has to act."""


class TooManyRecoveries(Refused):
    """The run stays as it is, neither continued nor undone: what killed its worker would kill the next one too."""

    @classmethod
    def because_nobody_came_back(cls, process_id: str, times: int) -> Self:
        return cls(
            "{process} was begun {times} times, and no worker came back from it; look why, then resume it",
            {"process": process_id, "times": times},
        )


FOR_A_PERSON = (CompensationFailed, NotReadable, TooManyRecoveries)
"""The errors that end a run without undoing all its steps."""


class RunOrder(Value):
    """Actor and command of a run; each run of a process has its own ``attempt``."""

    process_id: str
    attempt: str
    actor: Actor
    command: Stored
    request_hash: str

    @classmethod
    def of(cls, process_id: str, actor: Actor, command: Value) -> Self:
        return cls(
            process_id=process_id,
            attempt=str(uuid.uuid4()),
            actor=actor,
            command=write_answer(command, [type(command)]),
            request_hash=request_hash(command),
        )


class RunOutcome(Value):
    """An answer or an error; a final answer is answered to all later requests too."""

    request_hash: str
    is_final: bool
    answer: Stored | None = None
    error: Stored | None = None

    @classmethod
    def answered(cls, order: RunOrder, answer: Any, types: Sequence[type[Value]]) -> Self:
        return cls(request_hash=order.request_hash, is_final=answer.is_final, answer=write_answer(answer, types))

    @classmethod
    def undone(cls, order: RunOrder, error: Exception) -> Self:
        return cls(request_hash=order.request_hash, is_final=False, error=write_error(error))

    def result(self, types: Sequence[type[Value]]) -> Any:
        """The answer; or raises the error."""
        if self.error is not None:
            raise read_error(self.error)
        return read_answer(self.answer or {}, types)


FINISHED = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


def is_finished(run: WorkflowStatus) -> bool:
    return run.status in FINISHED


def outcome_of(run: WorkflowStatus) -> RunOutcome | None:
    """None for a run that is under way, was cancelled or broke."""
    return RunOutcome.model_validate(run.output) if run.status == "SUCCESS" else None


def for_a_person(error: Exception) -> PortableWorkflowError:
    """The form in which DBOS stores an error that ends a run for good."""
    return PortableWorkflowError(str(error), type(error).__name__, data=write_error(error))


def failure_of(run: WorkflowStatus) -> CrmError | None:
    """The error a person has to look at; None when the run did not end with one."""
    error = run.error
    if isinstance(error, PortableWorkflowError) and isinstance(error.data, dict):
        return read_error(error.data)
    return None


def state_of(run: WorkflowStatus) -> RunState:
    match run.status:
        case "ENQUEUED" | "DELAYED":
            return RunState.QUEUED
        case "PENDING":
            return RunState.RUNNING
        case "CANCELLED":
            return RunState.CANCELLED
        case "SUCCESS":
            outcome = outcome_of(run)
            return RunState.REFUSED if outcome and outcome.error else RunState.DONE
        case _:
            failed_undo = isinstance(failure_of(run), CompensationFailed)
            return RunState.COMPENSATION_FAILED if failed_undo else RunState.BROKEN
