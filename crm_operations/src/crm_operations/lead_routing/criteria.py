"""Which leads a routing rule applies to, and among whom it chooses (RTE-CRMOP-0106 to 0110)."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from crm_core.conditions import ConditionError, Expression
from crm_core.leads import SelectableLead, sources_named
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, Name, PersonId, ShortText, SourceKey
from crm_operations.providers import Person

Score = Annotated[int, Field(ge=0, le=100)]
RuleId = Annotated[ShortText, Field(max_length=64)]


class StrategyName(StrEnum):
    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    LEAST_LOADED = "least_loaded"
    TERRITORY = "territory"
    SKILL = "skill"
    ACCOUNT_OWNER = "account_owner"


class Fallback(StrEnum):
    """What happens to a lead when no person of the rule is eligible."""

    NEXT_RULE = "next_rule"
    QUEUE = "queue"


class Criterion(StrEnum):
    """Why a rule does not apply to a lead."""

    PERIOD = "period"
    TERRITORY = "territory"
    SCORE = "score"
    SOURCE = "source"
    INDUSTRY = "industry"
    CONDITION = "condition"
    UNANSWERABLE = "unanswerable condition"
    """The lead's facts have types the condition cannot compare; that never stops the routing of others."""


class Pool(Value):
    """The people a rule chooses from: a team, people by id, both together, or everybody."""

    team: ShortText | None = None
    users: frozenset[PersonId] = frozenset()
    everyone: bool = False

    def holds(self, person: Person) -> bool:
        """Whether the person belongs to it, active or not."""
        return self.everyone or person.id in self.users or (self.team is not None and person.team == self.team)


class RoutingRule(Value):
    """All its criteria must hold; an unknown fact never matches. Names compare without case."""

    id: RuleId
    position: Count
    """Rules are tried from the lowest position up; the first with an eligible person decides."""
    name: ShortText
    is_active: bool = True
    active_from: Utc | None = None
    active_until: Utc | None = None
    """Up to but not including this moment."""

    territories: frozenset[ShortText] = frozenset()
    minimum_score: Score | None = None
    maximum_score: Score | None = None
    """Inclusive, as is the minimum."""
    sources: frozenset[SourceKey] = frozenset()
    industries: frozenset[ShortText] = frozenset()
    condition: Expression | None = None
    """In CEL over ``lead``: ``lead.attributes.employees > 100 AND lead.grade == "A"``."""

    strategy: Name
    """One of StrategyName; an unknown one is refused when the rules are set, with the known ones."""
    otherwise: Name | None = None
    """The rule's next strategy, for when the first finds nobody."""
    pool: Pool
    required_skills: frozenset[ShortText] = frozenset()
    preferred_skills: frozenset[ShortText] = frozenset()
    """For the skill strategy: people with most of these rank first."""
    within_working_hours: bool = True
    fallback: Fallback = Fallback.NEXT_RULE
    queue: ShortText | None = None
    """Where leads wait with Fallback.QUEUE; unnamed, in the tenant's fallback queue."""

    def evaluate(self, lead: SelectableLead, at: datetime) -> Criterion | None:
        """The first criterion that does not hold, or None: the rule is for this lead."""
        facts = lead.facts
        for criterion, holds in (
            (Criterion.PERIOD, self.is_in_force(at)),
            (Criterion.TERRITORY, not self.territories or is_among(facts.territory, self.territories)),
            (Criterion.SCORE, self._spans(facts.score)),
            (Criterion.SOURCE, not self.sources or facts.source in self.sources),
            (Criterion.INDUSTRY, not self.industries or is_among(facts.industry, self.industries)),
        ):
            if not holds:
                return criterion
        return self._unfulfilled(lead)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it is active and ``at`` lies in its period."""
        started = self.active_from is None or self.active_from <= at
        return self.is_active and started and (self.active_until is None or at < self.active_until)

    @property
    def strategies(self) -> tuple[str, ...]:
        """In the order they are tried."""
        return (self.strategy,) if self.otherwise is None else (self.strategy, self.otherwise)

    @property
    def pool_key(self) -> str:
        """The pool whose turns the rule uses: rules over one team share turns, people named by id have their own."""
        if self.pool.everyone:
            return "everyone"
        return f"team:{self.pool.team}" if self.pool.team and not self.pool.users else f"rule:{self.id}"

    def _spans(self, score: int) -> bool:
        above = self.minimum_score is None or score >= self.minimum_score
        return above and (self.maximum_score is None or score <= self.maximum_score)

    def _unfulfilled(self, lead: SelectableLead) -> Criterion | None:
        if self.condition is None:
            return None
        try:
            return None if lead.fulfils(self.condition) else Criterion.CONDITION
        except ConditionError:
            return Criterion.UNANSWERABLE


class RuleSet(Value):
    """The rules of a tenant as they stood in one version; version 0 is a tenant without any."""

    version: Count = 0
    rules: tuple[RoutingRule, ...] = ()

    @property
    def in_order(self) -> tuple[RoutingRule, ...]:
        """By position, then id."""
        return tuple(sorted(self.rules, key=lambda rule: (rule.position, rule.id)))

    @property
    def sources(self) -> frozenset[str]:
        """The sources that criteria and conditions of the rules name."""
        named = (sources_named(rule.condition) for rule in self.rules if rule.condition is not None)
        return frozenset[str]().union(*(rule.sources for rule in self.rules), *named)

    @property
    def asks_for_owners(self) -> bool:
        """Whether a strategy needs the owner of the lead's customer."""
        return any(StrategyName.ACCOUNT_OWNER in rule.strategies for rule in self.rules)


def is_among(name: str | None, names: frozenset[str]) -> bool:
    return name is not None and folded_name(name) in folded(names)


@lru_cache(maxsize=4_096)
def folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(folded_name(name) for name in names)


def folded_name(name: str) -> str:
    return name.strip().casefold()
