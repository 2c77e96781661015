"""A queue of runs on the virtual clock: what is enqueued survives the process, and whoever comes next works it off.

It stands in for the durable engine, which has threads and a clock of its own and cannot be led by a seed; that one is
rehearsed by the crash tests and by chaos, with real processes that die.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.values import Value
from crm_operations.process import Answer, InProcessRunner, ProcessId, Workflow

C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


class Enqueued(NamedTuple):
    workflow: str
    process_id: str
    actor: Actor
    command: Value


class EnqueuedRuns:
    """A ProcessRunner over the one of whichever process is alive; ``serve`` names that one."""

    def __init__(self) -> None:
        self._waiting: dict[str, Enqueued] = {}
        self._runner: InProcessRunner
        self._workflows: Mapping[str, Workflow[Any, Any]] = {}

    def serve(self, crm: Crm) -> None:
        workflows = crm.container.workflows
        self._runner = workflows.in_process()
        self._workflows = {workflow.name: workflow for workflow in workflows.registered()}

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        return self._runner.start(workflow, process_id, actor, command)

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        workflow.require_subject(actor, command)
        self._waiting.setdefault(process_id, Enqueued(workflow.name, process_id, actor, command))
        return process_id

    @property
    def next(self) -> Enqueued | None:
        return next(iter(self._waiting.values()), None)

    def run(self, run: Enqueued) -> Answer:
        """Takes it off the queue unless the process dies over it. Raises what the workflow raises."""
        try:
            workflow = self._workflows[run.workflow]
            answer: Answer = self._runner.start(workflow, run.process_id, run.actor, run.command)
        except Exception:
            del self._waiting[run.process_id]
            raise
        del self._waiting[run.process_id]
        return answer
