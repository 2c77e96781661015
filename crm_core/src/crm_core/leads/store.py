"""Where leads are stored (INT-CRMOP-0090: query and persist are asked for separately)."""

from typing import Protocol

from pydantic import Field

from crm_core.errors import NotFound
from crm_core.leads.lead import Lead
from crm_core.leads.status import LeadStatus
from crm_core.stores import EntityPersist, EntityQuery, Filter
from crm_core.vocabulary import ShortText, SourceKey, UserId


class LeadNotFound(NotFound):
    """No lead of the tenant has this id."""


class LeadFilter(Filter):
    """``email`` is compared in its normal form; ``source`` is looked for lead by lead where nothing else is named."""

    status: LeadStatus | None = Field(default=None, description="Only leads in this status.")
    only_open: bool = Field(default=False, description="Not those that are converted or disqualified.")
    assigned_to: UserId | None = Field(default=None, description="Only what this person has.")
    email: ShortText | None = Field(default=None, description="Only leads with this address.")
    source: SourceKey | None = Field(default=None, description="Only leads that come from here.")


class LeadQuery(EntityQuery[Lead, LeadFilter], Protocol):
    def find_by_number(self, lead_number: str) -> Lead | None: ...

    def find_by_external_id(self, external_id: str) -> Lead | None: ...


class LeadPersist(EntityPersist[Lead], Protocol): ...


class LeadStore(LeadQuery, LeadPersist, Protocol):
    """Both, within one unit of work."""
