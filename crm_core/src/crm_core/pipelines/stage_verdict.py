"""Whether a deal may enter a stage by the rules of its pipeline: a pure verdict that names each rule it asked."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple

from crm_core.conditions import Condition, ConditionError, Facts
from crm_core.opportunity_facts import OpportunityFacts
from crm_core.personal import IMPERSONAL
from crm_core.pipelines.stage import Outcome, PipelineStage, path_between
from crm_core.pipelines.stage_rules import RequiredField
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count, FreeText, Name, StageName

RuleText = Annotated[AnyText, IMPERSONAL]


class StageCase(Value):
    """A deal about to enter ``to_stage``; ``from_stage`` is None where it begins there."""

    from_stage: StageName | None
    to_stage: StageName
    opportunity: OpportunityFacts
    filled: tuple[RequiredField, ...]
    """The fields that have a value, 0 included."""
    pass_reason: FreeText | None = None
    """Why a person passes over what is unmet."""


class PipelineRules(Value):
    """The stages of a pipeline as of one version of its rules."""

    pipeline: Name
    version: Count
    stages: tuple[PipelineStage, ...]

    def stage(self, name: str) -> PipelineStage | None:
        """None where the pipeline has no such stage any more."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def next_stages(self, name: str) -> tuple[str, ...]:
        """Those a deal may enter from there; none from a stage it has no more."""
        stage = self.stage(name)
        return () if stage is None else stage.next_stages


class StageRuleKind(StrEnum):
    REQUIRED_FIELD = "required_field"
    EXIT_CRITERION = "exit_criterion"
    NOT_SKIPPED = "not_skipped"
    NO_RETURN = "no_return"


class AskedRule(Value):
    """One rule that was asked; ``what`` is the field or the condition, None where the stage says it all."""

    stage: RuleText
    kind: StageRuleKind
    what: RuleText | None = None
    holds: bool
    remedy: RuleText | None = None

    def explain(self) -> str:
        """In words: the stage, the rule, and whether it holds."""
        match self.kind:
            case StageRuleKind.REQUIRED_FIELD:
                return f"{self.stage}: {self.what} is {'filled' if self.holds else 'empty'}"
            case StageRuleKind.EXIT_CRITERION:
                return f"{self.stage}: {self.what} {'holds' if self.holds else 'does not hold'}"
            case StageRuleKind.NOT_SKIPPED:
                return f"{self.stage} may not be skipped"
            case StageRuleKind.NO_RETURN:
                return f"{self.stage} may not be gone back to"


class StageVerdict(Value):
    """``allowed`` also where a person passes over what is unmet, which ``passed_over`` then says."""

    allowed: bool
    passed_over: bool = False
    rules: tuple[AskedRule, ...]

    @property
    def unmet(self) -> tuple[AskedRule, ...]:
        return tuple(rule for rule in self.rules if not rule.holds)


class StageJudgement(NamedTuple):
    """A verdict with its case and its policy, as recorded."""

    case: StageCase
    rules: PipelineRules
    verdict: StageVerdict


def judge_stage(case: StageCase, rules: PipelineRules) -> StageVerdict:
    """Every rule of the stages the deal leaves or passes. Losing a deal and reopening one ask for nothing."""
    asked = tuple(_asked(case, rules))
    unmet = not all(rule.holds for rule in asked)
    passed_over = unmet and case.pass_reason is not None
    return StageVerdict(allowed=not unmet or passed_over, passed_over=passed_over, rules=asked)


def may_ask(rules: PipelineRules, from_stage: str | None, to_stage: str) -> bool:
    """Whether a deal on this way is asked for anything, without looking at the deal."""
    left, skipped, returned_to = _concerned(rules, from_stage, to_stage)
    return bool(left or skipped or returned_to)


def _asked(case: StageCase, rules: PipelineRules) -> Iterator[AskedRule]:
    left, skipped, returned_to = _concerned(rules, case.from_stage, case.to_stage)
    facts: Facts | None = None
    for stage in left:
        for field in stage.required_fields:
            yield AskedRule(
                stage=stage.name,
                kind=StageRuleKind.REQUIRED_FIELD,
                what=field.value,
                holds=field in case.filled,
                remedy=_REMEDIES[field],
            )
        for criterion in stage.exit_criteria:
            facts = facts or Facts(opportunity=case.opportunity)
            yield AskedRule(
                stage=stage.name,
                kind=StageRuleKind.EXIT_CRITERION,
                what=criterion.condition,
                holds=_holds(criterion.condition, facts),
                remedy=criterion.remedy,
            )
    for stage in skipped:
        yield AskedRule(stage=stage.name, kind=StageRuleKind.NOT_SKIPPED, holds=False, remedy="enter it first")
    for stage in returned_to:
        yield AskedRule(stage=stage.name, kind=StageRuleKind.NO_RETURN, holds=False, remedy="go on, or lose the deal")


class _Concerned(NamedTuple):
    """The stages with something to say: at their exit, because they are jumped over, or because they are over."""

    left: tuple[PipelineStage, ...]
    skipped: tuple[PipelineStage, ...]
    returned_to: tuple[PipelineStage, ...]


def _concerned(rules: PipelineRules, from_stage: str | None, to_stage: str) -> _Concerned:
    target, source = rules.stage(to_stage), None if from_stage is None else rules.stage(from_stage)
    if target is None or target.outcome is Outcome.LOST or (source is None and from_stage is not None):
        return _Concerned((), (), ())
    if source is not None and source.is_closed:
        return _Concerned((), (), ())
    if source is not None and target.display_order < source.display_order:
        return _Concerned((), (), () if target.may_be_returned_to else (target,))
    if source is None:
        first = min(rules.stages, key=lambda stage: stage.display_order)
        way = () if first is target else (first.name, *path_between(rules.next_stages, first.name, to_stage))
        before = {*way} - {to_stage}
        left = tuple(stage for stage in rules.stages if stage.name in before)
        begins = 0
    else:
        left, begins = (source,), source.display_order
    skipped = tuple(
        stage
        for stage in rules.stages
        if not stage.may_be_skipped and not stage.is_closed and begins < stage.display_order < target.display_order
    )
    return _Concerned(tuple(stage for stage in left if stage.asks_at_exit), skipped, ())


def _holds(condition: str, facts: Facts) -> bool:
    """What cannot be evaluated does not hold, so that a person can still pass over it."""
    try:
        return Condition.of(condition).matches(facts)
    except ConditionError:
        return False


_REMEDIES = {
    RequiredField.DESCRIPTION: "fill it in with crm deal edit --description",
    RequiredField.CONTACT: "name the contact with crm deal edit --contact",
    RequiredField.EXPECTED_REVENUE: "fill it in with crm deal edit --value",
    RequiredField.EXPECTED_CLOSE_DATE: "fill it in with crm deal edit --close-date",
    RequiredField.NOTES: "fill it in with crm deal edit --notes",
    RequiredField.DISCOUNT: "fill it in with crm deal edit --discount",
    RequiredField.MARGIN: "fill it in with crm deal edit --margin",
    RequiredField.PAYMENT_DAYS: "fill it in with crm deal edit --payment-days",
    RequiredField.TERM_MONTHS: "fill it in with crm deal edit --term-months",
    RequiredField.CLAUSES: "name them with crm deal edit --non-standard-clause",
    RequiredField.QUOTATION: "quote it with crm deal quote",
}
