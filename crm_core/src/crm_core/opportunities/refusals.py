"""Refused transitions of an opportunity, with the stages it may enter instead."""

from collections.abc import Sequence
from typing import Self, cast

from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.pipelines import AskedRule, Pipeline, PipelineStage, StageJudgement


class InvalidOpportunityStageTransition(Refused):
    @classmethod
    def because_of_the_graph(cls, number: str, stage: str, target: PipelineStage, pipeline: Pipeline) -> Self:
        """Where stages lie between, it names how to pass them."""
        ways = pipeline.stage(stage).next_stages
        if between := pipeline.path_to(stage, target.name)[:-1]:
            reachable = between[-1] if target.is_closed else target.name
            return cls.because_stages_lie_between(number, stage, target.name, ways, reachable)
        return cls.because_not_in_the_graph(number, stage, target.name, ways)

    @classmethod
    def because_not_in_the_graph(cls, number: str, stage: str, target: str, ways: tuple[str, ...]) -> Self:
        return cls(
            "opportunity {opportunity} is in {stage} and cannot move to {target}; from here it can move to: {ways}",
            {
                "opportunity": number,
                "stage": stage,
                "target": target,
                "ways": ", ".join(ways) or "nothing; reopen it first",
            },
        )

    @classmethod
    def because_stages_lie_between(
        cls, number: str, stage: str, target: str, ways: tuple[str, ...], reachable: str
    ) -> Self:
        """``reachable`` is the target, or what comes before it when that is closed."""
        return cls(
            "opportunity {opportunity} is in {stage} and cannot move to {target} at once; from here it can move to: "
            "{ways}; to pass every stage on the way, say crm deal move {opportunity} {reachable} --through",
            {
                "opportunity": number,
                "stage": stage,
                "target": target,
                "ways": ", ".join(ways),
                "reachable": reachable,
            },
        )

    @classmethod
    def because_it_begins_closed(cls, number: str, stage: str) -> Self:
        return cls(
            "opportunity {opportunity} cannot begin in {stage}, which is closed; begin it open, then close it",
            {"opportunity": number, "stage": stage},
        )

    @classmethod
    def because_it_is_open(cls, number: str) -> Self:
        return cls(
            "opportunity {opportunity} is still open; only a closed one can be reopened", {"opportunity": number}
        )

    @classmethod
    def because_closing_settles_more(cls, number: str, target: str) -> Self:
        return cls(
            "opportunity {opportunity} cannot just move to {target}; close it as won or lost, so that its quotation "
            "and its value are settled too",
            {"opportunity": number, "target": target},
        )


class OpportunityCurrencyDiffers(Refused):
    @classmethod
    def because_expected_in_another(cls, number: str, expected: str, currency: str) -> Self:
        return cls(
            "opportunity {opportunity} is expected to bring {expected} and cannot be won in {currency}; say the amount "
            "in {expected}, or first empty what is expected of it",
            {"opportunity": number, "expected": expected, "currency": currency},
        )

    @classmethod
    def because_won_in_another(cls, number: str, won_in: str, currency: str) -> Self:
        return cls(
            "opportunity {opportunity} was won in {won_in}, not in {currency}; say the amount in {won_in}",
            {"opportunity": number, "won_in": won_in, "currency": currency},
        )


class OpportunityNotSettled(Refused):
    """What is paid, or paid back, does not fit what the opportunity was won at."""

    @classmethod
    def because_it_is_not_won(cls, number: str, outcome: str) -> Self:
        return cls(
            "opportunity {opportunity} is {outcome}; only a won one is paid, or paid back",
            {"opportunity": number, "outcome": str(outcome)},
        )

    @classmethod
    def because_it_is_too_much(cls, number: str, what: str, amount: Money, left_minor: int) -> Self:
        return cls(
            "amount: {amount} {currency} in minor units is more than the {left} of opportunity {opportunity} that are "
            "not {what} yet; name at most that",
            {
                "opportunity": number,
                "what": what,
                "amount": amount.minor,
                "currency": amount.currency,
                "left": left_minor,
            },
        )


class OpportunityCategoryFixed(Refused):
    @classmethod
    def because_it_is_closed(cls, number: str, outcome: str) -> Self:
        return cls(
            "opportunity {opportunity} is {outcome}, which says how it is counted; reopen it to forecast it again",
            {"opportunity": number, "outcome": str(outcome)},
        )


class StageRulesUnmet(Refused):
    """The rules of the pipeline do not let the deal enter the stage; ``rules`` names each that is unmet."""

    @property
    def unmet(self) -> tuple[str, ...]:
        """Each rule that is unmet, in words."""
        return tuple(AskedRule.model_validate(rule).explain() for rule in cast(Sequence[object], self.facts["rules"]))

    @classmethod
    def because_rules_are_unmet(cls, number: str, judged: StageJudgement) -> Self:
        case, rules, verdict = judged
        unmet = (f"{rule.explain()}{f' ({rule.remedy})' if rule.remedy else ''}" for rule in verdict.unmet)
        begins = case.from_stage is None
        return cls(
            "opportunity {opportunity} cannot "
            + ("begin in {target}" if begins else "leave {stage} for {target}")
            + " by the rules of {pipeline} (version {version}): {unmet}; or have a manager pass over them, with "
            "--pass-rules and the reason",
            {
                "opportunity": number,
                "stage": case.from_stage or "",
                "target": case.to_stage,
                "pipeline": rules.pipeline,
                "version": rules.version,
                "unmet": "; ".join(unmet),
                "rules": [rule.to_dict() for rule in verdict.unmet],
            },
        )
