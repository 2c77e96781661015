"""The port a recipe is started through: in process by default, durably where the wiring says so."""

from typing import Protocol, TypeVar

from crm_core.actor import Actor
from crm_core.values import Value
from crm_operations.process.outcome import Answer
from crm_operations.process.saga import Saga

C_contra = TypeVar("C_contra", bound=Value, contravariant=True)
A_co = TypeVar("A_co", bound=Answer, covariant=True)
C = TypeVar("C", bound=Value)
A = TypeVar("A", bound=Answer)


class Recipe(Protocol[C_contra, A_co]):
    """A process by name. Between its steps there is only pure code: reads, the clock and new ids are steps too."""

    @property
    def name(self) -> str: ...

    def run(self, saga: Saga, actor: Actor, command: C_contra) -> A_co: ...

    def read_answer(self, stored: str) -> A_co:
        """The answer from the JSON it was kept as."""
        ...


class ProcessRunner(Protocol):
    def start(self, recipe: Recipe[C, A], process_id: str, actor: Actor, command: C) -> A:
        """Runs the recipe under its business id, or answers what it answered before.

        Raises what the recipe raises once everything it did is undone; CompensationFailed when that did not succeed;
        Conflict when the id already stands for another command.
        """
        ...

    def forget(self, process_id: str, actor: Actor) -> None:
        """What the process settled was taken back by other means, so its id may be run anew."""
        ...
