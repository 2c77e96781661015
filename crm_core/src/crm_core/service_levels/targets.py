"""What is promised of a lead or a deal, and by when unless a policy says otherwise (BUS-CRMOP-0019 to 0022)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.values import Value

HOUR = 3_600
LONGEST = 10 * 366 * 24 * HOUR
"""Seconds; a longer promise is a typing error."""

Duration = Annotated[int, Field(ge=1, le=LONGEST), IMPERSONAL]
"""Whole seconds, of clock time or of a calendar's working time."""


WarningPercent = Annotated[int, Field(ge=1, le=99), IMPERSONAL]


class Target(StrEnum):
    FIRST_CONTACT = "first_contact"
    QUALIFICATION = "qualification"
    FOLLOW_UP = "follow_up"
    PROPOSAL = "proposal"

    @property
    def kind(self) -> EntityKind:
        """Whether it is promised of leads or of deals."""
        return EntityKind.LEAD if self in LEAD_TARGETS else EntityKind.OPPORTUNITY


LEAD_TARGETS = (Target.FIRST_CONTACT, Target.QUALIFICATION)
OPPORTUNITY_TARGETS = (Target.FOLLOW_UP, Target.PROPOSAL)


def targets_of(kind: EntityKind) -> tuple[Target, ...]:
    """What is promised of that kind of entity; nothing of others."""
    return tuple(target for target in Target if target.kind is kind)


class Promise(Value):
    """One target, and how many seconds it may take."""

    target: Target = Field(description="What is promised.")
    seconds: Duration = Field(description="How long it may take.")


DEFAULT_SECONDS = {
    Target.FIRST_CONTACT: 24 * HOUR,
    Target.QUALIFICATION: 72 * HOUR,
    Target.FOLLOW_UP: 48 * HOUR,
    Target.PROPOSAL: 168 * HOUR,
}
"""In clock time: 168 hours are 7 days."""
