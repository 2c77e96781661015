"""Words several rooms share: where leads come from, how urgent, what kind of deal."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that says something: blanks around it are dropped, an empty one is refused."""

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
"""The same, short enough for a name or a subject line."""


class LeadSource(StrEnum):
    WEBSITE = "website"
    REFERRAL = "referral"
    EMAIL = "email"
    PHONE = "phone"
    EVENT = "event"
    SOCIAL = "social"
    ADVERTISING = "advertising"
    PARTNER = "partner"
    OUTBOUND = "outbound"
    IMPORT = "import"
    OTHER = "other"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class OpportunityType(StrEnum):
    NEW_BUSINESS = "new_business"
    EXISTING_BUSINESS = "existing_business"
    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RENEWAL = "renewal"
