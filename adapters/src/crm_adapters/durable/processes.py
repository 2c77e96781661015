"""The coordinator of runs: those under way, finished ones, and those a person has to act on (FR-L3-004)."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple, Self

from dbos import StepInfo, WorkflowStatus
from pydantic import StringConstraints

from crm_adapters.durable.dbos_runs import DbosRuns
from crm_adapters.durable.outcome import (
    FINISHED,
    FOR_A_PERSON,
    RunState,
    failure_of,
    is_finished,
    outcome_of,
    state_of,
)
from crm_adapters.durable.process_runs import belongs_to
from crm_adapters.durable.runner import CANCELLED_BY, DurableRunner
from crm_adapters.durable.views import RunView, finished_view, run_view, step_view
from crm_core.actor import Actor, Permission
from crm_core.errors import CrmError, NotFound, Refused
from crm_core.vocabulary import Id, Key, Limit, OneLine
from crm_operations.operation import acts, reads
from crm_operations.process import (
    UNDO,
    Answer,
    FinishedRun,
    parts_of,
    process_and_number,
    process_id,
    read_answer,
    read_error,
)

RunId = Annotated[str, StringConstraints(min_length=1, max_length=500), OneLine]


class ProcessNotResumable(Refused):
    @classmethod
    def because_it_is(cls, run_id: str, state: RunState) -> Self:
        return cls("{run} is {state}; there is nothing to take up again", {"run": run_id, "state": str(state)})

    @classmethod
    def because_all_is_undone(cls, run_id: str) -> Self:
        return cls("{run} broke and everything it did is undone; ask for it anew", {"run": run_id})


class ProcessNotCancellable(Refused):
    @classmethod
    def because_it_is(cls, run_id: str, state: RunState) -> Self:
        return cls("{run} is {state}; there is nothing left to cancel", {"run": run_id, "state": str(state)})


class RunNotDone(Refused):
    @classmethod
    def because_it_is(cls, run_id: str, state: RunState) -> Self:
        return cls("{run} is {state}; see crm process show {run}", {"run": run_id, "state": str(state)})


class RunEnded(NamedTuple):
    """A run that is at its end: what it answered, or the error that says why it did not."""

    id: str
    answer: Answer | None
    error: CrmError | None


class Processes:
    """The runs of workflows, in their caller's thread or by workers; each tenant sees its own.

    Each method raises NotPermitted; those that name a run raise NotFound.
    """

    def __init__(self, runner: DurableRunner) -> None:
        self._runner = runner

    @reads(Permission.PROCESS_READ)
    def list(
        self,
        actor: Actor,
        *,
        state: RunState | None = None,
        failed: bool = False,
        workflow: Key | None = None,
        limit: Limit = 100,
    ) -> Sequence[RunView]:
        """The latest first; ``failed`` keeps to those a person has to look at."""
        synchronous: Sequence[FinishedRun] = ()
        if not failed and state in {None, RunState.DONE}:
            synchronous = self._runner.run_log.finished_runs(actor, workflow=workflow, limit=limit)
        durable = self._durable(actor, state, failed, workflow, limit)
        return _latest_first([*durable, *map(finished_view, synchronous)])[:limit]

    @reads(Permission.LEAD_READ)
    def outcomes(self, actor: Actor, run_ids: Collection[RunId]) -> Sequence[RunEnded]:
        """Those of the named runs that have ended; one statement a store, which databases limit to so many ids.

        Whoever may read leads may ask for the outcome of a run whose id they know.
        """
        found = self._runs().list(
            user=actor.tenant_id, workflow_ids=list(run_ids), status=list(FINISHED), load_input=False
        )
        synchronous = self._runner.run_log.finished_runs(actor, process_ids=run_ids)
        return [*map(self._ended, found), *map(self._answered, synchronous)]

    @reads(Permission.PROCESS_READ)
    def about(self, actor: Actor, entity_id: Id) -> Sequence[RunView]:
        """The runs about this lead or deal, the latest first."""
        subject = (actor.tenant_id, entity_id)
        processes = {workflow.process for workflow in self._runner.workflows.values()}
        prefixes = sorted(process_id(process, *subject) for process in processes)
        found = self._runs().list(user=actor.tenant_id, workflow_id_prefix=prefixes, sort_desc=True)
        durable = [run_view(run) for run in found if parts_of(process_and_number(run.workflow_id)[0])[1:3] == subject]
        synchronous = self._runner.run_log.finished_runs(actor, about=prefixes)
        return _latest_first([*durable, *map(finished_view, synchronous)])

    @property
    def has_worker(self) -> bool:
        """Whether a worker is alive to run what waits."""
        return self._runner.has_other_worker

    @reads(Permission.PROCESS_READ)
    def show(self, actor: Actor, run_id: RunId) -> RunView:
        """With its steps, in the order they were taken. Raises NotFound."""
        if (synchronous := self._synchronous(actor, run_id)) is not None:
            return finished_view(synchronous)
        run = self._get(actor, run_id)
        steps = tuple(step_view(step) for step in self._runs().steps(run_id))
        return run_view(run).model_copy(update={"steps": steps})

    @acts(Permission.PROCESS_MANAGE)
    def resume(self, actor: Actor, run_id: RunId) -> None:
        """Resumes a run that was left to a person, or was cancelled before it began; a worker continues it.

        Raises NotFound, ProcessNotResumable.
        """
        if self._synchronous(actor, run_id) is not None:
            raise ProcessNotResumable.because_it_is(run_id, RunState.DONE)
        run = self._get(actor, run_id)
        runs = self._runs()
        state = state_of(run)
        if state is RunState.CANCELLED:
            runs.note(run_id, {CANCELLED_BY: None})
            runs.go_on(run_id)
        elif state in {RunState.COMPENSATION_FAILED, RunState.BROKEN}:
            runs.go_on_from(run_id, _where_it_failed(run, runs.steps(run_id)))
        else:
            raise ProcessNotResumable.because_it_is(run_id, state)

    @acts(Permission.PROCESS_MANAGE)
    def cancel(self, actor: Actor, run_id: RunId) -> None:
        """A waiting run never starts; one under way stops after its current step and is undone.

        A run that has come to its last step by then is done. Raises NotFound, ProcessNotCancellable.
        """
        if self._synchronous(actor, run_id) is not None:
            raise ProcessNotCancellable.because_it_is(run_id, RunState.DONE)
        run = self._get(actor, run_id)
        runs = self._runs()
        if is_finished(run):
            raise ProcessNotCancellable.because_it_is(run_id, state_of(run))
        runs.note(run_id, {CANCELLED_BY: actor.user_id})
        runs.stop(run_id)
        # A worker may have taken it from the queue since it was read.
        if state_of(run) is RunState.RUNNING or self._get(actor, run_id).recovery_attempts or runs.steps(run_id):
            runs.go_on(run_id)

    def _durable(
        self, actor: Actor, state: RunState | None, failed: bool, workflow: str | None, limit: int
    ) -> Sequence[RunView]:
        which: dict[str, Any] = {"user": actor.tenant_id, "sort_desc": True}
        if workflow is not None:
            which["name"] = workflow
        if failed:
            which["status"] = "ERROR"
        elif state is not None:
            which["status"] = _STATUSES[state]
        runs = self._runs()
        views: list[RunView] = []
        seen = 0
        while len(views) < limit and (page := runs.list(**which, limit=limit, offset=seen)):
            seen += len(page)
            views += [run for run in map(run_view, page) if state is None or run.state is state]
        return views

    def _synchronous(self, actor: Actor, run_id: str) -> FinishedRun | None:
        return next(iter(self._runner.run_log.finished_runs(actor, process_ids=[run_id])), None)

    def _answered(self, run: FinishedRun) -> RunEnded:
        answer = read_answer(json.loads(run.answer), self._runner.workflows[run.workflow].answers)
        return RunEnded(run.process_id, answer, None)

    def _ended(self, run: WorkflowStatus) -> RunEnded:
        outcome = outcome_of(run)
        if outcome is not None and outcome.answer is not None:
            workflow = self._runner.workflows[run.name]
            return RunEnded(run.workflow_id, read_answer(outcome.answer, workflow.answers), None)
        error = read_error(outcome.error) if outcome is not None and outcome.error else failure_of(run)
        return RunEnded(run.workflow_id, None, error or RunNotDone.because_it_is(run.workflow_id, state_of(run)))

    def _runs(self) -> DbosRuns:
        self._runner.open()
        return self._runner.engine.runs

    def _get(self, actor: Actor, run_id: str) -> WorkflowStatus:
        run = self._runs().find(run_id)
        if run is None or not belongs_to(run, actor.tenant_id):
            raise NotFound.because_unknown("process", run_id)
        return run


def _latest_first(runs: Iterable[RunView]) -> Sequence[RunView]:
    """On SQLite the engine's moments are whole seconds; such a run counts as of the end of its second."""

    def moment(run: RunView) -> datetime:
        is_by_the_second = run.is_durable and run.requested_at.microsecond == 0
        return run.requested_at + timedelta(seconds=1) if is_by_the_second else run.requested_at

    return sorted(runs, key=moment, reverse=True)


_STATUSES = {
    RunState.QUEUED: ["ENQUEUED", "DELAYED"],
    RunState.RUNNING: ["PENDING"],
    RunState.DONE: ["SUCCESS"],
    RunState.REFUSED: ["SUCCESS"],
    RunState.CANCELLED: ["CANCELLED"],
    RunState.COMPENSATION_FAILED: ["ERROR"],
    RunState.BROKEN: ["ERROR"],
}


def _where_it_failed(run: WorkflowStatus, steps: Sequence[StepInfo]) -> int:
    """The first undo that failed; for a run interrupted between steps, the next step."""
    for step in steps:
        if step["function_name"].startswith(UNDO) and "error" in (step["output"] or {}):
            return step["function_id"]
    is_undone = any(step["function_name"].startswith(UNDO) for step in steps)
    if is_undone and not isinstance(failure_of(run), FOR_A_PERSON):
        raise ProcessNotResumable.because_all_is_undone(run.workflow_id)
    return max((step["function_id"] for step in steps), default=0) + 1
