"""Runs the steps of one workflow, each once: its answer is stored, and answered again when the workflow is resumed."""

from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from dbos import DBOS
from tenacity import Retrying, retry_if_exception_type, wait_exponential_jitter

from crm_adapters.storage import DatabaseOfAnotherRelease
from crm_core.errors import Refused, Unavailable
from crm_core.values import Value
from crm_operations.process import UNDO, ProcessWatch, Stored, read_answer, read_error, write_answer, write_error
from crm_operations.settings import RetrySettings

T = TypeVar("T")


class ProcessCancelled(Refused):
    @classmethod
    def because_asked_to(cls, by: str) -> Self:
        return cls("cancelled by {by}; what had been done is undone", {"by": by})


class LeftToOthers(SystemExit):
    """Interrupts a run like the end of the process: nothing is undone, and a worker of a newer release continues it.

    Its ``__cause__`` is the reason.
    """


class DurableSteps:
    """A StepRunner over DBOS.

    ``cancelled_by`` stops a workflow that is under way: the first step without a stored answer may have happened, so it
    runs once more to learn its answer; the step after it does not start, and everything is undone.
    """

    def __init__(
        self,
        types: Sequence[type[Value]],
        repeating: Retrying,
        settings: RetrySettings,
        watch: ProcessWatch,
        *,
        cancelled_by: str | None = None,
    ) -> None:
        self._types = types
        self._repeating = repeating
        self._settings = settings
        self._watch = watch
        self._cancelled_by = cancelled_by
        self._uncertainty_is_over = False

    def run(self, name: str, action: Callable[[], T]) -> T:
        return self._recorded(name, lambda: self._repeating(action))

    def commit_step(self, name: str, action: Callable[[], T]) -> T:
        """Repeats until it is known whether it committed: the step finds its own result, and nothing is undone."""
        until_known = Retrying(
            retry=retry_if_exception_type(Unavailable),
            wait=wait_exponential_jitter(multiplier=self._settings.initial_seconds, max=self._settings.maximum_seconds),
        )
        return self._recorded(name, lambda: until_known(lambda: self._repeating(action)))

    def _recorded(self, name: str, action: Callable[[], T]) -> T:
        raised: list[Exception] = []

        def once() -> Stored:
            try:
                self._stop_if_cancelled(name)
                with self._watch.step(name):
                    stored = write_answer(action(), self._types)
            except DatabaseOfAnotherRelease as refusal:
                raise LeftToOthers from refusal
            except Exception as error:  # noqa: BLE001  a failure is an answer too, and is told again the same
                raised.append(error)
                stored = write_error(error)
            return {**stored, "attempts": self._repeating.statistics.get("attempt_number", 1)}

        stored: dict[str, Any] = DBOS.run_step({"name": name}, once)
        if "error" in stored:
            raise raised[0] if raised else read_error(stored)
        answer: T = read_answer(stored, self._types)
        return answer

    def _stop_if_cancelled(self, name: str) -> None:
        if self._cancelled_by is None or name.startswith(UNDO):
            return
        if self._uncertainty_is_over:
            raise ProcessCancelled.because_asked_to(self._cancelled_by)
        self._uncertainty_is_over = True
