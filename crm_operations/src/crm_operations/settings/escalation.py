"""Settings of escalations: when a lead is stale, and how long a ladder may rest (FR-L3-001, BR-003)."""

from typing import Annotated

from pydantic import Field

from crm_core.service_levels import Audience
from crm_core.values import Value
from crm_operations.settings.types import Days


class EscalationSettings(Value):
    """The rungs and the severity are those of the policy; see ``service_levels``."""

    stale_days: Days = 14
    """Without human activity, in an active status, after which a lead is stale."""
    snooze_hours: Annotated[int, Field(ge=1, le=240)] = 24
    """How long an escalation may be snoozed at most."""
    snoozes: Annotated[int, Field(ge=0, le=100)] = 2
    """How often."""
    acknowledged_up_to: Audience = Audience.DIRECTOR
    """Rungs below this one hold once somebody acknowledged; this one and those above it are told all the same."""
