"""Runs a recipe in the caller's thread: for tests, scripts and the embedded database."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Protocol, Self, TypeVar

import structlog
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_exponential_jitter

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.errors import ChangedMeanwhile, Conflict, Unavailable
from crm_core.values import Value
from crm_operations.process.outcome import Answer
from crm_operations.process.runner import Recipe
from crm_operations.process.saga import OutcomeUnknown, Saga
from crm_operations.settings import RetrySettings

T = TypeVar("T")
C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)

_log = structlog.get_logger(__name__)


class SameProcessOtherCommand(Conflict):
    @classmethod
    def because_answered_otherwise(cls, process_id: str) -> Self:
        return cls(
            "{process} was already asked with other details; ask with the same, or leave the details out",
            {"process": process_id},
        )


class RunBusy(Unavailable):
    @classmethod
    def because_others_run_it(cls, process_id: str) -> Self:
        return cls("{process} is being run by somebody else; ask again in a moment", {"process": process_id})


class Claim(Value):
    """The right to run a process, or what is already known of it."""

    granted: bool
    request_hash: str
    answer: str | None = None


class RunLog(Protocol):
    """Remembers which business ids were run, by what command, with which final answer."""

    def claim(self, actor: Actor, process_id: str, request_hash: str, *, at: datetime, until: datetime) -> Claim:
        """Granted to exactly one at a time; a claim that outlived ``until`` may be taken over."""
        ...

    def finish(self, actor: Actor, process_id: str, answer: str, *, at: datetime) -> None:
        """The first final answer stands, even if a run that was taken over comes home later."""
        ...

    def release(self, actor: Actor, process_id: str) -> None:
        """The run did not come to a final answer: anybody may start it again."""
        ...

    def forget(self, actor: Actor, process_id: str) -> None:
        """Even a final answer no longer stands."""
        ...


class Together(Protocol):
    """One transaction around a whole recipe, possible where every partner lives in our own database."""

    def __call__(self, actor: Actor) -> AbstractContextManager[None]: ...


class InProcessRunner:
    """Each step commits by itself, and a failure is undone step by step.

    With ``together`` the whole recipe is one commit, and rolling that back is the undo of every step at once.
    """

    def __init__(
        self, runs: RunLog, clock: Clock, settings: RetrySettings | None = None, together: Together | None = None
    ) -> None:
        self._runs = runs
        self._clock = clock
        self._settings = settings or RetrySettings()
        self._together = together
        self._repeating = Retrying(
            retry=retry_if_exception_type((Unavailable, ChangedMeanwhile)),
            stop=stop_after_attempt(self._settings.attempts),
            wait=wait_exponential_jitter(
                multiplier=self._settings.initial_seconds,
                max=self._settings.maximum_seconds,
                jitter=self._settings.initial_seconds,
            ),
            reraise=True,
        )
        """Again, with growing pauses, when somebody did not answer or was faster; a refusal is final."""
        self._waiting = Retrying(
            retry=retry_if_exception_type(RunBusy),
            stop=stop_after_delay(self._settings.run_lease_seconds),
            wait=wait_exponential_jitter(multiplier=0.01, max=0.25, jitter=0.01),
            reraise=True,
        )
        """For whoever runs the same process, at most as long as their claim lasts."""

    def start(self, recipe: Recipe[C, A], process_id: str, actor: Actor, command: C) -> A:
        if self._together is None:
            return self._waiting(lambda: self._run(recipe, process_id, actor, command))
        return self._repeating(lambda: self._run(recipe, process_id, actor, command))

    def forget(self, process_id: str, actor: Actor) -> None:
        self._runs.forget(actor, process_id)

    def run(self, name: str, action: Callable[[], T]) -> T:  # noqa: ARG002  a durable runner files answers under it
        if self._together is not None:
            return action()
        return self._repeating(action)

    def _run(self, recipe: Recipe[C, A], process_id: str, actor: Actor, command: C) -> A:
        request_hash = hashlib.sha256(command.model_dump_json().encode()).hexdigest()
        with self._together(actor) if self._together else nullcontext():
            now = self._clock.now()
            until = now + timedelta(seconds=self._settings.run_lease_seconds)
            claim = self._runs.claim(actor, process_id, request_hash, at=now, until=until)
            if claim.request_hash != request_hash:
                raise SameProcessOtherCommand.because_answered_otherwise(process_id)
            if claim.answer is not None:
                return recipe.read_answer(claim.answer)
            if not claim.granted:
                raise RunBusy.because_others_run_it(process_id)
            return self._walk(recipe, process_id, actor, command)

    def _walk(self, recipe: Recipe[C, A], process_id: str, actor: Actor, command: C) -> A:
        saga = Saga(process_id, self)
        try:
            answer = recipe.run(saga, actor, command)
        except OutcomeUnknown:
            raise  # the claim stays until its lease ends: whoever runs the process next looks first what is there
        except (Exception, KeyboardInterrupt) as cause:
            if self._together is None:
                _log.warning("process.unwinding", process=process_id, cause=type(cause).__name__)
                try:
                    saga.unwind(cause)
                finally:
                    self._runs.release(actor, process_id)
            raise
        # From here on nothing is undone: the recipe has reached its end, whether or not that can be noted.
        if answer.is_final:
            stored = answer.model_dump_json()
            self.run("finish", lambda: self._runs.finish(actor, process_id, stored, at=self._clock.now()))
        else:
            self.run("release", lambda: self._runs.release(actor, process_id))
        return answer
