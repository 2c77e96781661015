"""Where leads are stored (INT-CRMOP-0090: query and persist are asked for separately)."""

from typing import Protocol

from crm_core.errors import NotFound
from crm_core.leads.lead import Lead
from crm_core.leads.status import LeadStatus
from crm_core.stores import EntityPersist, EntityQuery, Filter
from crm_core.vocabulary import ShortText, UserId


class LeadNotFound(NotFound):
    """No lead of the tenant has this id."""


class LeadFilter(Filter):
    status: LeadStatus | None = None
    only_open: bool = False
    """Not those that are converted or disqualified."""
    assigned_to: UserId | None = None
    email: ShortText | None = None
    """Compared in its normal form."""


class LeadQuery(EntityQuery[Lead, LeadFilter], Protocol):
    def find_by_number(self, lead_number: str) -> Lead | None: ...

    def find_by_external_id(self, external_id: str) -> Lead | None: ...


class LeadPersist(EntityPersist[Lead], Protocol): ...


class LeadStore(LeadQuery, LeadPersist, Protocol):
    """Both, within one unit of work."""
