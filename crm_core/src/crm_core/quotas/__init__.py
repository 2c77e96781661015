"""Quotas: what a person, a team, a territory or a product is to bring in a period, in revisions."""

from crm_core.quotas.proration import (
    ALL_THE_TIME,
    CountsDay,
    Employment,
    effective_minor,
    is_weekday,
    months_since,
)
from crm_core.quotas.quota import (
    AssignQuota,
    Proration,
    Quota,
    QuotaAssigned,
    QuotaFilter,
    QuotaHolder,
    QuotaNotFound,
    QuotaSubject,
    QuotaWithdrawn,
)
from crm_core.quotas.store import QuotaStore

__all__ = [
    "ALL_THE_TIME",
    "AssignQuota",
    "CountsDay",
    "Employment",
    "Proration",
    "Quota",
    "QuotaAssigned",
    "QuotaFilter",
    "QuotaHolder",
    "QuotaNotFound",
    "QuotaStore",
    "QuotaSubject",
    "QuotaWithdrawn",
    "effective_minor",
    "is_weekday",
    "months_since",
]
