"""How transient failures are repeated; a refusal is final."""

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from crm_core.errors import ChangedMeanwhile, Unavailable
from crm_operations.settings import RetrySettings


def repeating(settings: RetrySettings) -> Retrying:
    """Retries Unavailable and lost races, with growing pauses; then raises the last error."""
    return Retrying(
        retry=retry_if_exception_type((Unavailable, ChangedMeanwhile)),
        stop=stop_after_attempt(settings.attempts),
        wait=wait_exponential_jitter(
            multiplier=settings.initial_seconds, max=settings.maximum_seconds, jitter=settings.initial_seconds
        ),
        reraise=True,
    )
