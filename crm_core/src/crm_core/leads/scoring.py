"""Scoring a lead: which rules hold, what each counts, and the total (PLAN-006, PLAN-012)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from crm_core.conditions import ConditionError, Facts
from crm_core.leads.lead import Lead
from crm_core.leads.score import SALES_READY, Grade, LeadScore, ScoreCategory
from crm_core.leads.scoring_facts import Engagement, LeadScoringFacts, is_threshold_in_money, scoring_condition
from crm_core.leads.scoring_model import FULL_PERCENT, ScoringModel, ScoringRule, ScoringWeight
from crm_core.leads.scoring_template import default_scoring_model
from crm_core.money import rounded_ratio
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total

HIGHEST_TOTAL = 100


class LineKind(StrEnum):
    """Where the points of a line come from."""

    RULE = "rule"
    CATEGORY_LIMIT = "category_limit"
    TOTAL_LIMIT = "total_limit"


class ScoreLine(Value):
    """One line of the account: a rule that holds, or what a limit changed.

    ``points`` are the rule's, ``percent`` its weight, ``counted`` what they come to, rounded half to even.
    """

    kind: LineKind
    category: ScoreCategory | None
    factor: AnyText
    condition: AnyText | None = None
    points: Total
    percent: Total = FULL_PERCENT
    counted: Total

    def explain(self) -> str:
        """Such as ``engagement/meeting +10: activity.meetings > 0``."""
        weight = f", {self.percent} % of {self.points}" if self.percent != FULL_PERCENT else ""
        condition = f": {self.condition}" if self.condition else ""
        return f"{self.category or 'total'}/{self.factor} {self.counted:+d}{weight}{condition}"


class SkippedRule(Value):
    """A rule that this lead cannot be scored by: a fact has another type, or an amount another currency."""

    category: ScoreCategory
    factor: AnyText
    problem: AnyText

    def explain(self) -> str:
        """Category, factor and the problem."""
        return f"{self.category}/{self.factor} was skipped: {self.problem}"


class CategoryScore(Value):
    """``raw`` is the sum of the rules' points, ``counted`` that sum limited to 0 and the cap."""

    category: ScoreCategory
    raw: Total
    cap: Total
    counted: Total


