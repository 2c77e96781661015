"""A batch of historic deals, replayed in one commit, here or by a worker; a repetition changes nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Self

from crm_adapters.identifiers import new_id
from crm_adapters.replay.coordinators import ReplayCoordinators
from crm_adapters.replay.data_set import HistoricDeal
from crm_adapters.replay.deal_replay import BEGINS, DealReplay
from crm_adapters.storage import SqlRecords
from crm_adapters.system_clock import SystemClock
from crm_adapters.virtual_clock import VirtualClock
from crm_core.actor import Actor, Permission
from crm_core.values import Value
from crm_operations.process import NonFinal, Saga, process_id


class ReplayBatch(Value):
    """Deals of a data set that begins on that day; ``customers`` are the ids by the names of their accounts."""

    deals: tuple[HistoricDeal, ...]
    customers: Mapping[str, str]
    begins_on: date

    def one_by_one(self) -> Iterator[Self]:
        """Batches of one deal each, for when a deal is refused, so that only that one is left out."""
        return (self.model_copy(update={"deals": (deal,)}) for deal in self.deals)


class BatchReplayed(NonFinal):
    """Not final: a repeated request compares every deal with its row again."""

    deals: int


class ReplayBatchWorkflow:
    """settle."""

    name = process = "deal-replay"
    command = ReplayBatch
    answers = (BatchReplayed,)

    def __init__(self, open_coordinators: Callable[[VirtualClock], ReplayCoordinators]) -> None:
        """``open_coordinators`` opens them on a clock of that run alone, since a worker runs many at a time."""
        self._open_coordinators = open_coordinators

    def require_subject(self, actor: Actor, command: ReplayBatch) -> None:
        """A batch is about what it finds."""

    def run(self, saga: Saga, actor: Actor, command: ReplayBatch) -> BatchReplayed:
        return saga.commit_step("replay deals", lambda: self._replayed(actor, command))

    def process_id(self, actor: Actor, command: ReplayBatch) -> str:
        """The same for the same rows, so that a batch that waits in the queue is not put there twice."""
        digest = hashlib.sha256(command.model_dump_json().encode()).hexdigest()
        return process_id(self.process, actor.tenant_id, digest[:32])

    def _replayed(self, actor: Actor, command: ReplayBatch) -> BatchReplayed:
        actor.require(Permission.SETTINGS_CHANGE)
        clock = VirtualClock(datetime.combine(command.begins_on, BEGINS, tzinfo=UTC))
        play_batch(self._open_coordinators(clock), clock, actor, command, SystemClock().now())
        return BatchReplayed(deals=len(command.deals))


def play_batch(
    coordinators: ReplayCoordinators, clock: VirtualClock, actor: Actor, batch: ReplayBatch, now: datetime
) -> None:
    """Replays all deals of the batch or, when one is refused, none. Raises what the coordinators raise."""
    one_deal = DealReplay(coordinators, clock, actor, batch.begins_on, batch.customers, now)
    with coordinators.database.local_transaction(actor.tenant_id):
        with SqlRecords(coordinators.database, clock, new_id).writing(actor) as work:
            # A tenant's batches run one at a time: each draws numbers of several years, in its own order,
            # and two of them would deadlock.
            work.routing.lock_turns()
        for deal in batch.deals:
            one_deal.play(deal)
