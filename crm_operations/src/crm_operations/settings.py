"""Every number of the requirements, once, with its default. A tenant may differ in any of them."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from crm_core.clock import zone_named
from crm_core.leads import SALES_READY, LeadPolicy
from crm_core.money import CurrencyCode
from crm_core.values import Value


class QualificationSettings(Value):
    """The gate of conversion (BUS-CRMOP-0014, BUS-CRMOP-0017)."""

    minimum_score: Annotated[int, Field(ge=0, le=100)] = 50
    """Inclusive: a score of exactly this passes."""
    minimum_activities: Annotated[int, Field(ge=0)] = 2
    maximum_age_days: Annotated[int, Field(ge=1)] = 90
    """Inclusive: on the last day a lead still passes."""


class RoutingSettings(Value):
    """RTE-CRMOP-0105."""

    default_capacity: Annotated[int, Field(ge=1)] = 50
    """Open leads a person may hold when nothing else is said of them."""
    fallback_queue: str = "unassigned"
    users_may_self_assign: bool = False
    """BR-001."""
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads decided in one commit when routing in bulk; statements name each of them, and databases limit that."""


class BulkSettings(Value):
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads looked at by one statement when many are converted."""


class RetrySettings(Value):
    """Transient failures only: a refusal is never repeated (REL-005)."""

    attempts: Annotated[int, Field(ge=1)] = 4
    initial_seconds: Annotated[float, Field(ge=0)] = 0.05
    maximum_seconds: Annotated[float, Field(ge=0)] = 5.0
    race_attempts: Annotated[int, Field(ge=1)] = 10
    """How often a unit of work is done in all when somebody else keeps being faster."""
    run_lease_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How long a run that reports nothing keeps others waiting before one of them takes it up."""


class RelaySettings(Value):
    batch_size: Annotated[int, Field(ge=1)] = 100
    attempts: Annotated[int, Field(ge=1)] = 8
    """Deliveries tried before a message goes to the dead-letter list."""
    initial_seconds: Annotated[float, Field(ge=0)] = 2.0
    maximum_seconds: Annotated[float, Field(ge=0)] = 3_600.0
    address_failures: Annotated[int, Field(ge=1)] = 3
    """Deliveries in a row an address may leave unanswered before it is left alone for a while."""
    address_pause_seconds: Annotated[float, Field(ge=0)] = 30.0
    """For how long at first; twice as long each time, up to ``maximum_seconds``."""
    lease_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How long a worker may keep what it claimed; after that another one delivers it again."""
    poll_seconds: Annotated[float, Field(gt=0)] = 1.0
    """How long a worker that found nothing waits before it looks again."""
    keep_days: Annotated[int, Field(ge=1)] = 30
    """How long delivered messages are kept."""


class ChoreSettings(Value):
    """When one of all workers keeps house: cron expressions, in UTC; an empty one is never due."""

    prune_outbox: str = "17 3 * * *"
    """Forgets messages that were delivered longer ago than ``relay.keep_days``."""
    forget_processes: str = "47 3 * * *"
    """Forgets processes that were finished longer ago than ``processes.keep_days``; never what failed."""
    forget_updates: str = "7 4 * * *"
    """Forgets live updates that are older than they are kept."""
    follow_sales: str = "* * * * *"
    """Closes deals that people closed in the sales system, where that says so: Tryton does."""


class ProcessSettings(Value):
    """How durable processes are shared among workers."""

    lease_seconds: Annotated[float, Field(gt=0)] = 30.0
    """How long a worker may be silent before another one takes up its work."""
    takeovers: Annotated[int, Field(ge=1)] = 20
    """How often a run whose worker died is taken up again; then it is left to a person, lest it kill every worker."""
    concurrency: Annotated[int, Field(ge=1)] = 20
    """Queued processes one worker runs at a time."""
    tenant_concurrency: Annotated[int, Field(ge=1)] = 10
    """Queued processes of one tenant that run at a time, over all workers, so that no tenant starves another."""
    poll_seconds: Annotated[float, Field(gt=0)] = 0.1
    """How often a worker looks for queued work; it starts at most ``concurrency`` each time."""
    grace_seconds: Annotated[float, Field(ge=0)] = 20.0
    """How long a worker that is told to stop waits for what it is running."""
    keep_days: Annotated[int, Field(ge=1)] = 30
    """How long finished processes are remembered beside their answers."""
    chores: ChoreSettings = ChoreSettings()


class QuotationSettings(Value):
    validity_days: Annotated[int, Field(ge=1)] = 30


class AttentionSettings(Value):
    """When an open deal wants a look (IFC-CRMOP-0042)."""

    stale_after_days: Annotated[int, Field(ge=1)] = 14
    closing_soon_days: Annotated[int, Field(ge=1)] = 7


class OperationsSettings(Value):
    """What the recipes go by for one tenant."""

    timezone: str = "UTC"
    currency: CurrencyCode = "USD"
    """For deals whose lead named none."""
    sales_ready_score: Annotated[int, Field(ge=0, le=100)] = SALES_READY
    lead_policy: LeadPolicy = LeadPolicy()
    qualification: QualificationSettings = QualificationSettings()
    routing: RoutingSettings = RoutingSettings()
    quotations: QuotationSettings = QuotationSettings()
    attention: AttentionSettings = AttentionSettings()
    bulk: BulkSettings = BulkSettings()
    retry: RetrySettings = RetrySettings()
    relay: RelaySettings = RelaySettings()
    processes: ProcessSettings = ProcessSettings()

    @property
    def zone(self) -> ZoneInfo:
        """Where the tenant lives. Raises Invalid for an unknown time zone."""
        return zone_named(self.timezone)


SettingsFor = Callable[[str], OperationsSettings]
"""The settings of a tenant by its id."""
