"""The default scoring model, used until a tenant sets its own (PLAN-006).

The person and the company make up half of the score, the source and the activity since the other
half. Amounts are minor units of the tenant's currency.
"""

from functools import cache

from crm_core.leads.score import ScoreCategory
from crm_core.leads.scoring_model import ScoringModel, ScoringRule


def _rule(category: ScoreCategory, factor: str, points: int, condition: str) -> ScoringRule:
    return ScoringRule(category=category, factor=factor, points=points, condition=condition)


@cache
def default_scoring_model() -> ScoringModel:
    """Version 0: a tenant's own models count from 1. Made when first asked for, since its conditions are compiled."""
    return ScoringModel(
        version=0,
        name="standard scoring 1",
        rules=(
            _rule(ScoreCategory.DEMOGRAPHIC, "email", 8, "lead.has_email"),
            _rule(ScoreCategory.DEMOGRAPHIC, "phone", 8, "lead.has_phone"),
            _rule(ScoreCategory.DEMOGRAPHIC, "company", 9, "has(lead.company)"),
            _rule(ScoreCategory.FIRMOGRAPHIC, "industry", 8, "has(lead.industry)"),
            _rule(ScoreCategory.FIRMOGRAPHIC, "value", 9, "lead.estimated_value_minor >= 1000000"),
            # An imported head count is a text: int() reads both.
            _rule(ScoreCategory.FIRMOGRAPHIC, "company_size", 8, "int(lead.attributes.employees) >= 200"),
            _rule(ScoreCategory.BEHAVIORAL, "source", 13, 'lead.source in ["referral", "partner"]'),
            _rule(ScoreCategory.BEHAVIORAL, "source", 6, 'lead.source in ["website", "email", "phone", "event"]'),
            _rule(ScoreCategory.BEHAVIORAL, "first_meeting", 12, "activity.meetings >= 1"),
            _rule(ScoreCategory.ENGAGEMENT, "in_touch", 8, "activity.interactions >= 1"),
            _rule(ScoreCategory.ENGAGEMENT, "several_meetings", 9, "activity.meetings >= 2"),
            _rule(ScoreCategory.ENGAGEMENT, "recent_activity", 8, "activity.recent >= 1"),
            _rule(ScoreCategory.ENGAGEMENT, "silence", -10, "activity.days_since_last > 60"),
        ),
    )
