"""Where leads are kept (INT-CRMOP-0090: query and persist are asked for separately)."""

from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.leads.lead import Lead
from crm_core.leads.status import LeadStatus
from crm_core.values import Listed, Value
from crm_core.vocabulary import Id, Limit, ShortText, UserId


class LeadNotFound(NotFound):
    @classmethod
    def because_unknown_lead(cls, lead_id: str) -> Self:
        return cls.because_unknown("lead", lead_id)


class LeadFilter(Value):
    """Everything named must hold; pages by id, so the cursor is stable under inserts."""

    status: LeadStatus | None = None
    only_open: bool = False
    """Not those that are converted or disqualified."""
    assigned_to: UserId | None = None
    email: ShortText | None = None
    after_id: Id | None = None
    limit: Limit = 50


class LeadQuery(Protocol):
    def get(self, lead_id: str, *, lock: bool = False) -> Lead:
        """The lead; with ``lock`` nobody else changes it before the unit of work ends. Raises LeadNotFound."""
        ...

    def find_by_number(self, lead_number: str) -> Lead | None: ...

    def find_by_external_id(self, external_id: str) -> Lead | None: ...

    def find(self, wanted: LeadFilter) -> Listed[Lead]:
        """At most ``limit`` leads, oldest first."""
        ...


class LeadPersist(Protocol):
    def add(self, lead: Lead) -> Lead:
        """Keeps a new lead as version 1. Raises Conflict when its number is taken."""
        ...

    def save(self, lead: Lead) -> Lead:
        """Keeps the next version. Raises Conflict when the lead changed since it was loaded, LeadNotFound."""
        ...


class LeadStore(LeadQuery, LeadPersist, Protocol):
    """Both, within one unit of work."""
