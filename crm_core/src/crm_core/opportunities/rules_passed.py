"""A person passes over the rules of a pipeline, with a reason; without one, what is unmet is refused."""

from collections.abc import Mapping
from datetime import datetime

from crm_core.opportunities.refusals import StageRulesUnmet
from crm_core.pipelines import StageJudgement
from crm_core.values import Utc, Value
from crm_core.vocabulary import FreeText


class RulesPassed(Value):
    """When and why a person last passed over a rule of the pipeline for a deal."""

    at: Utc
    reason: FreeText


def passing(number: str, judged: StageJudgement | None, at: datetime) -> Mapping[str, object]:
    """What entering a stage by that verdict changes besides. Raises StageRulesUnmet."""
    if judged is None or not judged.verdict.unmet:
        return {}
    if judged.case.pass_reason is None:
        raise StageRulesUnmet.because_rules_are_unmet(number, judged)
    return {"rules_passed": RulesPassed(at=at, reason=judged.case.pass_reason)}
