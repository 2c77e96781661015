"""Where leads are stored (INT-CRMOP-0090: query and persist are separate Protocols)."""

from typing import Annotated, Protocol

from pydantic import Field

from crm_core.leads.lead import Lead
from crm_core.leads.status import ACTIVE_STATUSES, LeadStatus
from crm_core.stores import EntityPersist, EntityQuery, Filter, OneOf
from crm_core.vocabulary import ShortText, SourceKey, UserId


class LeadFilter(Filter):
    """``email`` is compared in its normal form; a filter by ``source`` alone uses no index."""

    status: LeadStatus | None = Field(default=None, description="Only leads in this status.")
    only_open: Annotated[bool, OneOf("status", ACTIVE_STATUSES)] = Field(
        default=False, description="Not those that are converted or disqualified."
    )
    assigned_to: UserId | None = Field(default=None, description="Only what this person has.")
    email: ShortText | None = Field(default=None, description="Only leads with this address.")
    source: SourceKey | None = Field(default=None, description="Only leads that come from here.")


class LeadQuery(EntityQuery[Lead, LeadFilter], Protocol):
    """Reads leads; by number and external id besides."""

    def find_by_number(self, lead_number: str) -> Lead | None:
        """Such as ``LEAD-2026-0001``; None when the tenant has no such lead."""
        ...

    def find_by_external_id(self, external_id: str) -> Lead | None:
        """By the lead's key in the system it comes from; None when it was never captured."""
        ...


class LeadPersist(EntityPersist[Lead], Protocol):
    """Writes leads."""

    ...


class LeadStore(LeadQuery, LeadPersist, Protocol):
    """Both, within one unit of work."""
