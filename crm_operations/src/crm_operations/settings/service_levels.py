"""Settings of service levels: what is promised where no policy says otherwise (BUS-CRMOP-0019 to 0022)."""

from typing import Annotated

from pydantic import Field

from crm_core.service_levels import (
    DEFAULT_LADDER,
    DEFAULT_SECONDS,
    PROPOSAL_STAGE,
    WARNING_PERCENT,
    Duration,
    Rung,
    Target,
    WarningPercent,
)
from crm_core.values import Value
from crm_core.vocabulary import StageName
from crm_operations.settings.types import Days


class ServiceLevelSettings(Value):
    """In seconds of clock time; a policy of the tenant's goes before."""

    first_contact_seconds: Duration = DEFAULT_SECONDS[Target.FIRST_CONTACT]
    qualification_seconds: Duration = DEFAULT_SECONDS[Target.QUALIFICATION]
    follow_up_seconds: Duration = DEFAULT_SECONDS[Target.FOLLOW_UP]
    proposal_seconds: Duration = DEFAULT_SECONDS[Target.PROPOSAL]
    warning_percent: WarningPercent = WARNING_PERCENT
    """How much of it is over at the warning."""
    proposal_stage: StageName = PROPOSAL_STAGE
    """Entering it, or a later one, proposes as a quotation does."""
    ladder: Annotated[tuple[Rung, ...], Field(max_length=20)] = DEFAULT_LADDER
    """Who is told at the warning, when it is due, and so long after."""
    longest_activity_pause_days: Days = 30
    """How long a planned activity pauses the follow-up at most."""
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Leads or deals for which clocks are started in one commit, of those that existed before."""

    def seconds_for(self, target: Target) -> int:
        """By default."""
        return {
            Target.FIRST_CONTACT: self.first_contact_seconds,
            Target.QUALIFICATION: self.qualification_seconds,
            Target.FOLLOW_UP: self.follow_up_seconds,
            Target.PROPOSAL: self.proposal_seconds,
        }[target]
