"""Scoring a lead: the total is the sum of its account, and the account tells why."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.leads import (
    CategoryCaps,
    CategoryScore,
    Engagement,
    Lead,
    LeadScore,
    LeadScoreResult,
    LeadScoring,
    LeadScoringFacts,
    LineKind,
    ScoreCategory,
    ScoringError,
    ScoringModel,
    ScoringRule,
    ScoringWeight,
)
from crm_core.testing import START, a_lead

DEMOGRAPHIC, BEHAVIORAL = ScoreCategory.DEMOGRAPHIC, ScoreCategory.BEHAVIORAL
ALWAYS, NEVER = "lead.age_days >= 0", "lead.age_days < 0"


def a_rule(
    points: int, *, category: ScoreCategory = DEMOGRAPHIC, factor: str = "f", condition: str = ALWAYS
) -> ScoringRule:
    return ScoringRule(category=category, factor=factor, condition=condition, points=points)


def scored(*rules: ScoringRule, percent: int | None = None, caps: CategoryCaps | None = None) -> LeadScoreResult:
    weights = () if percent is None else (ScoringWeight(category=DEMOGRAPHIC, percent=percent),)
    model = ScoringModel(version=3, name="ours", rules=rules, weights=weights, caps=caps or CategoryCaps())
    return LeadScoring(model).get_score_breakdown(a_lead(), Engagement(), START)


def a_good_lead() -> Lead:
    return a_lead(
        source="referral",
        company="Engines Ltd",
        industry="machines",
        phone="+44 20 7946 0000",
        estimated_value_minor=1_000_001,
        currency_code="GBP",
        attributes={"employees": 200},
    )


rules = st.builds(
    ScoringRule,
    category=st.sampled_from(ScoreCategory),
    factor=st.sampled_from(["one", "two"]),
    condition=st.sampled_from([ALWAYS, NEVER, "lead.has_email"]),
    points=st.integers(-120, 120),
)
percents = st.dictionaries(st.sampled_from(ScoreCategory), st.integers(1, 250))
caps = st.builds(CategoryCaps, **{category.value: st.integers(0, 100) for category in ScoreCategory})


@pytest.mark.requirement("PLAN-006", "PLAN-012")
@given(st.lists(rules, min_size=1, max_size=12), percents, caps)
def test_the_total_is_always_the_sum_of_the_lines(
    some: list[ScoringRule], weighted: dict[ScoreCategory, int], limits: CategoryCaps
) -> None:
    weights = tuple(ScoringWeight(category=category, percent=percent) for category, percent in weighted.items())
    model = ScoringModel(version=1, name="any", rules=tuple(some), weights=weights, caps=limits)

    result = LeadScoring(model).get_score_breakdown(a_lead(), Engagement(), START)

    assert result.total == sum(line.counted for line in result.lines)
    assert 0 <= result.total <= 100
    for each in result.categories:
        lines = [line.counted for line in result.lines if line.category is each.category]
        assert each.counted == sum(lines) == getattr(result.score, each.category)
        assert 0 <= each.counted <= each.cap


@pytest.mark.requirement("PLAN-018")
def test_a_rule_counts_when_its_condition_holds() -> None:
    result = scored(a_rule(7, factor="mail", condition="lead.has_email"), a_rule(9, condition="lead.has_phone"))

    assert result.total == 7
    assert [line.factor for line in result.lines] == ["mail"]


@pytest.mark.requirement("PLAN-018")
@pytest.mark.parametrize(
    ("points", "percent", "counted"), [(5, 50, 2), (7, 50, 4), (1, 50, 0), (10, 250, 25), (9, 100, 9), (9, 1, 0)]
)
def test_a_rule_counts_the_percentage_of_its_weight_rounded_half_to_even(
    points: int, percent: int, counted: int
) -> None:
    assert scored(a_rule(points), percent=percent).total == counted


def test_a_negative_rule_takes_points_away() -> None:
    assert scored(a_rule(10), a_rule(-4)).total == 6


@pytest.mark.requirement("PLAN-012")
def test_a_category_counts_no_more_than_its_cap_and_says_so() -> None:
    result = scored(a_rule(20), a_rule(15))

    assert result.categories[0] == CategoryScore(category=DEMOGRAPHIC, raw=35, cap=25, counted=25)
    assert [(line.kind, line.category, line.factor, line.counted) for line in result.lines[2:]] == [
        (LineKind.CATEGORY_LIMIT, DEMOGRAPHIC, "at most 25", -10)
    ]


def test_a_category_never_falls_below_nothing_and_says_so() -> None:
    result = scored(a_rule(-10), a_rule(5, category=BEHAVIORAL))

    assert result.score == LeadScore(total=5, behavioral=5)
    assert [(line.kind, line.factor, line.counted) for line in result.lines[2:]] == [
        (LineKind.CATEGORY_LIMIT, "at least 0", 10)
    ]


@pytest.mark.parametrize("points", [25, 0, 24])
def test_a_limit_that_does_not_bite_has_no_line(points: int) -> None:
    assert [line.kind for line in scored(a_rule(points)).lines] == [LineKind.RULE]


def test_the_total_stops_at_a_hundred_after_the_caps_and_says_so() -> None:
    roomy = CategoryCaps(demographic=60, behavioral=100)

    result = scored(a_rule(80), a_rule(70, category=BEHAVIORAL), caps=roomy)

    assert result.total == 100
    assert (result.score.demographic, result.score.behavioral) == (60, 70)
    assert [(line.kind, line.category, line.factor, line.counted) for line in result.lines[2:]] == [
        (LineKind.CATEGORY_LIMIT, DEMOGRAPHIC, "at most 60", -20),
        (LineKind.TOTAL_LIMIT, None, "at most 100", -30),
    ]


@pytest.mark.requirement("PLAN-006", "PLAN-016")
def test_the_breakdown_explains_itself_line_by_line() -> None:
    result = scored(
        a_rule(50, factor="mail", condition="lead.has_email"),
        a_rule(5, category=BEHAVIORAL, factor="age"),
        percent=80,
    )

    assert result.explain() == (
        "total 30, grade F, by ours, version 3",
        "demographic/mail +40, 80 % of 50: lead.has_email",
        "behavioral/age +5: lead.age_days >= 0",
        "demographic/at most 25 -15",
    )


@pytest.mark.requirement("PLAN-016")
def test_the_breakdown_has_every_category_and_the_figures_it_used() -> None:
    result = scored(a_rule(50))

    assert [each.category for each in result.categories] == list(ScoreCategory)
    assert (result.model_name, result.model_version, result.grade) == ("ours", 3, "F")
    assert result.facts == LeadScoringFacts.of(a_lead(), Engagement(), START)
    assert json.loads(json.dumps(result.to_dict()))["score"]["grade"] == "F"


def test_a_kept_case_is_scored_the_same_again() -> None:
    result = LeadScoring().get_score_breakdown(a_good_lead(), Engagement(meetings=2), START)
    stored = LeadScoreResult.model_validate_json(result.model_dump_json())

    assert stored == result
    assert LeadScoring().evaluate(stored.facts) == result


def test_a_fact_of_an_odd_type_skips_its_rule_and_stops_no_other() -> None:
    lead = a_lead(attributes={"employees": "many"})
    model = ScoringModel(
        version=1,
        name="ours",
        rules=(a_rule(9, factor="size", condition="lead.attributes.employees > 5"), a_rule(4)),
    )

    result = LeadScoring(model).get_score_breakdown(lead, Engagement(), START)

    assert result.total == 4
    assert [(rule.category, rule.factor) for rule in result.skipped] == [(DEMOGRAPHIC, "size")]
    assert result.explain()[-1].startswith("demographic/size was skipped: condition: 'lead.attributes.employees > 5'")


@pytest.mark.parametrize(
    ("condition", "points"),
    [
        ("lead.estimated_value_minor >= 1000000", 0),
        ("lead.has_email && lead.estimated_value_minor >= 1000000", 0),
        ('lead.currency_code == "JPY" && lead.estimated_value_minor >= 1000000', 9),
        ("lead.has_email", 9),
    ],
)
def test_a_threshold_in_another_currency_says_that_it_cannot_be_compared(condition: str, points: int) -> None:
    lead = a_lead(estimated_value_minor=2_000_000, currency_code="JPY")
    model = ScoringModel(version=1, name="ours", rules=(a_rule(9, factor="value", condition=condition),))

    result = LeadScoring(model).get_score_breakdown(lead, Engagement(), START, "EUR")

    assert result.total == points
    reason = "demographic/value was skipped: its amount is in EUR and the lead's in JPY, so the two cannot be compared"
    assert (result.explain()[-1] == reason) is (points == 0)


def test_a_threshold_is_in_the_models_currency_else_in_the_tenants() -> None:
    rules = (a_rule(9, condition="lead.estimated_value_minor >= 1000000"),)
    lead = a_lead(estimated_value_minor=2_000_000, currency_code="JPY")

    def total(model_currency: str | None, tenants: str | None) -> int:
        model = ScoringModel(version=1, name="ours", rules=rules, currency=model_currency)
        return LeadScoring(model).get_score_breakdown(lead, Engagement(), START, tenants).total

    assert [total("JPY", "EUR"), total("EUR", "JPY"), total(None, "JPY"), total(None, None)] == [9, 0, 9, 9]


@pytest.mark.requirement("PLAN-006")
def test_a_lead_nothing_is_known_of_scores_nothing() -> None:
    stranger = a_lead(source="other", email=None)

    assert LeadScoring().calculate_score(stranger, Engagement(), START) == LeadScore()


@pytest.mark.requirement("PLAN-006")
def test_a_good_lead_reaches_the_best_grade() -> None:
    engagement = Engagement(total=5, interactions=4, recent=3, meetings=3, last_at=START)

    result = LeadScoring().get_score_breakdown(a_good_lead(), engagement, START)

    assert (result.total, result.grade) == (100, "A")
    assert [(each.raw, each.cap) for each in result.categories] == [(25, 25)] * 4


@pytest.mark.parametrize(
    ("changes", "less"),
    [
        ({"email": None}, 8),
        ({"phone": None}, 8),
        ({"company": None}, 9),
        ({"industry": None}, 8),
        ({"estimated_value_minor": 999_999}, 9),
        ({"attributes": {"employees": 199}}, 8),
        ({"attributes": {"employees": "200"}}, 0),
        ({"source": "partner"}, 0),
        ({"source": "website"}, 7),
        ({"source": "outbound"}, 13),
    ],
)
def test_what_a_good_lead_lacks_costs_what_the_shipped_model_gives_for_it(changes: dict[str, Any], less: int) -> None:
    lead = Lead.model_validate({**dict(a_good_lead()), **changes})
    engagement = Engagement(total=5, interactions=4, recent=3, meetings=3, last_at=START)

    assert LeadScoring().calculate_score(lead, engagement, START).total == 100 - less


@pytest.mark.parametrize(
    ("engagement", "points"),
    [
        (Engagement(), 13),
        (Engagement(interactions=1), 13 + 8),
        (Engagement(recent=1), 13 + 8),
        (Engagement(meetings=1), 13 + 12),
        (Engagement(meetings=2), 13 + 12 + 9),
        (Engagement(meetings=2, interactions=2, last_at=START - timedelta(days=60)), 13 + 12 + 9 + 8),
        (Engagement(meetings=2, interactions=2, last_at=START - timedelta(days=61)), 13 + 12 + 9 + 8 - 10),
    ],
)
def test_what_happened_with_a_lead_counts_what_the_shipped_model_gives_for_it(
    engagement: Engagement, points: int
) -> None:
    stranger = a_lead(source="referral", email=None)

    assert LeadScoring().calculate_score(stranger, engagement, START).total == points


def test_points_expire_without_a_nightly_job() -> None:
    lively = Engagement(total=5, interactions=4, meetings=3, last_at=START)
    scoring = LeadScoring()

    then = scoring.calculate_score(a_good_lead(), lively, START + timedelta(days=60))
    later = scoring.calculate_score(a_good_lead(), lively, START + timedelta(days=61))

    assert later.engagement < then.engagement


def test_an_activity_dated_in_the_future_counts_nothing_more() -> None:
    model = ScoringModel(version=1, name="ours", rules=(a_rule(9, condition="activity.days_since_last <= 7"),))
    scoring = LeadScoring(model)

    assert scoring.calculate_score(a_lead(), Engagement(last_at=START), START).total == 9
    assert scoring.calculate_score(a_lead(), Engagement(last_at=START + timedelta(days=1)), START).total == 0


@pytest.mark.requirement("PLAN-006")
def test_a_lead_is_qualified_from_the_threshold_on() -> None:
    model = ScoringModel(version=1, name="ours", rules=(a_rule(70),), caps=CategoryCaps(demographic=100))
    scoring = LeadScoring(model)

    assert scoring.is_qualified(a_lead(), Engagement(), START)
    assert scoring.is_qualified(a_lead(), Engagement(), START, threshold=70)
    assert not scoring.is_qualified(a_lead(), Engagement(), START, threshold=71)

    weaker = scoring.update_weights([ScoringWeight(category=DEMOGRAPHIC, percent=99)])
    assert not weaker.is_qualified(a_lead(), Engagement(), START)
    assert weaker.is_qualified(a_lead(), Engagement(), START, threshold=50)


@pytest.mark.requirement("PLAN-006", "PLAN-028")
def test_updated_weights_score_by_the_next_version_and_leave_this_one_alone() -> None:
    scoring = LeadScoring(ScoringModel(version=4, name="ours", rules=(a_rule(20),)))

    updated = scoring.update_weights([ScoringWeight(category=DEMOGRAPHIC, factor="f", percent=50)])

    assert updated.get_configuration().version == 5
    assert updated.calculate_score(a_lead(), Engagement(), START).total == 10
    assert scoring.get_configuration().version == 4
    assert scoring.calculate_score(a_lead(), Engagement(), START).total == 20
    with pytest.raises(ScoringError, match="add up to nothing"):
        scoring.update_weights([ScoringWeight(category=DEMOGRAPHIC, percent=0)])


@pytest.mark.requirement("PLAN-006")
def test_the_configuration_is_the_model_it_scores_by() -> None:
    model = ScoringModel(version=4, name="ours", rules=(a_rule(20),))

    assert LeadScoring(model).get_configuration() is model
