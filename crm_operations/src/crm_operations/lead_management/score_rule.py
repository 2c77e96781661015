"""How a lead is scored, registered so that a score can be judged again."""

from crm_core.leads import LeadScoreResult, LeadScoring, LeadScoringFacts, ScoringModel
from crm_operations.records import Rule


def score(facts: LeadScoringFacts, model: ScoringModel) -> LeadScoreResult:
    return LeadScoring(model).evaluate(facts)


SCORE = Rule("score", LeadScoringFacts, ScoringModel, score, version=1)
