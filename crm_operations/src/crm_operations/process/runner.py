"""The interface a workflow is started through: in process by default, durable where the wiring says so."""

from typing import Protocol, Self, TypeVar

from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_core.values import Value
from crm_operations.process.ids import ProcessId
from crm_operations.process.outcome import Answer
from crm_operations.process.saga import Saga

A_co = TypeVar("A_co", bound=Answer, covariant=True)
C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


class Workflow(Protocol[C, A_co]):
    """A process by name. Between its steps there is only pure code: reads, the clock and new ids are steps too."""

    @property
    def name(self) -> str:
        """Unique among the workflows of an application."""
        ...

    @property
    def process(self) -> str:
        """What its process ids begin with; workflows of which only one may run at a time share it."""
        ...

    @property
    def command(self) -> type[C]:
        """The type of its request."""
        ...

    @property
    def answers(self) -> tuple[type[Value], ...]:
        """The types its steps and the workflow itself answer with, for a runner that stores answers.

        Plain texts, numbers and None need no naming.
        """
        ...

    def require_subject(self, actor: Actor, command: C) -> None:
        """Called before anything of a run is stored. Raises NotFound when the entity it is about does not exist."""
        ...

    def run(self, saga: Saga, actor: Actor, command: C) -> A_co:
        """Runs the steps through ``saga``, which undoes them when one raises. Raises what its steps raise."""
        ...


class NoQueue(Refused):
    @classmethod
    def because_workflows_run_in_process(cls) -> Self:
        return cls(
            "there is no queue: workflows run in the caller's process; set CRM_RUNNER=durable and start a worker", {}
        )


class ProcessRunner(Protocol):
    """Starts workflows under a business id, so that one process has at most one result."""

    def start(self, workflow: Workflow[C, A], process_id: ProcessId, actor: Actor, command: C) -> A:
        """Runs the workflow under its business id, or answers its earlier result.

        Raises what the workflow raises once everything it did is undone; CompensationFailed when that did not
        succeed; Conflict when the id already stands for another command.
        """
        ...

    def enqueue(self, workflow: Workflow[C, A], process_id: str, actor: Actor, command: C) -> str:
        """Leaves the process to a worker, and answers the id of its run; one under way or done is not run again.

        Raises NoQueue where workflows run in the caller's process; CompensationFailed and Conflict as
        ``start``.
        """
        ...
