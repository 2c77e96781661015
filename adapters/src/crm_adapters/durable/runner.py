"""Runs workflows durably: after a crash a run continues from its last stored step (BUS-CRMOP-0013, REL-001)."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from dbos import PortableWorkflowError
from dbos import error as dbos_error

from crm_adapters.durable.engine import PAUSE_SECONDS, Engine, KnownRun, Order, Outcome
from crm_adapters.durable.outcome import (
    FOR_A_PERSON,
    RunOrder,
    RunOutcome,
    TooManyRecoveries,
    failure_of,
    for_a_person,
    is_finished,
)
from crm_adapters.durable.process_runs import ProcessRuns, belongs_to, final_outcome
from crm_adapters.durable.steps import DurableSteps, LeftToOthers, ProcessCancelled
from crm_adapters.durable.worker_lease import WorkerLease
from crm_adapters.storage import DatabaseOfAnotherRelease
from crm_core.actor import Actor
from crm_core.errors import CrmError, Unavailable
from crm_core.values import Value
from crm_operations.process import (
    Answer,
    Attempt,
    BoundLogs,
    InProcessRunner,
    NotReadable,
    ProcessId,
    ProcessWatch,
    RunBusy,
    RunLog,
    Saga,
    Workflow,
    found_id,
    read_answer,
    repeating,
)
from crm_operations.settings import ProcessSettings, RetrySettings

C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)

CANCELLED_BY = "cancelled_by"
TRACE_CONTEXT = "trace_context"

_raised_here: ContextVar[list[Exception] | None] = ContextVar("raised_here", default=None)
"""The error of a run in its caller's thread, to be raised as it is, with its cause and its traceback."""

_log = structlog.get_logger(__name__)


