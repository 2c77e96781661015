"""A batch of leads routed by a worker, in one commit: when its run is repeated, it is done or not begun."""

import hashlib

from crm_core.actor import Actor
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id, Total
from crm_operations.lead_routing.requests import BulkRouting, RoutingAnswer
from crm_operations.lead_routing.session import RoutingTask
from crm_operations.lead_routing.transaction import RoutingTransaction
from crm_operations.process import NonFinal, Saga, encoded, process_id


class RouteBatch(Value):
    """Routes those of these leads that have no owner when they are reached."""

    lead_ids: tuple[Id, ...]


class BatchRouted(NonFinal):
    """The answer of each lead; not final, since a queued lead may be assigned by a later run."""

    answers: tuple[RoutingAnswer, ...]

    @property
    def figures(self) -> BulkRouting:
        """The figures of its answers."""
        return BulkRouting.of(self.answers)


class EnqueuedBatch(Value):
    """A batch enqueued for a worker, with the id of its run."""

    run_id: AnyText
    leads: Total


class RouteBatchWorkflow:
    """settle."""

    name = process = "lead-routing"
    command = RouteBatch
    answers = (BatchRouted,)

    def __init__(self, transaction: RoutingTransaction) -> None:
        self._transaction = transaction

    def require_subject(self, actor: Actor, command: RouteBatch) -> None:
        """Not checked, since a batch skips leads it does not find."""

    def run(self, saga: Saga, actor: Actor, command: RouteBatch) -> BatchRouted:
        """One commit for the whole batch. Raises Conflict, Unavailable."""
        return saga.commit_step("route leads", lambda: self._routed(actor, command))

    def process_id(self, actor: Actor, command: RouteBatch) -> str:
        """The same for the same leads, so that a batch that waits in the queue is not put there twice."""
        digest = hashlib.sha256(" ".join(map(encoded, command.lead_ids)).encode()).hexdigest()
        return process_id(self.process, actor.tenant_id, digest[:32])

    def _routed(self, actor: Actor, command: RouteBatch) -> BatchRouted:
        tasks = [RoutingTask(lead_id) for lead_id in dict.fromkeys(command.lead_ids)]
        return BatchRouted(answers=tuple(self._transaction.many(actor, tasks)))
