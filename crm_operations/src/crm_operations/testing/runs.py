"""A run log in memory."""

from datetime import datetime
from typing import ClassVar

from crm_core.actor import Actor
from crm_core.values import Utc, Value
from crm_operations.process import Claim
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class Run(Value):
    """A process that was begun, and its final answer once there is one."""

    request_hash: str
    claimed_until: Utc
    answer: str | None = None


class FakeRunLog(RecordingFake):
    """A RunLog.

    Features: everything of RememberingFake; ``runs`` shows what is remembered, by tenant and process.
    """

    partner: ClassVar[str] = "runs"
    state_attributes: ClassVar[tuple[str, ...]] = ("runs",)

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self.runs: dict[tuple[str, str], Run] = {}

    @command
    def claim(self, actor: Actor, process_id: str, request_hash: str, *, at: datetime, until: datetime) -> Claim:
        known = self.runs.get((actor.tenant_id, process_id))
        if known is None or (known.answer is None and known.claimed_until < at):
            self.runs[actor.tenant_id, process_id] = Run(request_hash=request_hash, claimed_until=until)
            return Claim(granted=True, request_hash=request_hash)
        return Claim(granted=False, request_hash=known.request_hash, answer=known.answer)

    @command
    def finish(self, actor: Actor, process_id: str, answer: str, *, at: datetime) -> None:
        run = self.runs.get((actor.tenant_id, process_id))
        if run is not None and run.answer is None:
            self.runs[actor.tenant_id, process_id] = run.model_copy(update={"answer": answer})

    @query
    def answer(self, actor: Actor, process_id: str) -> str | None:
        run = self.runs.get((actor.tenant_id, process_id))
        return None if run is None else run.answer

    @command
    def release(self, actor: Actor, process_id: str, *, until: datetime) -> None:
        run = self.runs.get((actor.tenant_id, process_id))
        if run is not None and run.answer is None and run.claimed_until == until:
            del self.runs[actor.tenant_id, process_id]
