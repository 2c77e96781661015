"""How a tenant scores leads, as versioned data: rules, weights and caps (PLAN-018, PLAN-028)."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from crm_core.conditions import ConditionError, Expression
from crm_core.errors import Invalid
from crm_core.leads.score import ScoreCategory
from crm_core.leads.scoring_facts import scoring_condition
from crm_core.leads.selection_facts import sources_named
from crm_core.money import CurrencyCode
from crm_core.values import Value
from crm_core.vocabulary import Count, ShortText, WholeNumber

WHOLE_CATEGORY = "*"
"""The factor of a weight that holds for every rule of its category which has no weight of its own."""

FULL_PERCENT = 100

Points = Annotated[int, Field(ge=0, le=100)]


class ScoringRule(Value):
    """Adds its points, which may be negative, when its condition holds."""

    category: ScoreCategory
    factor: ShortText
    condition: Expression
    points: WholeNumber
    is_active: bool = True


class ScoringWeight(Value):
    """How much of its points a rule of that factor counts, in percent."""

    category: ScoreCategory
    factor: ShortText = WHOLE_CATEGORY
    percent: Annotated[int, Field(ge=0, le=1_000)]
    is_active: bool = True

    @property
    def target(self) -> tuple[ScoreCategory, str]:
        """The category and factor it weighs; a model weighs each once."""
        return self.category, self.factor


class CategoryCaps(Value):
    """The most points each category may count; the least is 0."""

    demographic: Points = 25
    behavioral: Points = 25
    engagement: Points = 25
    firmographic: Points = 25

    def of(self, category: ScoreCategory) -> int:
        """The cap of that category, in points."""
        cap: int = getattr(self, category)
        return cap


class ScoringError(Invalid):
    @classmethod
    def because_no_rule_is_active(cls, model: str) -> Self:
        return cls("rules: {model} has no active rule, so it would score nothing; activate one", {"model": model})

    @classmethod
    def because_weights_add_up_to_nothing(cls, model: str) -> Self:
        return cls(
            "weights: those of {model} add up to nothing, so no rule would count; give one more than 0 percent",
            {"model": model},
        )

    @classmethod
    def because_weight_is_given_twice(cls, model: str, category: str, factor: str) -> Self:
        return cls(
            "weights: {model} weighs {category}/{factor} twice; keep one of them",
            {"model": model, "category": category, "factor": factor},
        )

    @classmethod
    def because_weight_fits_no_rule(cls, model: str, category: str, factor: str, known: str) -> Self:
        return cls(
            "weights: {model} weighs {category}/{factor}, but has no such rule; factors of {category}: {known}",
            {"model": model, "category": category, "factor": factor, "known": known},
        )

    @classmethod
    def because_condition_is_unusable(cls, rule: ScoringRule, cause: ConditionError) -> Self:
        return cls(
            "rules: {category}/{factor}: {cause}",
            {"category": str(rule.category), "factor": rule.factor, "cause": str(cause)},
        )


class ScoringModel(Value):
    """One version of a tenant's scoring.

    A model that could never score raises ScoringError when it is constructed.
    """

    version: Count
    name: ShortText
    rules: tuple[ScoringRule, ...]
    weights: tuple[ScoringWeight, ...] = ()
    caps: CategoryCaps = CategoryCaps()
    currency: CurrencyCode | None = None
    """What the amounts in its conditions are in; None is the tenant's own."""

    @model_validator(mode="after")
    def _can_score(self) -> Self:
        self._check_rules()
        self._check_weights()
        return self

    @property
    def active_rules(self) -> tuple[ScoringRule, ...]:
        """The rules that count; an inactive rule stays in the model and counts nothing."""
        return tuple(rule for rule in self.rules if rule.is_active)

    @property
    def sources(self) -> frozenset[str]:
        """The keys of the sources that its conditions name."""
        return frozenset().union(*(sources_named(rule.condition) for rule in self.rules))

    def percent_of(self, rule: ScoringRule) -> int:
        """The weight of the rule's own factor, else that of its whole category, else all of its points."""
        percents = {weight.target: weight.percent for weight in self.weights if weight.is_active}
        whole_category = percents.get((rule.category, WHOLE_CATEGORY), FULL_PERCENT)
        return percents.get((rule.category, rule.factor), whole_category)

    def with_weights(self, weights: Iterable[ScoringWeight]) -> "ScoringModel":
        """The next version: these weights replace their namesakes, the others stay. Raises ScoringError."""
        replaced = {weight.target: weight for weight in (*self.weights, *weights)}
        return ScoringModel(
            version=self.version + 1,
            name=self.name,
            rules=self.rules,
            weights=tuple(replaced.values()),
            caps=self.caps,
            currency=self.currency,
        )

    def _check_rules(self) -> None:
        if not self.active_rules:
            raise ScoringError.because_no_rule_is_active(self.name)
        for rule in self.rules:
            try:
                scoring_condition(rule.condition)
            except ConditionError as cause:
                raise ScoringError.because_condition_is_unusable(rule, cause) from cause

    def _check_weights(self) -> None:
        for (category, factor), count in Counter(weight.target for weight in self.weights).items():
            factors = sorted({rule.factor for rule in self.rules if rule.category is category})
            if count > 1:
                raise ScoringError.because_weight_is_given_twice(self.name, category, factor)
            if factor not in (WHOLE_CATEGORY, *factors):
                raise ScoringError.because_weight_fits_no_rule(self.name, category, factor, ", ".join(factors))
        percents = [weight.percent for weight in self.weights if weight.is_active]
        if percents and not (sum(percents) and any(self.percent_of(rule) for rule in self.active_rules)):
            raise ScoringError.because_weights_add_up_to_nothing(self.name)
