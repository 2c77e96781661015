"""Quotas: what a person, a team, a territory or a product is to bring in a period, in revisions."""

from crm_core.quotas.effective import EffectiveQuota, QuotaPart, effective_quotas, periods_within
from crm_core.quotas.proration import (
    ALL_THE_TIME,
    CountsDay,
    Employment,
    effective_minor,
    is_weekday,
    months_since,
    working_days_of,
)
from crm_core.quotas.quota import (
    AssignQuota,
    Proration,
    Quota,
    QuotaAssigned,
    QuotaFilter,
    QuotaHolder,
    QuotaNotFound,
    QuotaReplaced,
    QuotaSubject,
    QuotaWithdrawn,
)
from crm_core.quotas.store import QuotaStore

__all__ = [
    "ALL_THE_TIME",
    "AssignQuota",
    "CountsDay",
    "EffectiveQuota",
    "Employment",
    "Proration",
    "Quota",
    "QuotaAssigned",
    "QuotaFilter",
    "QuotaHolder",
    "QuotaNotFound",
    "QuotaPart",
    "QuotaReplaced",
    "QuotaStore",
    "QuotaSubject",
    "QuotaWithdrawn",
    "effective_minor",
    "effective_quotas",
    "is_weekday",
    "months_since",
    "periods_within",
    "working_days_of",
]