class DurableRunner:
    """A ProcessRunner. The first run of a process has its business id; later ones count on: ``#2``, ``#3``.

    Where a workflow is one transaction (``in_process.is_one_commit``) nothing is stored between its steps;
    otherwise every step's answer is. The run log marks a process as durable before the engine starts it.
    """

    def __init__(
        self,
        engine: Engine,
        lease: WorkerLease,
        workflows: Sequence[Workflow[Any, Any]],
        in_process: InProcessRunner,
        settings: RetrySettings | None = None,
        watch: ProcessWatch | None = None,
        processes: ProcessSettings | None = None,
    ) -> None:
        self.engine = engine
        self._lease = lease
        self._processes = processes or ProcessSettings()
        self.workflows: Mapping[str, Workflow[Any, Any]] = {workflow.name: workflow for workflow in workflows}
        self._in_process = in_process
        self._settings = settings or RetrySettings()
        self._runs = ProcessRuns(engine.runs, self._settings.run_lease_seconds)
        self._watch = watch or BoundLogs()
        self._opening = threading.Lock()
        self._repeating = repeating(self._settings)

    def open(self) -> None:
        """Opens the engine; a second call changes nothing. Raises EngineInUse; Unavailable without the database."""
        if not self.engine.is_open:
            with self._opening:
                self._repeating(self._open)

    @property
    def run_log(self) -> RunLog:
        return self._in_process.runs

    @property
    def refusal(self) -> DatabaseOfAnotherRelease | None:
        """Why this release may not continue, once a renewal of the lease has found that; else None."""
        return self._lease.refusal

    def when_refused(self, do: Callable[[], None]) -> None:
        self._lease.when_refused(do)

    def close(self) -> None:
        """Starts no more runs and waits a while for those under way; other workers may take over the rest at once.

        Raises nothing: where the database is away, others may take over the rest when the lease ends.
        """
        if not self.engine.is_open:
            return
        self.engine.stop_dequeuing()
        try:
            with _unsaid_if_away():
                self.engine.wait_until_idle(self._processes.grace_seconds)
            with _unsaid_if_away():
                self._lease.end()
        finally:
            self.engine.close()

    def finish_abandoned_runs(self, report: Callable[[int], None]) -> bool:
        """Finishes the runs that dead workers left; for a short-lived process, where no worker is alive.

        ``report`` is called with their number, if there are any. Answers whether nothing is left within the grace time.
        """
        if not self.engine.is_open or self._lease.has_other_worker():
            return True
        self._lease.recover_expired_workers()
        if not (left := self.engine.unclaimed()):
            return True
        report(left)
        until = time.monotonic() + self._processes.grace_seconds
        while self.engine.unclaimed(1) or self.engine.has_unfinished_work():
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE_SECONDS)
        return True

    @property
    def has_other_worker(self) -> bool:
        """Whether a worker other than this process is alive, to run what waits."""
        return self._lease.has_other_worker()

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        """Runs it in this thread, or waits for a run under way. Raises RunBusy when that takes too long."""
        process = found_id(process_id)
        self._repeating(workflow.require_subject, actor, command)
        self.open()
        if (known := self._in_process.make_durable(workflow, process, actor, command)) is not None:
            return known
        order = RunOrder.of(process, actor, command)
        run_id = process
        while True:
            try:
                return self._run_here(workflow, run_id, order)
            except KnownRun:
                run, was_running = self._runs.when_finished(run_id, actor.tenant_id)
            outcome = final_outcome(run, order, was_running=was_running)
            if outcome is not None:
                answer: A = outcome.result(workflow.answers)
                return answer
            run_id = self._runs.after(run_id, process)

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        """Leaves it to a worker, and answers the id of the run; a process under way or done is not run again.

        Raises CompensationFailed, SameProcessOtherCommand.
        """
        self._repeating(workflow.require_subject, actor, command)
        self.open()
        if self._in_process.make_durable(workflow, process_id, actor, command) is not None:
            return process_id
        order = RunOrder.of(process_id, actor, command)
        run_id = process_id
        while True:
            try:
                self.engine.enqueue(workflow.name, run_id, actor.tenant_id, order.to_dict(), self._attributes())
            except KnownRun:
                run = self._runs.known(run_id)
                is_ours = belongs_to(run, actor.tenant_id)
                if (is_ours and not is_finished(run)) or final_outcome(run, order, was_running=False) is not None:
                    return run_id
                run_id = self._runs.after(run_id, process_id)
            else:
                return run_id

    def _open(self) -> None:
        self._lease.enter()
        self.engine.open(list(self.workflows), self._perform)
        self._lease.begin()

    def _run_here(self, workflow: Workflow[C, A], run_id: str, order: RunOrder) -> A:
        raised: list[Exception] = []
        token = _raised_here.set(raised)
        try:
            tenant_id = order.actor.tenant_id
            outcome = self.engine.run_here(workflow.name, run_id, tenant_id, order.to_dict(), self._attributes())
        except LeftToOthers as end:
            raise end.__cause__ or end from None
        except dbos_error.DBOSAwaitedWorkflowCancelledError as cause:
            raise ProcessCancelled.because_asked_to("somebody else") from cause
        except PortableWorkflowError:
            if raised:
                raise raised[0] from raised[0].__cause__
            raise failure_of(self._runs.known(run_id)) or RunBusy.because_others_run_it(order.process_id) from None
        finally:
            _raised_here.reset(token)
        if raised:
            raise raised[0]
        answer: A = RunOutcome.model_validate(outcome).result(workflow.answers)
        return answer

    def _perform(self, name: str, stored: Order) -> Outcome:
        """The body of every run, wherever DBOS runs it."""
        workflow = self.workflows[name]
        order = RunOrder.model_validate(stored)
        raised = _raised_here.get()
        try:
            noted, executions = self.engine.runs.current_run() if raised is None else ({}, 1)
            if executions > self._processes.max_recoveries + 1:
                raise TooManyRecoveries.because_nobody_came_back(order.process_id, executions - 1)
            cancelled_by = noted.get(CANCELLED_BY)
            # Cancelling resumes the run, so its executions are counted from 1 again.
            attempt = Attempt(order.attempt, again=executions > 1 or cancelled_by is not None)
            with self._watch.continuing(noted.get(TRACE_CONTEXT, {})):
                answer = self._walk(workflow, order, attempt, cancelled_by=cancelled_by)
        except dbos_error.DBOSException:
            raise  # raised by the engine itself, not a failure of the workflow
        except DatabaseOfAnotherRelease as refusal:
            raise LeftToOthers from refusal
        except Exception as error:
            if raised is not None:
                raised.append(error)
            if isinstance(error, CrmError) and not isinstance(error, FOR_A_PERSON):
                return RunOutcome.undone(order, error).to_dict()
            raise for_a_person(error) from error
        return RunOutcome.answered(order, answer, workflow.answers).to_dict()

    def _walk(
        self, workflow: Workflow[Any, Any], order: RunOrder, attempt: Attempt, *, cancelled_by: str | None
    ) -> Answer:
        command = read_answer(order.command, [workflow.command])
        if self._in_process.is_one_commit:
            started = workflow if cancelled_by is None else _Cancelled(workflow, cancelled_by)
            answer: Answer = self._in_process.start(started, order.process_id, order.actor, command, attempt=attempt)
            return answer
        steps = DurableSteps(workflow.answers, self._repeating, self._settings, self._watch, cancelled_by=cancelled_by)
        saga = Saga(order.process_id, steps)
        with self._watch.process(workflow.name, order.process_id, order.actor):
            try:
                answer = workflow.run(saga, order.actor, command)
            except (dbos_error.DBOSException, NotReadable):
                raise  # an undo that does not know every step would leave some of them in effect, unnoticed
            except Exception as cause:
                _log.warning("process.unwinding", cause=type(cause).__name__)
                saga.unwind(cause)
                raise
        return answer

    def _attributes(self) -> Mapping[str, Any]:
        """The attributes of a new run."""
        trace_context = dict(self._watch.trace_context())
        return {TRACE_CONTEXT: trace_context} if trace_context else {}


class _Cancelled:
    """A workflow that was cancelled before it ran: it raises ProcessCancelled."""

    def __init__(self, workflow: Workflow[Any, Any], by: str) -> None:
        self.name = workflow.name
        self.process = workflow.process
        self.command = workflow.command
        self.answers = workflow.answers
        self._by = by

    def require_subject(self, actor: Actor, command: Value) -> None:
        """Not checked again: the run was started, so its entity existed."""

    def run(self, saga: Saga, actor: Actor, command: Value) -> Answer:  # noqa: ARG002
        raise ProcessCancelled.because_asked_to(self._by)


@contextmanager
def _unsaid_if_away() -> Iterator[None]:
    try:
        yield
    except (Unavailable, DatabaseOfAnotherRelease) as failure:
        _log.warning("processes.left_unsaid", error=type(failure).__name__)
