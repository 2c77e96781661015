"""The statuses of a lead, and the graph of transitions between them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import Field

from crm_core.values import Value
from crm_core.vocabulary import Count


class LeadStatus(StrEnum):
    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"
    CONVERTED_TO_OPPORTUNITY = "converted_to_opportunity"

    def can_transition_to(self, target: "LeadStatus") -> bool:
        """By the default graph (PLAN-009); a tenant's LeadPolicy may allow more."""
        return target in DEFAULT_TRANSITIONS[self]

    @property
    def is_active(self) -> bool:
        """New, contacted or qualified: neither converted nor disqualified."""
        return self in ACTIVE_STATUSES


DEFAULT_TRANSITIONS: Mapping[LeadStatus, frozenset[LeadStatus]] = MappingProxyType(
    {
        LeadStatus.NEW: frozenset({LeadStatus.CONTACTED, LeadStatus.QUALIFIED, LeadStatus.DISQUALIFIED}),
        LeadStatus.CONTACTED: frozenset({LeadStatus.QUALIFIED, LeadStatus.DISQUALIFIED}),
        LeadStatus.QUALIFIED: frozenset({LeadStatus.CONVERTED_TO_OPPORTUNITY}),
        LeadStatus.DISQUALIFIED: frozenset(),
        LeadStatus.CONVERTED_TO_OPPORTUNITY: frozenset(),
    }
)

ACTIVE_STATUSES = frozenset({LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.QUALIFIED})


class LeadPolicy(Value):
    """A tenant's graph of lead statuses; reopening is an operation of its own, counted and limited."""

    transitions: Mapping[LeadStatus, frozenset[LeadStatus]] = Field(default_factory=lambda: dict(DEFAULT_TRANSITIONS))
    reopen_limit: Count = 3
    """How often one lead may be reopened; 0 forbids it."""

    def allows(self, source: LeadStatus, target: LeadStatus) -> bool:
        """Whether a lead may go from ``source`` to ``target``."""
        return target in self.transitions.get(source, frozenset())
