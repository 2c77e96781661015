"""Strategies: each excludes some people and ranks the others (RTE-CRMOP-0102 to 0105)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from crm_operations.lead_routing.criteria import RoutingRule, StrategyName, folded, folded_name
from crm_operations.lead_routing.eligibility import ExclusionReason
from crm_operations.lead_routing.workload import CandidateStats, Credit
from crm_operations.providers import Person

Rank = tuple[float | str, ...]


class Member(NamedTuple):
    """A person as strategies see them: capacity filled in, names folded."""

    person: Person
    capacity: int
    skills: frozenset[str]
    territories: frozenset[str]


class Candidate(NamedTuple):
    member: Member
    stats: CandidateStats


class RoutingCriteria(NamedTuple):
    """What of the lead a choice can depend on."""

    rule: RoutingRule
    territory: str | None
    owner_id: str | None


class Strategy(Protocol):
    """``because`` is the reason for the chosen person; it completes "you were chosen since you ..."."""

    because: str

    def excludes(self, candidate: Candidate, criteria: RoutingCriteria) -> ExclusionReason | None:
        """Why the candidate cannot be chosen; None when it can."""
        ...

    def rank(self, candidate: Candidate, criteria: RoutingCriteria) -> Rank:
        """The candidate with the least rank is chosen; it ends with the id, so that no two are equal."""
        ...

    def credits(self, candidates: Sequence[Candidate], chosen: str) -> tuple[Credit, ...]:
        """Everybody's weight credit after this choice; empty for strategies without credits."""
        ...


class RoundRobin:
    """By the last turn, longest ago first; people without one before all."""

    because = "waited longest for a lead"

    def excludes(self, candidate: Candidate, criteria: RoutingCriteria) -> ExclusionReason | None:  # noqa: ARG002
        return None

    def rank(self, candidate: Candidate, criteria: RoutingCriteria) -> Rank:  # noqa: ARG002
        return candidate.stats.last_turn, candidate.member.person.id

    def credits(self, candidates: Sequence[Candidate], chosen: str) -> tuple[Credit, ...]:  # noqa: ARG002
        return ()


class Weighted(RoundRobin):
    """Smooth weighted round robin: 3 to 1 comes as AABA, not AAAB, and no fraction of a share is ever lost."""

    because = "are next by weight"

    def excludes(self, candidate: Candidate, criteria: RoutingCriteria) -> ExclusionReason | None:  # noqa: ARG002
        return None if candidate.member.person.weight else ExclusionReason.NO_WEIGHT

    def rank(self, candidate: Candidate, criteria: RoutingCriteria) -> Rank:  # noqa: ARG002
        (person, *_), stats = candidate
        return -(stats.credit + person.weight), -person.weight, stats.last_turn, person.id

    def credits(self, candidates: Sequence[Candidate], chosen: str) -> tuple[Credit, ...]:
        total = sum(candidate.member.person.weight for candidate in candidates)
        return tuple(
            Credit(person.id, stats.credit + person.weight - (total if person.id == chosen else 0))
            for (person, *_), stats in candidates
        )


class LeastLoaded(RoundRobin):
    because = "have the fewest open leads for your capacity"

    def rank(self, candidate: Candidate, criteria: RoutingCriteria) -> Rank:  # noqa: ARG002
        member, stats = candidate
        return stats.open_leads / member.capacity, stats.last_turn, member.person.id


class Territory(RoundRobin):
    because = "look after the territory and waited longest"

    def excludes(self, candidate: Candidate, criteria: RoutingCriteria) -> ExclusionReason | None:
        covers = criteria.territory is not None and folded_name(criteria.territory) in candidate.member.territories
        return None if covers else ExclusionReason.OTHER_TERRITORY


class Skill(RoundRobin):
    """Every strategy requires the required skills; this one ranks by the number of preferred ones."""

    because = "have the best skills for it"

    def rank(self, candidate: Candidate, criteria: RoutingCriteria) -> Rank:
        fitting = len(folded(criteria.rule.preferred_skills) & candidate.member.skills)
        return -fitting, candidate.stats.last_turn, candidate.member.person.id


class AccountOwner(RoundRobin):
    because = "look after the customer"

    def excludes(self, candidate: Candidate, criteria: RoutingCriteria) -> ExclusionReason | None:
        return None if candidate.member.person.id == criteria.owner_id else ExclusionReason.NOT_THE_OWNER


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        StrategyName.ROUND_ROBIN: RoundRobin(),
        StrategyName.WEIGHTED: Weighted(),
        StrategyName.LEAST_LOADED: LeastLoaded(),
        StrategyName.TERRITORY: Territory(),
        StrategyName.SKILL: Skill(),
        StrategyName.ACCOUNT_OWNER: AccountOwner(),
    }
)
