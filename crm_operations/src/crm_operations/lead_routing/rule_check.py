"""Refuses rules that could never work when they are set, naming field and remedy."""

from collections.abc import Sequence
from typing import Self

from crm_core.conditions import ConditionError
from crm_core.errors import Invalid
from crm_core.leads import selection_condition
from crm_operations.lead_routing.criteria import RoutingRule, StrategyName
from crm_operations.lead_routing.strategies import STRATEGIES
from crm_operations.providers import Person


class InvalidRoutingRule(Invalid):
    @classmethod
    def because_of(cls, rule: RoutingRule, field: str, problem: str, remedy: str) -> Self:
        return cls.field(f"rule {rule.id!r}, {field}", problem, remedy)


def check_rules(rules: Sequence[RoutingRule], people: Sequence[Person]) -> None:
    """Raises InvalidRoutingRule for the first thing that is wrong."""
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            if other.id == rule.id:
                raise InvalidRoutingRule.because_of(rule, "id", "two rules have it", "give each rule its own")
            if other.position == rule.position:
                problem = f"{other.id!r} has position {rule.position} too"
                raise InvalidRoutingRule.because_of(rule, "position", problem, "say which one is tried first")
        _check_criteria(rule)
        _check_strategies(rule)
        _check_pool(rule, people)


def _check_criteria(rule: RoutingRule) -> None:
    if rule.minimum_score is not None and rule.maximum_score is not None and rule.minimum_score > rule.maximum_score:
        problem = f"{rule.minimum_score} is above maximum_score {rule.maximum_score}"
        raise InvalidRoutingRule.because_of(rule, "minimum_score", problem, "no score fits; lower it")
    if rule.active_from is not None and rule.active_until is not None and rule.active_from >= rule.active_until:
        problem = f"{rule.active_from} is not before active_until {rule.active_until}"
        raise InvalidRoutingRule.because_of(rule, "active_from", problem, "no moment fits; set it earlier")
    if rule.condition is not None:
        try:
            selection_condition(rule.condition)
        except ConditionError as cause:
            problem = str(cause).removeprefix("condition: ")
            raise InvalidRoutingRule.because_of(rule, "condition", problem, "ask only for these facts") from cause


def _check_strategies(rule: RoutingRule) -> None:
    for field, strategy in (("strategy", rule.strategy), ("otherwise", rule.otherwise)):
        if strategy is not None and strategy not in STRATEGIES:
            known = ", ".join(sorted(STRATEGIES))
            raise InvalidRoutingRule.because_of(rule, field, f"there is no {strategy!r}", f"use one of: {known}")
    if StrategyName.SKILL in rule.strategies and not rule.required_skills | rule.preferred_skills:
        problem = "the skill strategy needs to know which skills"
        raise InvalidRoutingRule.because_of(rule, "required_skills", problem, "name some, or some preferred_skills")


def _check_pool(rule: RoutingRule, people: Sequence[Person]) -> None:
    if not (rule.pool.everyone or rule.pool.team or rule.pool.users):
        raise InvalidRoutingRule.because_of(rule, "pool", "it names nobody", "name a team, users, or everyone")
    if unknown := sorted(rule.pool.users - {person.id for person in people}):
        problem = f"nobody is called {', '.join(unknown)}"
        raise InvalidRoutingRule.because_of(rule, "pool.users", problem, "name people of the directory")
    active = [person for person in people if person.is_active and rule.pool.holds(person)]
    if not active:
        raise InvalidRoutingRule.because_of(rule, "pool", "there is nobody in it", "name a team with active people")
    if StrategyName.WEIGHTED in rule.strategies and not any(person.weight for person in active):
        problem = "everybody in it has weight 0"
        raise InvalidRoutingRule.because_of(rule, "pool", problem, "give somebody a weight")
