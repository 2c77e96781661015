"""Steps with their undo: a workflow completes, or undoes what it did (BUS-CRMOP-0013, BR-004)."""

from collections.abc import Callable
from typing import Protocol, Self, TypeVar

from crm_core.errors import Refused, Unavailable

T = TypeVar("T")

UNDO = "undo "
"""What the name of a step that takes another one back begins with."""


class StepRunner(Protocol):
    """Runs one named step: at least once, and never again once its answer is stored."""

    def run(self, name: str, action: Callable[[], T]) -> T:
        """The action's answer, or the stored one. Raises what the action raises; Unavailable after the last attempt."""
        ...

    def commit_step(self, name: str, action: Callable[[], T]) -> T:
        """The step past which nothing is undone. Raises OutcomeUnknown when its answer is lost."""
        ...


class OutcomeUnknown(Unavailable):
    """The commit step may have happened, so nothing is undone; the same command again finds out."""

    @classmethod
    def because_the_answer_was_lost(cls, step: str, cause: Unavailable) -> Self:
        return cls(
            "whether {step!r} happened is not known: {cause}; ask again in a moment",
            {"step": step, "cause": str(cause)},
        )


class CompensationFailed(Refused):
    """A person has to act: ``facts`` name the steps that are undone, and those that are not."""

    @classmethod
    def because_undo_failed(cls, cause: BaseException, undone: list[str], not_undone: dict[str, str]) -> Self:
        return cls(
            "after {cause} these steps could not be undone: {not_undone}; undone: {undone}",
            {"cause": _text_of(cause), "not_undone": not_undone, "undone": undone},
        )


class Saga:
    """Runs each step through the runner, and the undo of each when a later step fails."""

    def __init__(self, process_id: str, runner: StepRunner) -> None:
        self.process_id = process_id
        self._runner = runner
        self._undos: list[tuple[str, Callable[[], None]]] = []

    def step(
        self,
        name: str,
        do: Callable[[], T],
        undo: Callable[[T], None] | None = None,
        *,
        on_unknown: Callable[[], None] | None = None,
    ) -> T:
        """Runs one local transaction or one remote call; ``undo`` receives its answer.

        ``on_unknown`` undoes what may have happened when the answer is lost. Raises what ``do`` raises.
        """
        try:
            answer = self._runner.run(name, do)
        except Unavailable:
            if on_unknown is not None:
                self._undos.append((name, on_unknown))
            raise
        if undo is not None:
            self._undos.append((name, lambda: undo(answer)))
        return answer

    def commit_step(self, name: str, do: Callable[[], T]) -> T:
        """The one local commit a workflow ends in: past it nothing is undone, so a lost answer must not undo either.

        Raises OutcomeUnknown when the database did not say whether it committed.
        """
        return self._runner.commit_step(name, do)

    def key(self, step: str) -> str:
        """The idempotency key of a creating call: the same each time this process runs this step."""
        return f"{self.process_id}/{step}"

    def unwind(self, cause: BaseException) -> None:
        """Undoes the finished steps, last first, and continues after a failing undo. Raises CompensationFailed."""
        undone: list[str] = []
        not_undone: dict[str, str] = {}
        while self._undos:
            name, undo = self._undos.pop()
            try:
                self._runner.run(f"{UNDO}{name}", undo)
                undone.append(name)
            except Exception as failure:  # noqa: BLE001  whatever it is, the other undos still run
                not_undone[name] = _text_of(failure)
        if not_undone:
            raise CompensationFailed.because_undo_failed(cause, undone, not_undone) from cause


def _text_of(error: BaseException) -> str:
    return str(error) or type(error).__name__
