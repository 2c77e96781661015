"""Units of work on SQL: one transaction, one actor, one tenant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from crm_adapters.storage.analytics.approvals import SqlApprovalFigures
from crm_adapters.storage.analytics.forecasts import SqlForecastFigures
from crm_adapters.storage.analytics.service_levels import SqlSlaFigures
from crm_adapters.storage.analytics.sold import SqlPerformanceFigures
from crm_adapters.storage.entities import (
    SqlActivities,
    SqlApprovals,
    SqlCurrencyRates,
    SqlDelegations,
    SqlJourneys,
    SqlLeads,
    SqlOpportunities,
    SqlPipelines,
    SqlSources,
)
from crm_adapters.storage.entities.calendars import SqlWorkingCalendars
from crm_adapters.storage.entities.commissions import SqlCommissionPeriods, SqlCommissionPlans
from crm_adapters.storage.entities.custom_fields import SqlCustomFields
from crm_adapters.storage.entities.escalations import SqlEscalations
from crm_adapters.storage.entities.forecasts import SqlForecastSnapshots, SqlForecastSubmissions
from crm_adapters.storage.entities.quotas import SqlQuotas
from crm_adapters.storage.entities.quotation_versions import SqlQuotationVersions
from crm_adapters.storage.entities.scoring_models import SqlScoringModels
from crm_adapters.storage.entities.service_levels import SqlSlaClocks, SqlSlaPolicies
from crm_adapters.storage.entities.splits import SqlSplits
from crm_adapters.storage.kernel.configuration_cache import ConfigurationCache
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.write_list import WriteList
from crm_adapters.storage.records.commission_entries import SqlCommissionEntries
from crm_adapters.storage.records.credits import SqlCredits
from crm_adapters.storage.records.decisions import SqlDecisions
from crm_adapters.storage.records.history import SqlHistory
from crm_adapters.storage.records.import_lines import SqlImportLines
from crm_adapters.storage.records.numbers import SqlNumbers
from crm_adapters.storage.records.outbox import SqlOutbox
from crm_adapters.storage.records.policies import CommittedPolicies, SqlPolicies
from crm_adapters.storage.routing.routable_leads import SqlRoutableLeads
from crm_adapters.storage.routing.store import SqlRoutingStore
from crm_adapters.storage.timers.store import SqlTimers
from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.custom_fields import CustomField, FieldOwner
from crm_core.identity import NewId
from crm_operations.records import Follower, Origin, Stores, entity_stores, follow_all, store


class SqlUnitOfWork(Stores, base=SqlEntityStore):
    """A store of its own is one line, the others are derived; the registries of entities follow from all."""

    leads = store(SqlLeads)
    scoring_models = store(SqlScoringModels)
    opportunities = store(SqlOpportunities)
    pipelines = store(SqlPipelines)
    activities = store(SqlActivities)
    journeys = store(SqlJourneys)
    sources = store(SqlSources)
    custom_fields = store(SqlCustomFields)
    delegations = store(SqlDelegations)
    approvals = store(SqlApprovals)
    currency_rates = store(SqlCurrencyRates)
    working_calendars = store(SqlWorkingCalendars)
    sla_policies = store(SqlSlaPolicies)
    sla_clocks = store(SqlSlaClocks)
    escalations = store(SqlEscalations)
    approval_figures = store(SqlApprovalFigures)
    sla_figures = store(SqlSlaFigures)
    credits = store(SqlCredits)
    quotation_versions = store(SqlQuotationVersions)
    splits = store(SqlSplits)
    performance_figures = store(SqlPerformanceFigures)
    quotas = store(SqlQuotas)
    commission_plans = store(SqlCommissionPlans)
    commission_periods = store(SqlCommissionPeriods)
    commission_entries = store(SqlCommissionEntries)
    forecast_submissions = store(SqlForecastSubmissions)
    forecast_snapshots = store(SqlForecastSnapshots)
    forecast_figures = store(SqlForecastFigures)
    import_lines = store(SqlImportLines)
    numbers = store(SqlNumbers)
    routing = store(SqlRoutingStore)
    routable_leads = store(SqlRoutableLeads)
    timers = store(SqlTimers)

    def __init__(
        self,
        writes: WriteList,
        configuration_cache: ConfigurationCache,
        actor: Actor,
        clock: Clock,
        new_id: NewId,
        committed: CommittedPolicies,
        followers: Sequence[Follower],
        batch: str | None,
    ) -> None:
        self.actor = actor
        origin = None if batch is None else Origin(batch, clock.now())
        self.session = Session(writes, configuration_cache, actor, new_id, origin)
        self.session.fields_of = self._fields_of
        self.policies = SqlPolicies(self.session, committed)
        self._clock = clock
        self._followers = followers

    def _fields_of(self, owner: FieldOwner) -> Sequence[CustomField]:
        return self.custom_fields.of(owner)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self.session, self._clock, ENTITY_STORES, self.policies)

    @cached_property
    def decisions(self) -> SqlDecisions:
        return SqlDecisions(self.session, self.policies)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self.session, self._clock)

    def flush(self) -> None:
        follow_all(self, self.session.announced, self._followers)
        self.session.flush()


ENTITY_STORES = entity_stores(SqlUnitOfWork, SqlEntityStore)
"""Of every kind of entity with a history."""


class SqlRecords:
    def __init__(self, database: Database, clock: Clock, new_id: NewId, followers: Sequence[Follower] = ()) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._followers = followers
        self._committed = CommittedPolicies()

    @property
    def is_joined(self) -> bool:
        return self._database.joint is not None

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[SqlUnitOfWork]:
        with self._database.reading(actor.tenant_id) as connection:
            yield self._joined(actor) or self._work(WriteList(connection), actor)

    @contextmanager
    def writing(self, actor: Actor, *, batch: str | None = None) -> Iterator[SqlUnitOfWork]:
        with self._database.writing(actor.tenant_id) as connection:
            if (joined := self._joined(actor, batch)) is not None:
                yield joined
                return
            work = self._work(WriteList(connection), actor, batch)
            yield work
            work.flush()
        work.policies.was_committed()

    def _joined(self, actor: Actor, batch: str | None = None) -> SqlUnitOfWork | None:
        """Within one transaction an actor has one unit of work: it reads nothing twice and appends all at its end."""
        joint = self._database.joint
        if joint is None:
            return None
        if (work := joint.shared.get((self, actor, batch))) is None:
            work = self._work(joint.writes, actor, batch)
            joint.shared[self, actor, batch] = work
            joint.before_commit.append(work.flush)
            joint.once_committed.append(work.policies.was_committed)
        joined: SqlUnitOfWork = work
        return joined

    def _work(self, writes: WriteList, actor: Actor, batch: str | None = None) -> SqlUnitOfWork:
        return SqlUnitOfWork.opened(
            writes,
            self._database.configuration_cache,
            actor,
            self._clock,
            self._new_id,
            self._committed,
            self._followers,
            batch,
        )
