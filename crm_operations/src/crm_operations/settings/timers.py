"""Settings of timers: how workers find, claim and fire what falls due."""

from crm_operations.settings.running import BackoffSettings
from crm_operations.settings.types import AtLeastOne, Days, Seconds, SomeSeconds


class TimerSettings(BackoffSettings):
    """How due timers are fired, retried and deleted (FR-L3-006)."""

    poll_seconds: SomeSeconds = 1.0
    """Pause of a worker that found nothing due."""
    batch_size: AtLeastOne = 100
    """Timers claimed at a time."""
    lease_seconds: SomeSeconds = 60.0
    """How long a worker may hold claimed timers; then another one fires them."""
    attempts: AtLeastOne = 12
    """Tries before a timer is given up, and waits for ``crm timer retry``."""
    initial_seconds: Seconds = 5.0
    retention_days: Days = 90
    """How long timers that fired, passed or were cancelled are stored."""
