"""The answers to a capture: for actors who may read leads, and for those who may only capture."""

from enum import StrEnum

from crm_core.leads import Lead
from crm_core.values import Utc, Value
from crm_core.vocabulary import Name, ShortText


class CaptureOutcome(StrEnum):
    CREATED = "created"
    SAME = "same"
    """Known by its external id, with the same values as the request."""
    DIFFERS = "differs"
    """Known by its external id, with other values than the request; nothing was changed."""


class LeadCaptured(Value):
    """The lead as it stands; ``differs_in`` names the fields of the request that the known lead has otherwise."""

    lead: Lead
    outcome: CaptureOutcome
    differs_in: tuple[Name, ...] = ()


class LeadReceipt(Value):
    """The same for a new and a known lead, so that it reveals nothing of stored leads."""

    external_id: ShortText | None
    received_at: Utc
