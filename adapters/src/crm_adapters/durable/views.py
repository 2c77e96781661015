"""A run and its steps for display: state, waiting time, duration, and error."""

from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import StepInfo, WorkflowStatus

from crm_adapters.durable.outcome import RunOrder, RunState, failure_of, outcome_of, state_of
from crm_core.values import Utc, Value
from crm_operations.process import UNDO, FinishedRun, read_error


class StepView(Value):
    """A step of a run; ``attempts`` counts its tries, ``error`` is the message of its final failure."""

    name: str
    attempts: int
    began_at: Utc | None
    ended_at: Utc | None
    error: str | None = None

    @property
    def is_undo(self) -> bool:
        return self.name.startswith(UNDO)


class RunView(Value):
    """A run of a process; ``executions`` counts how often it was executed, the first time included.

    ``started_at`` is when it last started; None while it waits for its first start. One that is not ``is_durable``
    was a call in one commit: it is done, and has no steps.
    """

    id: str
    workflow: str
    state: RunState
    user_id: str | None
    requested_at: Utc
    started_at: Utc | None
    ended_at: Utc | None
    executions: int
    worker_id: str | None
    error: str | None = None
    steps: tuple[StepView, ...] = ()
    is_durable: bool = True

    @property
    def waited(self) -> timedelta | None:
        """Time in the queue; None while it is still there, and after a second execution."""
        return self.started_at - self.requested_at if self.started_at and self.executions <= 1 else None

    @property
    def took(self) -> timedelta | None:
        """Time from start to end, all executions and the pauses between them included."""
        if self.ended_at is None:
            return None
        return self.ended_at - self.requested_at - (self.waited or timedelta(0))


def run_view(run: WorkflowStatus) -> RunView:
    outcome = outcome_of(run)
    error = read_error(outcome.error) if outcome and outcome.error else failure_of(run)
    order = RunOrder.model_validate(run.input["args"][0]) if run.input else None
    return RunView(
        id=run.workflow_id,
        workflow=run.name,
        state=state_of(run),
        user_id=order.actor.user_id if order else None,
        requested_at=_moment(run.created_at or 0),
        started_at=None if state_of(run) is RunState.QUEUED else _moment(run.dequeued_at or run.created_at or 0),
        ended_at=_moment_if_any(run.completed_at),
        executions=run.recovery_attempts or 0,
        worker_id=run.executor_id,
        error=str(error or run.error) if error or run.error else None,
    )


def finished_view(run: FinishedRun) -> RunView:
    """The view of a run in its caller's thread, unknown to the engine: only its final answer is stored."""
    return RunView(
        id=run.process_id,
        workflow=run.workflow,
        state=RunState.DONE,
        user_id=run.user_id,
        requested_at=run.claimed_at,
        started_at=run.claimed_at,
        ended_at=run.finished_at,
        executions=1,
        worker_id=None,
        is_durable=False,
    )


def step_view(step: StepInfo) -> StepView:
    output: dict[str, Any] = step["output"] or {}
    return StepView(
        name=step["function_name"],
        attempts=output.get("attempts", 1),
        began_at=_moment_if_any(step["started_at_epoch_ms"]),
        ended_at=_moment_if_any(step["completed_at_epoch_ms"]),
        error=str(read_error(output)) if "error" in output else None,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _moment_if_any(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else _moment(milliseconds)
