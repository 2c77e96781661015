"""Requests to route leads, and their answers."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from crm_core.errors import Forbidden, Refused
from crm_core.leads import Lead
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, ForeignId, Id, PersonId, Reason, SourceKey, Text, Total
from crm_operations.lead_routing.criteria import RoutingRule


class RouteLead(Value):
    """``again`` also routes a lead that has an owner; it takes the permission ``lead.assign``."""

    lead_id: Id
    again: bool = False


class RouteLeads(Value):
    """The leads named; without ``lead_ids`` every open lead without an owner, of that source and campaign if given."""

    lead_ids: tuple[Id, ...] | None = None
    source: SourceKey | None = None
    campaign_id: ForeignId | None = None
    again: bool = False


class AssignLead(Value):
    """Assigns by hand, whatever the rules say; ``reason`` is recorded as a decision."""

    lead_id: Id
    user_id: PersonId
    reason: Text


class ReassignOpenLeads(Value):
    """All open leads of one person: to another person, or by the rules without the former owner."""

    from_user: ForeignId = Field(description="Whose leads they are.")
    to_user: PersonId | None = Field(default=None, description="Who gets them; else whom the rules choose.")
    reason: Reason


class SimulateRules(Value):
    """Over the leads captured from ``since`` up to but not including ``until``, the first ``limit`` of them."""

    rules: tuple[RoutingRule, ...]
    since: Utc
    until: Utc
    limit: Annotated[int, Field(ge=1, le=100_000)] = 10_000


class RoutingOutcome(StrEnum):
    ASSIGNED = "assigned"
    QUEUED = "queued"
    ALREADY_ROUTED = "already_routed"
    REFUSED = "refused"
    """Only in bulk; a single lead that cannot be routed is an error."""


class RoutingAnswer(Value):
    """What routing did with one lead; ``reasons`` are for people."""

    lead_id: AnyText
    outcome: RoutingOutcome
    assigned_to: AnyText | None = None
    queue: AnyText | None = None
    rule_id: AnyText | None = None
    strategy: AnyText | None = None
    reasons: tuple[AnyText, ...] = ()


class Share(Value):
    """How many leads one person got."""

    user_id: AnyText
    leads: Total


class BulkRouting(Value):
    """Figures of many leads, and every refused one."""

    assigned: Total = 0
    queued: Total = 0
    already_routed: Total = 0
    shares: tuple[Share, ...] = ()
    refused: tuple[RoutingAnswer, ...] = ()

    @classmethod
    def of(cls, answers: Iterable[RoutingAnswer]) -> Self:
        """Shares by user id, refused leads in the order they were tried."""
        outcomes: Counter[RoutingOutcome] = Counter()
        shares: Counter[str] = Counter()
        refused = []
        for answer in answers:
            outcomes[answer.outcome] += 1
            if answer.outcome is RoutingOutcome.ASSIGNED and answer.assigned_to:
                shares[answer.assigned_to] += 1
            elif answer.outcome is RoutingOutcome.REFUSED:
                refused.append(answer)
        return cls(
            assigned=outcomes[RoutingOutcome.ASSIGNED],
            queued=outcomes[RoutingOutcome.QUEUED],
            already_routed=outcomes[RoutingOutcome.ALREADY_ROUTED],
            shares=tuple(Share(user_id=user, leads=count) for user, count in sorted(shares.items())),
            refused=tuple(refused),
        )


class SimulatedLead(Value):
    """``actual`` is who has the lead today; without ``simulated`` it would have waited in ``queue``."""

    lead_id: AnyText
    lead_number: AnyText
    actual: AnyText | None
    simulated: AnyText | None = None
    rule_id: AnyText | None = None
    queue: AnyText | None = None


class Simulation(Value):
    """Who would have got each lead, and how many each person."""

    leads: tuple[SimulatedLead, ...]
    shares: tuple[Share, ...]
    queued: Total
    differing: Total
    """How many would have another owner than today."""


class LeadNotRoutable(Refused):
    @classmethod
    def because_closed(cls, lead: Lead) -> Self:
        return cls(
            "lead {lead} is {status}; only an open lead can be given to somebody",
            {"lead": lead.lead_number, "status": str(lead.status)},
        )


class SelfAssignment(Forbidden):
    @classmethod
    def because_leads_are_assigned(cls, user_id: str) -> Self:
        return cls(
            "{user} may not take leads; a team lead assigns them, or users_may_self_assign is set", {"user": user_id}
        )
