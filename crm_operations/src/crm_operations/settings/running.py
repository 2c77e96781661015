"""Settings of what runs by itself: retries, the relay, durable processes, maintenance."""

from crm_core.values import Value
from crm_operations.settings.types import AtLeastOne, Days, Schedule, Seconds, SomeSeconds


class RetrySettings(Value):
    """Transient failures only: a refusal is never repeated (REL-005)."""

    attempts: AtLeastOne = 4
    initial_seconds: Seconds = 0.05
    maximum_seconds: Seconds = 5.0
    race_attempts: AtLeastOne = 10
    """Attempts of a unit of work, in all, while others change the same data."""
    run_lease_seconds: SomeSeconds = 60.0
    """How long a run without an answer holds its claim; then another caller may run it."""


class BackoffSettings(Value):
    """Attempts of what runs by itself, and the growing pauses between them."""

    attempts: AtLeastOne = 8
    initial_seconds: Seconds = 2.0
    maximum_seconds: Seconds = 3_600.0

    def pause(self, attempt: int, chance: float, asked: float = 0.0) -> float:
        """Seconds after that attempt: doubled with each up to the longest, half of them random (equal jitter).

        ``chance`` is from 0 up to but not including 1. A longer pause that was asked for applies, up to the longest.
        """
        longest = min(self.initial_seconds * 2.0 ** min(attempt - 1, _DOUBLINGS), self.maximum_seconds)
        return max(longest * (1 + chance) / 2, min(asked, self.maximum_seconds))


_DOUBLINGS = 60
"""Beyond that many the pause is the longest one anyway, and the figure would not fit a float."""


class RelaySettings(BackoffSettings):
    """How the relay delivers, retries and deletes messages (REL-002)."""

    batch_size: AtLeastOne = 100
    attempts: AtLeastOne = 8
    """Deliveries tried before a message goes to the dead-letter list."""
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
    forget_timers: Schedule = "27 4 * * *"
    """Deletes timers that ended longer ago than ``timers.retention_days``; never failed ones."""
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
