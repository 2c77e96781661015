"""Settings of activities: how late they may be told."""

from crm_core.values import Value
from crm_core.vocabulary import Count


class ActivitySettings(Value):
    """Activities may be dated back."""

    backdated_hours: Count = 24
    """Inclusive: what happened longer ago takes the permission to backdate."""
