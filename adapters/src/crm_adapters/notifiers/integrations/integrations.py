"""The coordinator of integrations: which are installed, their runs, and undoing a run."""

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
    """Actions in other systems: enqueued here, executed and undone by the relay. Each method raises NotPermitted."""

    def __init__(self, registry: IntegrationRegistry, runs: SqlIntegrationRuns, clock: Clock, new_id: NewId) -> None:
        self._registry = registry
        self._runs = runs
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.INTEGRATION_READ)
    def known(self, actor: Actor) -> Sequence[Known]:  # noqa: ARG002  the declaration asks whether they may
        """The installed integrations; for an unusable one, the reason."""
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
        """Executed once for a ``run_id``; part of the enclosing transaction if there is one.

        Raises IntegrationUnusable, Invalid for a configuration that cannot work, RunTaken.
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
        """Show one of them: whether it was done, its receipt, or why not. Raises NotFound."""
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
        """Take it back: what waits is withdrawn, what was done is undone or corrected by the relay.

        A second call changes nothing.
        Raises NotFound.
        """
        return self._runs.take_back(actor.tenant_id, run_id, self._clock.now())
