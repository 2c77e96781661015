"""Guards around any partner: a rate limit, a circuit breaker and a cache."""

from crm_adapters.guards.cached_answers import CachedAnswers
from crm_adapters.guards.chain import Guard, ProviderCall, guarded
from crm_adapters.guards.circuit_breaker import CircuitBreaker, PartnerLeftAlone
from crm_adapters.guards.rate_limit import RateLimit, TooManyCalls

__all__ = [
    "CachedAnswers",
    "CircuitBreaker",
    "Guard",
    "PartnerLeftAlone",
    "ProviderCall",
    "RateLimit",
    "TooManyCalls",
    "guarded",
]
