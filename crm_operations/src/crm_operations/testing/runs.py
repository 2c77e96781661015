"""A run log in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from crm_core.actor import Actor
from crm_core.values import Utc, Value
from crm_operations.process import Claim, FinishedRun
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class Run(Value):
    """A process that was started or left to the durable engine, and its final answer once there is one."""

    workflow: str
    user_id: str
    request_hash: str
    claimed_at: Utc
    claimed_until: Utc | None
    finished_at: Utc | None = None
    answer: str | None = None
    is_durable: bool = False


class FakeRunLog(RecordingFake):
    """A RunLog.

    Features: everything of RecordingFake; ``runs`` has what is stored, by tenant and process.
    """

    partner: ClassVar[str] = "runs"
    state_attributes: ClassVar[tuple[str, ...]] = ("runs",)

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self.runs: dict[tuple[str, str], Run] = {}

    @command
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
        known = self.runs.get((actor.tenant_id, process_id))
        if known is not None:
            is_held = known.claimed_until is not None and known.claimed_until >= at
            if known.answer is not None or is_held or (durable is False and known.is_durable):
                return _not_granted(known)
        is_durable = durable is True or (known is not None and known.is_durable)
        self.runs[actor.tenant_id, process_id] = Run(
            workflow=workflow,
            user_id=actor.user_id,
            request_hash=request_hash,
            claimed_at=at,
            claimed_until=until,
            is_durable=is_durable,
        )
        return Claim(granted=True, request_hash=request_hash, is_durable=is_durable)

    @command
    def make_durable(self, actor: Actor, process_id: str, request_hash: str, *, workflow: str, at: datetime) -> Claim:
        known = self.runs.get((actor.tenant_id, process_id)) or Run(
            workflow=workflow, user_id=actor.user_id, request_hash=request_hash, claimed_at=at, claimed_until=None
        )
        if known.answer is None:
            known = known.model_copy(update={"is_durable": True})
        self.runs[actor.tenant_id, process_id] = known
        return _not_granted(known)

    @command
    def finish(self, actor: Actor, process_id: str, answer: str, *, at: datetime) -> None:
        run = self.runs.get((actor.tenant_id, process_id))
        if run is not None and run.answer is None:
            finished = run.model_copy(update={"answer": answer, "finished_at": at})
            self.runs[actor.tenant_id, process_id] = finished

    @query
    def answer(self, actor: Actor, process_id: str) -> str | None:
        run = self.runs.get((actor.tenant_id, process_id))
        return None if run is None else run.answer

    @command
    def release(self, actor: Actor, process_id: str, *, until: datetime) -> None:
        run = self.runs.get((actor.tenant_id, process_id))
        if run is None or run.answer is not None or run.claimed_until != until:
            return
        if run.is_durable:
            self.runs[actor.tenant_id, process_id] = run.model_copy(update={"claimed_until": None})
        else:
            del self.runs[actor.tenant_id, process_id]

    @query
    def finished_runs(
        self,
        actor: Actor,
        *,
        process_ids: Collection[str] | None = None,
        about: Sequence[str] | None = None,
        workflow: str | None = None,
        limit: int | None = None,
    ) -> Sequence[FinishedRun]:
        found = [
            FinishedRun(
                process_id=process_id,
                workflow=run.workflow,
                user_id=run.user_id,
                claimed_at=run.claimed_at,
                finished_at=run.finished_at,
                answer=run.answer,
            )
            for (tenant_id, process_id), run in self.runs.items()
            if tenant_id == actor.tenant_id
            and not run.is_durable
            and run.answer is not None
            and run.finished_at is not None
            and (process_ids is None or process_id in process_ids)
            and (about is None or any(process_id == each or process_id.startswith(f"{each}:") for each in about))
            and workflow in {None, run.workflow}
        ]
        return sorted(found, key=lambda run: run.claimed_at, reverse=True)[:limit]


def _not_granted(run: Run) -> Claim:
    return Claim(granted=False, request_hash=run.request_hash, answer=run.answer, is_durable=run.is_durable)
