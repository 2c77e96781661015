"""The case, policy and verdict of a routing decision, as they are recorded."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from crm_core.leads import SelectionFacts
from crm_core.personal import IMPERSONAL
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.lead_routing.criteria import Criterion, RuleSet
from crm_operations.lead_routing.eligibility import ExclusionReason
from crm_operations.lead_routing.workload import CandidateStats, Credit, Roster, StandIn


class RoutingCase(Value):
    """The facts of a decision; the figures are those of the pools that were tried."""

    lead: SelectionFacts
    at: Utc
    owner_id: Annotated[AnyText, IMPERSONAL] | None = None
    """The owner of the lead's customer."""
    reassigned_from: Annotated[AnyText, IMPERSONAL] | None = None
    """Who gives the lead away and cannot get it back."""
    last_turn: Total
    pool_stats: Annotated[Mapping[AnyText, tuple[CandidateStats, ...]], IMPERSONAL] = Field(default_factory=dict)
    stand_ins: Annotated[tuple[StandIn, ...], IMPERSONAL] = ()
    """Of those people of the pools that were tried who have delegated their leads."""


class RoutingPolicy(Value):
    """The rules, the people as they were, and the queue for leads without an eligible person."""

    rules: RuleSet
    roster: Roster
    fallback_queue: AnyText


class Exclusion(Value):
    """People left out for one reason. Who is not the owner of the account is not listed: that is everybody else."""

    reason: ExclusionReason
    users: tuple[AnyText, ...] = ()


class Attempt(Value):
    """One strategy of a rule that is for the lead: who could take it, and who could not."""

    rule_id: AnyText
    strategy: AnyText
    pool: AnyText
    considered: tuple[AnyText, ...]
    excluded: tuple[Exclusion, ...]


class SkippedRule(NamedTuple):
    """A rule that is not for the lead."""

    rule_id: str
    criterion: Criterion


class Pointer(NamedTuple):
    """The person of a pool who was last chosen, and in which turn."""

    user_id: str | None
    turn: int


class Assigned(Value):
    """The person, the rule and strategy that chose them, and the turns before and after."""

    outcome: Literal["assigned"] = "assigned"
    user_id: AnyText
    rule_id: AnyText
    strategy: AnyText
    pool: AnyText
    pointer_before: Pointer
    pointer_after: Pointer
    credits: tuple[Credit, ...] = ()
    """Everybody's weight credit in a weighted pool after this choice."""
    delegated_by: tuple[AnyText, ...] | None = None
    """Who was chosen, then whoever was named in between, where ``user_id`` stands in; the turn is the chosen one's."""
    attempts: tuple[Attempt, ...]
    skipped_rules: tuple[SkippedRule, ...] = ()


class Queued(Value):
    """Nobody can take the lead now, or no rule is for it."""

    outcome: Literal["queued"] = "queued"
    queue: AnyText
    attempts: tuple[Attempt, ...] = ()
    skipped_rules: tuple[SkippedRule, ...] = ()


RoutingVerdict = Annotated[Assigned | Queued, Field(discriminator="outcome")]