class LeadScoreResult(Value):
    """The score and its account: the total is the sum of what the lines count."""

    score: LeadScore
    categories: tuple[CategoryScore, ...]
    lines: tuple[ScoreLine, ...]
    skipped: tuple[SkippedRule, ...]
    facts: LeadScoringFacts
    model_name: AnyText
    model_version: Total

    @property
    def total(self) -> int:
        """0 to 100."""
        return self.score.total

    @property
    def grade(self) -> Grade:
        return self.score.grade

    def explain(self) -> tuple[str, ...]:
        """The account in words, a text for each line: total and model, rules, skipped rules."""
        return (
            f"total {self.total}, grade {self.grade}, by {self.model_name}, version {self.model_version}",
            *(line.explain() for line in self.lines),
            *(rule.explain() for rule in self.skipped),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; ``score`` with its grade."""
        return {**super().to_dict(), "score": self.score.to_dict()}


class LeadScoring:
    """Scores leads by one model, and reads or stores nothing.

    Ages are counted at the moment asked for, so points expire without a nightly job.
    """

    def __init__(self, model: ScoringModel | None = None) -> None:
        """By ``default_scoring_model`` when ``model`` is None."""
        model = model or default_scoring_model()
        self._model = model
        self._rules = [(rule, model.percent_of(rule), scoring_condition(rule.condition)) for rule in model.active_rules]

    def calculate_score(self, lead: Lead, engagement: Engagement, at: datetime) -> LeadScore:
        """The score at that moment; ``get_score_breakdown`` answers its account too."""
        return self.get_score_breakdown(lead, engagement, at).score

    def get_score_breakdown(
        self, lead: Lead, engagement: Engagement, at: datetime, currency: str | None = None
    ) -> LeadScoreResult:
        """The score at that moment, with its account.

        ``currency`` is the tenant's: that of the model's thresholds where the model names none.
        """
        return self.evaluate(LeadScoringFacts.of(lead, engagement, at, currency))

    def is_qualified(self, lead: Lead, engagement: Engagement, at: datetime, *, threshold: int = SALES_READY) -> bool:
        """Whether the score at that moment reaches ``threshold``, 0 to 100."""
        return self.calculate_score(lead, engagement, at).is_qualified(threshold)

    def update_weights(self, weights: Iterable[ScoringWeight]) -> "LeadScoring":
        """Scoring by the model's next version. Raises ScoringError."""
        return LeadScoring(self._model.with_weights(weights))

    def get_configuration(self) -> ScoringModel:
        """The model that leads are scored by."""
        return self._model

    def evaluate(self, facts: LeadScoringFacts) -> LeadScoreResult:
        """Scores stored facts; the same facts and model always have the same result."""
        fired, skipped = self._ask_rules(facts.for_conditions(), self._odd_currency(facts))
        categories = [self._category(category, fired) for category in ScoreCategory]
        total = sum(category.counted for category in categories)
        clamped = min(total, HIGHEST_TOTAL)
        return LeadScoreResult(
            score=LeadScore(total=clamped, **{each.category.value: each.counted for each in categories}),
            categories=tuple(categories),
            lines=(
                *fired,
                *_limit_lines(categories),
                *_limit_line(LineKind.TOTAL_LIMIT, None, HIGHEST_TOTAL, clamped - total),
            ),
            skipped=tuple(skipped),
            facts=facts,
            model_name=self._model.name,
            model_version=self._model.version,
        )

    def _odd_currency(self, facts: LeadScoringFacts) -> str | None:
        """Why an amount of this lead cannot be compared with the model's; None when it can, or the lead has none."""
        theirs, ours = facts.lead.currency_code, self._model.currency or facts.currency
        if facts.lead.estimated_value_minor is None or theirs is None or ours in {None, theirs}:
            return None
        return f"its amount is in {ours} and the lead's in {theirs}, so the two cannot be compared"

    def _ask_rules(self, facts: Facts, odd_currency: str | None) -> tuple[list[ScoreLine], list[SkippedRule]]:
        fired: list[ScoreLine] = []
        skipped: list[SkippedRule] = []
        for rule, percent, condition in self._rules:
            if odd_currency is not None and is_threshold_in_money(condition):
                skipped.append(SkippedRule(category=rule.category, factor=rule.factor, problem=odd_currency))
                continue
            try:
                if condition.matches(facts):
                    fired.append(_rule_line(rule, percent))
            # Names were checked with the model, so this is an unusual fact of one lead, which must not stop the others.
            except ConditionError as problem:
                skipped.append(SkippedRule(category=rule.category, factor=rule.factor, problem=str(problem)))
        return fired, skipped

    def _category(self, category: ScoreCategory, fired: Sequence[ScoreLine]) -> CategoryScore:
        raw = sum(line.counted for line in fired if line.category is category)
        cap = self._model.caps.of(category)
        return CategoryScore(category=category, raw=raw, cap=cap, counted=max(0, min(raw, cap)))


def _rule_line(rule: ScoringRule, percent: int) -> ScoreLine:
    return ScoreLine(
        kind=LineKind.RULE,
        category=rule.category,
        factor=rule.factor,
        condition=rule.condition,
        points=rule.points,
        percent=percent,
        counted=rounded_ratio(rule.points * percent, FULL_PERCENT),
    )


def _limit_lines(categories: Iterable[CategoryScore]) -> list[ScoreLine]:
    return [
        line
        for each in categories
        for line in _limit_line(LineKind.CATEGORY_LIMIT, each.category, each.cap, each.counted - each.raw)
    ]


def _limit_line(kind: LineKind, category: ScoreCategory | None, highest: int, change: int) -> tuple[ScoreLine, ...]:
    """The line of a limit: it subtracts points above the maximum, and adds back those below 0."""
    if change == 0:
        return ()
    factor = f"at most {highest}" if change < 0 else "at least 0"
    return (ScoreLine(kind=kind, category=category, factor=factor, points=change, counted=change),)
