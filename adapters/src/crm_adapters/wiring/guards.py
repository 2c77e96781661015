"""Puts guards around the partners the settings name; the extra is needed only then."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_adapters.extras import extra
from crm_adapters.wiring.settings import GuardSettings, PartnerRole
from crm_operations.providers import (
    AnalyticsProvider,
    CustomerProvider,
    NotificationProvider,
    OrderProvider,
    PeopleProvider,
    QuotationProvider,
)

if TYPE_CHECKING:
    from crm_adapters.guards import Guard

PROTOCOLS: Mapping[PartnerRole, type[Any]] = {
    PartnerRole.PEOPLE: PeopleProvider,  # first: the others depend on it
    PartnerRole.CUSTOMERS: CustomerProvider,
    PartnerRole.QUOTATIONS: QuotationProvider,
    PartnerRole.ORDERS: OrderProvider,
    PartnerRole.NOTIFICATIONS: NotificationProvider,
    PartnerRole.ANALYTICS: AnalyticsProvider,
}


def with_guards(role: PartnerRole, partner: object, settings: GuardSettings) -> object:
    """The cache is outermost, since its answers cost nothing; the breaker comes before the rate limit's wait.

    Raises Invalid when the extra ``guards`` is not installed.
    """
    with extra("guards", otherwise="or name no guards"):
        from crm_adapters.guards import CachedAnswers, CircuitBreaker, RateLimit, guarded
    guards: list[Guard] = []
    if settings.cache_seconds is not None:
        guards.append(CachedAnswers(settings.cache_seconds, settings.cache_entries))
    if settings.breaker_failures is not None:
        guards.append(CircuitBreaker(role, settings.breaker_failures, settings.breaker_seconds))
    if settings.rate_per_second is not None:
        guards.append(RateLimit(role, settings.rate_per_second, settings.burst, settings.wait_seconds))
    return guarded(partner, PROTOCOLS[role], guards) if guards else partner


def behind_guards(partner: object) -> object:
    """The partner itself, guarded or not, for a check of its type; calls still go through its guards."""
    return getattr(partner, "behind_guards", partner)
