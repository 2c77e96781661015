"""Settings of approvals: who must say yes to a deal from which figure on, and how long they may take."""

from typing import Annotated

from pydantic import Field

from crm_core.approvals import DealApprovalPolicy
from crm_core.values import Value
from crm_core.vocabulary import Name
from crm_operations.settings.types import Days


class ApprovalSettings(Value):
    """The level above is told, and a request expires, when nobody decides."""

    deals: DealApprovalPolicy = DealApprovalPolicy()
    """From which figures on a deal needs a yes; amounts in the tenant's currency."""
    reminders_after_working_days: Annotated[tuple[Days, ...], Field(max_length=10)] = (1, 2)
    """When those who have not answered are reminded."""
    level_above_after_working_days: Days = 3
    calendar: Name | None = None
    """Whose working days these are; without one Saturdays and Sundays do not count."""
    expires_after_days: Days = 14
    gate: bool = True
    """Whether a deal over its thresholds is won without its yes only by an override."""
