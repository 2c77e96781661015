"""Runners for tests of a workflow: which steps it takes, and what remains when it fails right after one of them.

The rule to test: for every step with an undo, a failure right after it leaves everything as it was.
"""

from collections.abc import Callable, Sequence
from typing import Self, TypeVar

from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_core.values import Value
from crm_operations.process import Answer, ProcessId, ProcessRunner, Saga, Workflow

T = TypeVar("T")
C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


class BrokenOff(Refused):
    """The error that interrupts a workflow; a refusal, so that nothing retries it."""

    @classmethod
    def right_after(cls, step: str) -> Self:
        return cls("broken off right after {step!r}", {"step": step})


class CompletedStep(Value):
    name: str
    has_undo: bool


class WatchingRunner:
    """A ProcessRunner that runs workflows by another one, and records their steps.

    Features: ``steps`` lists the steps of the latest run in order; ``undoable`` names those with an undo.
    """

    def __init__(self, runner: ProcessRunner) -> None:
        self._runner = runner
        self.steps: list[CompletedStep] = []

    @property
    def undoable(self) -> Sequence[str]:
        return [step.name for step in self.steps if step.has_undo]

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        self.steps = []
        return self._runner.start(_Watched(workflow, self.steps, None), process_id, actor, command)

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        return self._runner.enqueue(workflow, process_id, actor, command)


class FailingRunner:
    """A ProcessRunner that makes a workflow fail as soon as the named step has succeeded and its undo is registered.

    Features: raises BrokenOff once everything is undone; a run that never reaches the step raises AssertionError, so
    that no test goes on passing when a step is renamed.
    """

    def __init__(self, runner: ProcessRunner, *, after: str) -> None:
        self._runner = runner
        self._after = after

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        steps: list[CompletedStep] = []
        self._runner.start(_Watched(workflow, steps, self._after), process_id, actor, command)
        completed = ", ".join(step.name for step in steps) or "none"
        raise AssertionError(f"{workflow.name} never came to the step {self._after!r}; its steps: {completed}")

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        return self._runner.enqueue(workflow, process_id, actor, command)


class _Watched(Workflow[C, A]):
    def __init__(self, workflow: Workflow[C, A], steps: list[CompletedStep], break_after: str | None) -> None:
        self._workflow = workflow
        self._steps = steps
        self._break_after = break_after

    @property
    def name(self) -> str:
        return self._workflow.name

    @property
    def process(self) -> str:
        return self._workflow.process

    @property
    def command(self) -> type[C]:
        return self._workflow.command

    @property
    def answers(self) -> tuple[type[Value], ...]:
        return self._workflow.answers

    def require_subject(self, actor: Actor, command: C) -> None:
        self._workflow.require_subject(actor, command)

    def run(self, saga: Saga, actor: Actor, command: C) -> A:
        return self._workflow.run(_WatchedSaga(saga, self._steps, self._break_after), actor, command)


class _WatchedSaga(Saga):
    """Passes every call to the saga it watches, which has the undos."""

    def __init__(self, saga: Saga, steps: list[CompletedStep], break_after: str | None) -> None:
        super().__init__(saga.process_id, _NoRunner())
        self._saga = saga
        self._steps = steps
        self._break_after = break_after

    def step(
        self,
        name: str,
        do: Callable[[], T],
        undo: Callable[[T], None] | None = None,
        *,
        on_unknown: Callable[[], None] | None = None,
    ) -> T:
        answer = self._saga.step(name, do, undo, on_unknown=on_unknown)
        self._steps.append(CompletedStep(name=name, has_undo=undo is not None))
        if name == self._break_after:
            raise BrokenOff.right_after(name)
        return answer

    def commit_step(self, name: str, do: Callable[[], T]) -> T:
        answer = self._saga.commit_step(name, do)
        self._steps.append(CompletedStep(name=name, has_undo=False))
        return answer

    def key(self, step: str) -> str:
        return self._saga.key(step)

    def unwind(self, cause: BaseException) -> None:
        self._saga.unwind(cause)


class _NoRunner:
    def run(self, name: str, action: Callable[[], T]) -> T:
        raise AssertionError(f"the step {name!r} went past the saga that is watched")

    def commit_step(self, name: str, action: Callable[[], T]) -> T:
        return self.run(name, action)
