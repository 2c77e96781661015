"""Guards around a partner, whatever it is: a rate limit, a circuit breaker, and answers remembered for a moment."""

from crm_adapters.guards.breaker import Breaker, PartnerLeftAlone
from crm_adapters.guards.chain import AskedOf, Guard, guarded
from crm_adapters.guards.rate_limit import RateLimit, TooManyCalls
from crm_adapters.guards.remembered import RememberedAnswers

__all__ = [
    "AskedOf",
    "Breaker",
    "Guard",
    "PartnerLeftAlone",
    "RateLimit",
    "RememberedAnswers",
    "TooManyCalls",
    "guarded",
]
