"""The coordinator of integrations: what can be done outside, what was, and taking it back."""

from collections.abc import Mapping, Sequence

from crm_adapters.notifiers.integrations.registry import IntegrationRegistry
from crm_adapters.notifiers.integrations.store import SqlIntegrationRuns
from crm_adapters.notifiers.integrations.values import IntegrationRun, Known, RunState, Work
from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import NotFound
from crm_core.identity import EntityRef, NewId
from crm_core.vocabulary import Id, Json, Key, Limit, Name
from crm_operations.operation import acts, reads


class Integrations:
    """What is done in systems outside: asked for here, carried out by the relay, and taken back.

    Each method raises NotPermitted; those that name a run raise NotFound.
    """

    def __init__(self, registry: IntegrationRegistry, runs: SqlIntegrationRuns, clock: Clock, new_id: NewId) -> None:
        self._registry = registry
        self._runs = runs
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.INTEGRATION_READ)
    def known(self, actor: Actor) -> Sequence[Known]:  # noqa: ARG002  the declaration asks whether they may
        """Those there are; of those that cannot be used, why."""
        return self._registry.known()

    @acts(Permission.INTEGRATION_RUN)
    def enqueue(
        self,
        actor: Actor,
        name: Key,
        config: Mapping[Name, Json],
        data: Mapping[Name, Json] | None = None,
        *,
        run_id: Id | None = None,
        subject: EntityRef | None = None,
    ) -> IntegrationRun:
        """To be executed once for a ``run_id``, in the commit around it if there is one.

        Raises IntegrationUnusable, Invalid for a config that cannot work, RunTaken.
        """
        self._registry.named(name).check(config)
        run = IntegrationRun(
            id=run_id or self._new_id(),
            integration=name,
            subject=subject,
            state=RunState.WAITING,
            user_id=actor.user_id,
            requested_at=self._clock.now(),
        )
        return self._runs.enqueue(actor.tenant_id, Work(run=run, config=dict(config), data=dict(data or {})))

    @reads(Permission.INTEGRATION_READ)
    def show(self, actor: Actor, run_id: Id) -> IntegrationRun:
        """Raises NotFound."""
        run = self._runs.find(actor.tenant_id, run_id)
        if run is None:
            raise NotFound.because_unknown("run", run_id)
        return run

    @reads(Permission.INTEGRATION_READ)
    def runs(self, actor: Actor, *, limit: Limit = 50) -> Sequence[IntegrationRun]:
        """Newest first."""
        return self._runs.latest(actor.tenant_id, limit)

    @acts(Permission.INTEGRATION_RUN)
    def compensate(self, actor: Actor, run_id: Id) -> IntegrationRun:
        """What waits is withdrawn, what was done is undone by the relay; asked again, nothing more. Raises NotFound."""
        return self._runs.take_back(actor.tenant_id, run_id, self._clock.now())
