"""The rules of stages: judged by the deal wherever it enters one, recorded here, passed over by permission."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.opportunities import Opportunity
from crm_core.pipelines import (
    AskedRule,
    Outcome,
    Pipeline,
    PipelineNotFound,
    PipelineRules,
    StageCase,
    StageJudgement,
    judge_stage,
)
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Reason
from crm_operations.records import Rule, UnitOfWork

STAGE_RULES = Rule("stage_rules", StageCase, PipelineRules, judge_stage, version=1)

PassRules = Annotated[
    Reason, Field(description="Pass over the rules of the pipeline, for this reason; it takes a manager.")
]


class StageCheck(Value):
    """What a deal is asked for on its way to ``target``, and whether it may go; nothing is written."""

    opportunity_number: AnyText
    stage: AnyText
    target: AnyText
    allowed: bool
    rules: tuple[AskedRule, ...] = ()

    @classmethod
    def of(cls, opportunity: Opportunity, target: str, judged: StageJudgement | None) -> "StageCheck":
        """Allowed where nothing is asked."""
        return cls(
            opportunity_number=opportunity.opportunity_number,
            stage=opportunity.stage,
            target=target,
            allowed=judged is None or judged.verdict.allowed,
            rules=judged.verdict.rules if judged else (),
        )


def require_pass(actor: Actor, pass_rules: str | None) -> None:
    """Raises NotPermitted for a reason given by somebody who may not pass over rules."""
    if pass_rules is not None:
        actor.require(Permission.DEAL_PASS_RULES)


def record_verdict(work: UnitOfWork, opportunity: Opportunity, judged: StageJudgement | None, *, at: datetime) -> None:
    """Records by what rules the deal enters a stage, in the commit in which it does; nothing where none was asked."""
    if judged is None:
        return
    case, rules, verdict = judged
    passed = (f"passed over: {case.pass_reason}",) if verdict.passed_over else ()
    work.decisions.record(
        STAGE_RULES,
        opportunity.ref,
        policy=rules,
        policy_version=f"{rules.pipeline}, version {rules.version}",
        case=case,
        verdict=verdict,
        reasons=(*passed, *(rule.explain() for rule in verdict.rules)),
        at=at,
    )


def former_rules(work: UnitOfWork, pipeline: Pipeline, version: int) -> PipelineRules:
    """The stages as that version had them, from the history. Raises PipelineNotFound for a version there was not."""
    known = 1
    for entry in work.history.of(pipeline.ref):
        changes = entry.fields
        known = changes.get("rules_version", (None, known))[1]
        if known == version and "stages" in changes and "stages" not in entry.removed:
            stages = changes["stages"][1]
            return PipelineRules.model_validate({"pipeline": pipeline.name, "version": version, "stages": stages})
    raise PipelineNotFound.because_no_such_version(pipeline.name, version, pipeline.rules_version)


def next_stage(opportunity: Opportunity, pipeline: Pipeline) -> str | None:
    """The first stage its own leads to that does not lose it; None from a closed one, or where there is none."""
    ways = map(pipeline.stage, pipeline.stage(opportunity.stage).next_stages)
    onward = [stage for stage in ways if stage.outcome is not Outcome.LOST]
    later = [stage for stage in onward if stage.display_order > pipeline.stage(opportunity.stage).display_order]
    return min(later or onward, key=lambda stage: stage.display_order).name if onward else None
