"""The run log: business ids, each claimed by one runner at a time or left to the durable engine."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from crm_core.actor import Actor
from crm_core.errors import Conflict, Unavailable
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText


class SameProcessOtherCommand(Conflict):
    @classmethod
    def because_answered_otherwise(cls, process_id: str) -> Self:
        return cls(
            "{process} was already asked with other details; ask with the same, or leave the details out",
            {"process": process_id},
        )


class RunsDurably(Conflict):
    @classmethod
    def because_it_was_left_to_the_engine(cls, process_id: str) -> Self:
        return cls("{process} was left to the durable engine, which knows how it stands", {"process": process_id})


class RunBusy(Unavailable):
    @classmethod
    def because_others_run_it(cls, process_id: str) -> Self:
        return cls("{process} is being run by somebody else; ask again in a moment", {"process": process_id})


class Attempt(NamedTuple):
    """One run of a process, by an id of its own; ``again`` if repeated: then its stored answer counts, final or not."""

    id: str
    again: bool


class Claim(Value):
    """The answer to a claim: whether the process may be run now, and what is stored of it.

    ``is_durable``: it is the durable engine's, which also has its runs without a final answer.
    """

    granted: bool
    request_hash: AnyText
    answer: AnyText | None = None
    is_durable: bool = False


class FinishedRun(Value):
    """A process that came to its final answer without the durable engine; ``answer`` is JSON."""

    process_id: AnyText
    workflow: AnyText
    user_id: AnyText
    claimed_at: Utc
    finished_at: Utc
    answer: AnyText


class RunLog(Protocol):
    """Stores which business ids were run, by which command, and their final answers."""

    def claim(
        self,
        actor: Actor,
        process_id: str,
        request_hash: str,
        *,
        workflow: str,
        at: datetime,
        until: datetime,
        durable: bool | None = None,
    ) -> Claim:
        """Granted to one caller at a time; a claim older than its ``until`` may be taken over.

        ``durable`` is the claimant: True for the durable engine, whose process it is from then on; False for a call,
        which is refused for a process of that engine; None where there is no engine.
        """
        ...

    def make_durable(self, actor: Actor, process_id: str, request_hash: str, *, workflow: str, at: datetime) -> Claim:
        """Marks the process as the durable engine's, unless it has a final answer; the claim is never granted."""
        ...

    def finish(self, actor: Actor, process_id: str, answer: str, *, at: datetime) -> None:
        """The first final answer stays, even if a run that was taken over finishes later."""
        ...

    def answer(self, actor: Actor, process_id: str) -> str | None:
        """The final answer as JSON; None while there is none."""
        ...

    def release(self, actor: Actor, process_id: str, *, until: datetime) -> None:
        """Ends the claim that lasts until then without a final answer, so that anybody may start the process again.

        A claim that was taken over meanwhile belongs to another run, and stays. What is durable stays so.
        """
        ...

    def finished_runs(
        self,
        actor: Actor,
        *,
        process_ids: Collection[str] | None = None,
        about: Sequence[str] | None = None,
        workflow: str | None = None,
        limit: int | None = None,
    ) -> Sequence[FinishedRun]:
        """Finished runs that are not the durable engine's, the latest claimed first.

        ``about`` has process ids; it also matches ids that continue one of them after a colon.
        """
        ...
