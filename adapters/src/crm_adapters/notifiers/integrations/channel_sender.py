"""Executes or undoes a run of the outbox by its integration, and stores the receipt."""

from crm_adapters.loops import text_of
from crm_adapters.notifiers.integrations.registry import IntegrationRegistry, IntegrationUnusable
from crm_adapters.notifiers.integrations.store import SqlIntegrationRuns
from crm_adapters.notifiers.integrations.values import Act, IntegrationTask, RunState, Work
from crm_core.clock import Clock
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.texts import fit
from crm_operations.providers import Receipt
from crm_operations.records import OutboxMessage

LONGEST_ERROR = 2_000
_TO_DO = (RunState.WAITING, RunState.FAILED)
_TO_UNDO = (RunState.COMPENSATING, RunState.COMPENSATION_FAILED)


class IntegrationChannelSender:
    """A ChannelSender. A run is executed once; after a lost answer it is executed again, with the same run id."""

    def __init__(self, runs: SqlIntegrationRuns, registry: IntegrationRegistry, clock: Clock, attempts: int) -> None:
        self._runs = runs
        self._registry = registry
        self._clock = clock
        self._attempts = attempts

    def __call__(self, message: OutboxMessage) -> None:
        task = IntegrationTask.model_validate_json(message.body)
        work = self._runs.work(message.tenant_id, task.run_id)
        if work is None:
            raise NotFound.because_unknown("run", task.run_id)
        if work.run.state not in (_TO_DO if task.act is Act.EXECUTE else _TO_UNDO):
            return
        attempt = message.attempts + 1
        try:
            receipt = self._act(message.tenant_id, work, task.act, attempt)
        except Exception as failure:
            is_final = isinstance(failure, Invalid | NotFound | Refused) or attempt >= self._attempts
            error = fit(text_of(failure), LONGEST_ERROR, lines=True)
            self._runs.failed(message.tenant_id, task.run_id, task.act, error, is_final=is_final)
            raise
        now = self._clock.now()
        if receipt is not None:
            self._runs.executed(message.tenant_id, task.run_id, receipt, now)
        else:
            self._runs.compensated(message.tenant_id, task.run_id, now)

    def _act(self, tenant_id: str, work: Work, act: Act, attempt: int) -> Receipt | None:
        """The receipt of what was done; None for what was undone."""
        integration = self._registry.named(work.run.integration)
        context = work.context(tenant_id, attempt)
        if act is Act.EXECUTE:
            receipt: object = integration.execute(context)  # a plugin may answer anything
            if not isinstance(receipt, Receipt):
                problem = f"it answered {type(receipt).__name__} instead of a receipt; what it did is not known"
                raise IntegrationUnusable.because_it_was_refused(work.run.integration, problem)
            return receipt
        if work.run.receipt is not None:
            integration.compensate(context, work.run.receipt)
        return None
