"""Runs a workflow in the caller's thread: for tests, scripts and the embedded database."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.errors import Unavailable
from crm_core.values import Value
from crm_operations.process.ids import ProcessId, found_id
from crm_operations.process.outcome import Answer
from crm_operations.process.retries import repeating
from crm_operations.process.run_log import Attempt, Claim, RunBusy, RunLog, RunsDurably, SameProcessOtherCommand
from crm_operations.process.runner import NoQueue, Workflow
from crm_operations.process.saga import OutcomeUnknown, Saga
from crm_operations.process.stored import read_answer, request_hash, write_answer
from crm_operations.process.watch import BoundLogs, ProcessWatch
from crm_operations.settings import RetrySettings

T = TypeVar("T")
C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)

_log = structlog.get_logger(__name__)


class LocalTransaction(Protocol):
    """One transaction around a whole workflow, possible where every partner lives in our own database."""

    def __call__(self, actor: Actor) -> AbstractContextManager[None]: ...


class InProcessRunner:
    """Each step commits by itself, and a failure is undone step by step.

    With ``local_transaction`` the whole workflow is one commit, and rolling it back undoes every step at once.
    """

    def __init__(
        self,
        runs: RunLog,
        clock: Clock,
        settings: RetrySettings | None = None,
        local_transaction: LocalTransaction | None = None,
        watch: ProcessWatch | None = None,
    ) -> None:
        self.runs = runs
        self._clock = clock
        self._settings = settings or RetrySettings()
        self._local_transaction = local_transaction
        self._watch = watch or BoundLogs()
        self._repeating = repeating(self._settings)
        self._waiting = Retrying(
            retry=retry_if_exception_type(RunBusy),
            stop=stop_after_delay(self._settings.run_lease_seconds),
            wait=wait_exponential_jitter(multiplier=0.01, max=0.25, jitter=0.01),
            reraise=True,
        )
        """For whoever runs the same process, at most as long as their claim lasts."""

    def start(
        self,
        workflow: Workflow[C, A],
        process_id: ProcessId,
        actor: Actor,
        command: C,
        *,
        attempt: Attempt | None = None,
        unless_durable: bool = False,
    ) -> A:
        """As a ProcessRunner; ``attempt`` is set by the durable engine for the runs it executes.

        ``unless_durable``: raises RunsDurably for a process without a final answer that was left to that engine.
        """
        if self._local_transaction is None:
            process_id = found_id(process_id)
            # In one transaction, the record of a run whose entity does not exist is rolled back.
            self._repeating(workflow.require_subject, actor, command)
        trying = self._waiting if self._local_transaction is None else self._repeating
        return trying(lambda: self._run(workflow, process_id, actor, command, attempt, unless_durable))

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:  # noqa: ARG002
        raise NoQueue.because_workflows_run_in_process()

    def make_durable(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> A | None:
        """Marks the process as the durable engine's; answers its final answer where it has one already.

        Raises SameProcessOtherCommand.
        """
        requested = request_hash(command)
        noted = self._repeating(
            lambda: self.runs.make_durable(actor, process_id, requested, workflow=workflow.name, at=self._clock.now())
        )
        return None if noted.is_durable else self._known(workflow, process_id, requested, noted)

    @property
    def is_one_commit(self) -> bool:
        """Whether a workflow is one transaction, so that nothing can be left half done."""
        return self._local_transaction is not None

    def run(self, name: str, action: Callable[[], T]) -> T:
        with self._watch.step(name):
            return action() if self.is_one_commit else self._repeating(action)

    def commit_step(self, name: str, action: Callable[[], T]) -> T:
        try:
            return self.run(name, action)
        except Unavailable as cause:
            raise OutcomeUnknown.because_the_answer_was_lost(name, cause) from cause

    def _run(
        self,
        workflow: Workflow[C, A],
        process: ProcessId,
        actor: Actor,
        command: C,
        attempt: Attempt | None,
        unless_durable: bool,
    ) -> A:
        requested = request_hash(command)
        with self._local_transaction(actor) if self._local_transaction else nullcontext():
            process_id = found_id(process)
            now = self._clock.now()
            until = now + timedelta(seconds=self._settings.run_lease_seconds)
            if attempt is not None and attempt.again and (stored := self.runs.answer(actor, attempt.id)) is not None:
                repeated: A = read_answer(json.loads(stored), workflow.answers)
                return repeated
            claim = self.runs.claim(
                actor,
                process_id,
                requested,
                workflow=workflow.name,
                at=now,
                until=until,
                durable=True if attempt is not None else False if unless_durable else None,
            )
            if unless_durable and claim.is_durable and claim.answer is None:
                raise RunsDurably.because_it_was_left_to_the_engine(process_id)
            if (known := self._known(workflow, process_id, requested, claim)) is not None:
                return known
            if not claim.granted:
                raise RunBusy.because_others_run_it(process_id)
            # The undo and the final record are part of the process too.
            with self._watch.process(workflow.name, process_id, actor):
                answer = self._walk(workflow, process_id, actor, command, until)
            if attempt is not None and not answer.is_final:
                self._note(workflow, attempt.id, actor, requested, answer)
            return answer

    def _known(self, workflow: Workflow[C, A], process_id: str, requested: str, claim: Claim) -> A | None:
        if claim.request_hash != requested:
            raise SameProcessOtherCommand.because_answered_otherwise(process_id)
        if claim.answer is None:
            return None
        answer: A = read_answer(json.loads(claim.answer), workflow.answers)
        return answer

    def _walk(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C, until: datetime) -> A:
        saga = Saga(process_id, self)
        try:
            answer = workflow.run(saga, actor, command)
        except OutcomeUnknown:
            raise  # the claim stays until its lease ends; the next run first checks what exists
        except (Exception, KeyboardInterrupt) as cause:
            if self._local_transaction is None:
                _log.warning("process.unwinding", process=process_id, cause=type(cause).__name__)
                try:
                    saga.unwind(cause)
                finally:
                    self.runs.release(actor, process_id, until=until)
            raise
        # From here on nothing is undone: the workflow has ended, whether or not that can be recorded.
        if answer.is_final:
            stored = json.dumps(write_answer(answer, workflow.answers))
            self.run("finish", lambda: self.runs.finish(actor, process_id, stored, at=self._clock.now()))
        else:
            self.run("release", lambda: self.runs.release(actor, process_id, until=until))
        return answer

    def _note(self, workflow: Workflow[C, A], attempt_id: str, actor: Actor, requested: str, answer: A) -> None:
        """Records that this run is over, after which the process may be run again."""
        now = self._clock.now()
        stored = json.dumps(write_answer(answer, workflow.answers))
        self.runs.make_durable(actor, attempt_id, requested, workflow=workflow.name, at=now)
        self.runs.finish(actor, attempt_id, stored, at=now)
