"""Every number of the requirements, with its default; each tenant may have its own."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from crm_core.clock import zone_named
from crm_core.errors import Invalid
from crm_core.leads import MINIMUM_SAMPLE, SALES_READY, LeadPolicy
from crm_core.money import CurrencyCode
from crm_core.values import Value
from crm_core.vocabulary import Count, OneLine, ShortText, ZoneName

Schedule = Annotated[str, StringConstraints(max_length=100), OneLine]
"""A cron expression, in UTC; an empty one is never due."""


def _known_zone(name: str) -> str:
    try:
        zone_named(name)
    except Invalid as unknown:
        raise ValueError(str(unknown).partition(": ")[2]) from unknown
    return name


KnownZone = Annotated[ZoneName, AfterValidator(_known_zone)]
"""A time zone there is."""

AtLeastOne = Annotated[Count, Field(ge=1)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Seconds = Annotated[float, Field(ge=0, le=31_536_000, allow_inf_nan=False)]
SomeSeconds = Annotated[float, Field(gt=0, le=31_536_000, allow_inf_nan=False)]


class QualificationSettings(Value):
    """The gate of conversion (BUS-CRMOP-0014, BUS-CRMOP-0017)."""

    minimum_score: Annotated[int, Field(ge=0, le=100)] = 50
    """Inclusive: a score of exactly this passes."""
    minimum_activities: Count = 2
    maximum_age_days: Days = 90
    """Inclusive: on the last day a lead still passes."""


class BacktestSettings(Value):
    """Which leads scoring models are compared on (PLAN-028)."""

    minimum_converted: AtLeastOne = MINIMUM_SAMPLE
    """Converted leads; with fewer a comparison is a guess, and is refused."""
    minimum_disqualified: AtLeastOne = MINIMUM_SAMPLE
    sample: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """Leads at most: the last that ended."""


class RoutingSettings(Value):
    """Assignment of leads (RTE-CRMOP-0105)."""

    default_capacity: AtLeastOne = 50
    """Open leads a person without a ``capacity`` may have."""
    fallback_queue: ShortText = "unassigned"
    users_may_self_assign: bool = False
    """BR-001."""
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads decided in one commit when routing in bulk; statements name each of them, and databases limit that."""


class BulkSettings(Value):
    """How many leads are converted at once."""

    page_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads read by one statement when many are converted."""


class RetrySettings(Value):
    """Transient failures only: a refusal is never repeated (REL-005)."""

    attempts: AtLeastOne = 4
    initial_seconds: Seconds = 0.05
    maximum_seconds: Seconds = 5.0
    race_attempts: AtLeastOne = 10
    """Attempts of a unit of work, in all, while others change the same data."""
    run_lease_seconds: SomeSeconds = 60.0
    """How long a run without an answer holds its claim; then another caller may run it."""


class RelaySettings(Value):
    """How the relay delivers, retries and deletes messages (REL-002)."""

    batch_size: AtLeastOne = 100
    attempts: AtLeastOne = 8
    """Deliveries tried before a message goes to the dead-letter list."""
    initial_seconds: Seconds = 2.0
    maximum_seconds: Seconds = 3_600.0
    address_failures: AtLeastOne = 3
    """Failed deliveries in a row after which an address is paused."""
    address_pause_seconds: Seconds = 30.0
    """Length of the first pause; twice as long each time, up to ``maximum_seconds``."""
    lease_seconds: SomeSeconds = 60.0
    """How long a worker may hold claimed messages; then another one delivers them again."""
    poll_seconds: SomeSeconds = 1.0
    """Pause of a worker that found no messages."""
    retention_days: Days = 30
    """How long delivered messages are stored."""


class MaintenanceSettings(Value):
    """When one of all workers runs each maintenance job: cron expressions, in UTC; an empty one never runs."""

    prune_outbox: Schedule = "17 3 * * *"
    """Deletes messages delivered longer ago than ``relay.retention_days``."""
    forget_processes: Schedule = "47 3 * * *"
    """Deletes processes finished longer ago than ``processes.retention_days``; never what failed."""
    forget_updates: Schedule = "7 4 * * *"
    """Deletes live updates older than ``live.retention_days``."""
    sync_sales: Schedule = "* * * * *"
    """Closes deals that people closed in the sales system, where that is Tryton."""


class ProcessSettings(Value):
    """How durable processes are shared among workers."""

    lease_seconds: SomeSeconds = 30.0
    """How long a worker may send no heartbeat before another one takes over its runs."""
    max_recoveries: AtLeastOne = 20
    """How often a run is started again after its worker died; then a person has to resume it."""
    concurrency: AtLeastOne = 20
    """Queued processes one worker runs at a time."""
    tenant_concurrency: AtLeastOne = 10
    """Queued processes of one tenant that run at a time, over all workers, so that no tenant starves another."""
    poll_seconds: SomeSeconds = 0.1
    """How often a worker looks for queued work; it starts at most ``concurrency`` each time."""
    grace_seconds: Seconds = 20.0
    """How long a stopping worker waits for its running processes."""
    retention_days: Days = 30
    """How long the steps of finished processes are stored; their answers stay."""
    maintenance: MaintenanceSettings = MaintenanceSettings()


class QuotationSettings(Value):
    """How many days a new quotation is valid."""

    validity_days: Days = 30


class AttentionSettings(Value):
    """When an open deal gets an attention indicator (IFC-CRMOP-0042)."""

    stale_after_days: Days = 14
    closing_soon_days: Days = 7


class OperationsSettings(Value):
    """The settings of one tenant."""

    timezone: KnownZone = "UTC"
    currency: CurrencyCode = "USD"
    """For deals whose lead named none."""
    sales_ready_score: Annotated[int, Field(ge=0, le=100)] = SALES_READY
    lead_policy: LeadPolicy = LeadPolicy()
    qualification: QualificationSettings = QualificationSettings()
    backtest: BacktestSettings = BacktestSettings()
    routing: RoutingSettings = RoutingSettings()
    quotations: QuotationSettings = QuotationSettings()
    attention: AttentionSettings = AttentionSettings()
    bulk: BulkSettings = BulkSettings()
    retry: RetrySettings = RetrySettings()
    relay: RelaySettings = RelaySettings()
    processes: ProcessSettings = ProcessSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The tenant's time zone."""
        return zone_named(self.timezone)


SettingsFor = Callable[[str], OperationsSettings]
"""The settings of a tenant by its id."""
