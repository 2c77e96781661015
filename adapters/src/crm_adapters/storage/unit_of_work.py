"""Units of work on SQL: one transaction, one actor, one tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from crm_adapters.storage.activities import SqlActivities
from crm_adapters.storage.database import Database
from crm_adapters.storage.decisions import SqlDecisions
from crm_adapters.storage.history import SqlHistory
from crm_adapters.storage.journeys import SqlJourneys
from crm_adapters.storage.leads import SqlLeads
from crm_adapters.storage.ledger import Ledger
from crm_adapters.storage.numbers import SqlNumbers
from crm_adapters.storage.opportunities import SqlOpportunities
from crm_adapters.storage.outbox import SqlOutbox
from crm_adapters.storage.pipelines import SqlPipelines
from crm_adapters.storage.routable_leads import SqlRoutableLeads
from crm_adapters.storage.routing import SqlRoutingBook
from crm_adapters.storage.scoring_models import SqlScoringModels
from crm_adapters.storage.sources import SqlSources
from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.identity import NewId


class SqlUnitOfWork:
    """Stores come into being when asked for; most work needs two or three of them."""

    def __init__(self, connection: Connection, actor: Actor, clock: Clock, new_id: NewId) -> None:
        self.actor = actor
        self._ledger = Ledger(connection, actor, new_id)
        self._clock = clock

    @cached_property
    def leads(self) -> SqlLeads:
        return SqlLeads(self._ledger)

    @cached_property
    def scoring_models(self) -> SqlScoringModels:
        return SqlScoringModels(self._ledger)

    @cached_property
    def opportunities(self) -> SqlOpportunities:
        return SqlOpportunities(self._ledger)

    @cached_property
    def pipelines(self) -> SqlPipelines:
        return SqlPipelines(self._ledger)

    @cached_property
    def activities(self) -> SqlActivities:
        return SqlActivities(self._ledger)

    @cached_property
    def journeys(self) -> SqlJourneys:
        return SqlJourneys(self._ledger)

    @cached_property
    def sources(self) -> SqlSources:
        return SqlSources(self._ledger)

    @cached_property
    def numbers(self) -> SqlNumbers:
        return SqlNumbers(self._ledger)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self._ledger, self._clock)

    @cached_property
    def decisions(self) -> SqlDecisions:
        return SqlDecisions(self._ledger)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._ledger, self._clock)

    @cached_property
    def routing(self) -> SqlRoutingBook:
        return SqlRoutingBook(self._ledger)

    @cached_property
    def routable_leads(self) -> SqlRoutableLeads:
        return SqlRoutableLeads(self._ledger)

    def flush(self) -> None:
        self._ledger.flush()


class SqlRecords:
    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id

    @property
    def is_joined(self) -> bool:
        return self._database.joint is not None

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[SqlUnitOfWork]:
        with self._database.reading(actor.tenant_id) as connection:
            yield self._joined(actor) or SqlUnitOfWork(connection, actor, self._clock, self._new_id)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[SqlUnitOfWork]:
        with self._database.writing(actor.tenant_id) as connection:
            if (joined := self._joined(actor)) is not None:
                yield joined
                return
            work = SqlUnitOfWork(connection, actor, self._clock, self._new_id)
            yield work
            work.flush()

    def _joined(self, actor: Actor) -> SqlUnitOfWork | None:
        """Within one transaction an actor has one unit of work: it reads nothing twice and appends all at its end."""
        joint = self._database.joint
        if joint is None:
            return None
        if (work := joint.shared.get(actor)) is None:
            work = SqlUnitOfWork(joint.connection, actor, self._clock, self._new_id)
            joint.shared[actor] = work
            joint.before_commit.append(work.flush)
        joined: SqlUnitOfWork = work
        return joined
