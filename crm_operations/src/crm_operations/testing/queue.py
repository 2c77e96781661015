"""A queue in memory: enqueued processes wait until the test runs them."""

from collections.abc import Callable
from typing import TypeVar

from crm_core.actor import Actor
from crm_core.errors import CrmError
from crm_core.values import Value
from crm_operations.process import Answer, ProcessId, ProcessRunner, Workflow

C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


class QueueingRunner:
    """A ProcessRunner that starts workflows by another one, at once or from the queue.

    Features: ``waiting`` lists the ids of processes enqueued and not yet run, each once; ``work_off`` runs all of them
    and answers the outcome of each, by its id.
    """

    def __init__(self, runner: ProcessRunner) -> None:
        self._runner = runner
        self._enqueued: dict[str, Callable[[], Answer]] = {}

    @property
    def waiting(self) -> list[str]:
        return list(self._enqueued)

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        return self._runner.start(workflow, process_id, actor, command)

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        workflow.require_subject(actor, command)
        self._enqueued.setdefault(process_id, lambda: self._runner.start(workflow, process_id, actor, command))
        return process_id

    def work_off(self) -> dict[str, Answer | CrmError]:
        """Runs all in the order in which they were enqueued; a refusal is an outcome, and stops none of the others."""
        enqueued, self._enqueued = self._enqueued, {}
        return {run_id: _answer(run) for run_id, run in enqueued.items()}


def _answer(run: Callable[[], Answer]) -> Answer | CrmError:
    try:
        return run()
    except CrmError as refusal:
        return refusal
