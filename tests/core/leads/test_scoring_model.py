"""How a tenant scores is data; what could never score is refused when it is loaded."""

import pytest
from pydantic import ValidationError

from crm_core.leads import (
    WHOLE_CATEGORY,
    CategoryCaps,
    ScoreCategory,
    ScoringError,
    ScoringModel,
    ScoringRule,
    ScoringWeight,
    default_scoring_model,
)

DEMOGRAPHIC, ENGAGEMENT = ScoreCategory.DEMOGRAPHIC, ScoreCategory.ENGAGEMENT

EMAIL = ScoringRule(category=DEMOGRAPHIC, factor="email", condition="lead.has_email", points=10)
PHONE = ScoringRule(category=DEMOGRAPHIC, factor="phone", condition="lead.has_phone", points=10)
MEETING = ScoringRule(category=ENGAGEMENT, factor="meeting", condition="activity.meetings > 0", points=10)


def a_model(*rules: ScoringRule, weights: tuple[ScoringWeight, ...] = ()) -> ScoringModel:
    return ScoringModel(version=1, name="ours", rules=rules, weights=weights)


def a_weight(
    percent: int, factor: str = WHOLE_CATEGORY, *, category: ScoreCategory = DEMOGRAPHIC, is_active: bool = True
) -> ScoringWeight:
    return ScoringWeight(category=category, factor=factor, percent=percent, is_active=is_active)


@pytest.mark.requirement("PLAN-018")
def test_a_rule_counts_all_of_its_points_unless_a_weight_says_otherwise() -> None:
    model = a_model(EMAIL, PHONE, MEETING, weights=(a_weight(50, "email"),))

    assert model.percent_of(EMAIL) == 50
    assert model.percent_of(PHONE) == 100
    assert model.percent_of(MEETING) == 100


@pytest.mark.requirement("PLAN-018")
def test_the_weight_of_a_factor_goes_before_that_of_its_whole_category() -> None:
    model = a_model(EMAIL, PHONE, MEETING, weights=(a_weight(50, "email"), a_weight(20)))

    assert model.percent_of(EMAIL) == 50
    assert model.percent_of(PHONE) == 20
    assert model.percent_of(MEETING) == 100


@pytest.mark.requirement("PLAN-018")
def test_a_weight_that_is_switched_off_weighs_nothing_down() -> None:
    model = a_model(EMAIL, weights=(a_weight(0, "email", is_active=False),))

    assert model.percent_of(EMAIL) == 100


@pytest.mark.requirement("PLAN-018")
def test_only_active_rules_score() -> None:
    silent = PHONE.model_copy(update={"is_active": False})

    assert a_model(EMAIL, silent).active_rules == (EMAIL,)


@pytest.mark.requirement("PLAN-014")
@pytest.mark.parametrize("rules", [(), (EMAIL.model_copy(update={"is_active": False}),)])
def test_a_model_without_an_active_rule_is_refused(rules: tuple[ScoringRule, ...]) -> None:
    with pytest.raises(ScoringError, match=r"rules: ours has no active rule.*activate one") as refusal:
        a_model(*rules)

    assert refusal.value.kind == "invalid"


@pytest.mark.requirement("PLAN-014")
@pytest.mark.parametrize(
    "weights",
    [
        (a_weight(0),),
        (a_weight(0, category=ENGAGEMENT),),
        (a_weight(0, "email"), a_weight(0, "phone")),
        (a_weight(0), a_weight(0, category=ENGAGEMENT), a_weight(50, category=ScoreCategory.BEHAVIORAL)),
        (a_weight(0), a_weight(50, "email", is_active=False)),
    ],
)
def test_weights_that_add_up_to_nothing_are_refused(weights: tuple[ScoringWeight, ...]) -> None:
    with pytest.raises(ScoringError, match="weights: those of ours add up to nothing"):
        a_model(EMAIL, PHONE, MEETING, weights=weights)


def test_a_weight_given_twice_is_refused() -> None:
    with pytest.raises(ScoringError, match="weighs demographic/email twice"):
        a_model(EMAIL, weights=(a_weight(10, "email"), a_weight(20, "email", is_active=False)))


def test_a_weight_no_rule_asks_for_is_refused_with_the_factors_there_are() -> None:
    with pytest.raises(ScoringError, match=r"demographic/e-mail, but has no such rule; .* email, phone"):
        a_model(EMAIL, PHONE, weights=(a_weight(10, "e-mail"),))


@pytest.mark.requirement("PLAN-014", "PLAN-018")
@pytest.mark.parametrize(
    "condition", ["deal.value > 1", "lead.colour == 1", "activity.has_email", "lead.has_email &&", "[1].all(x, true)"]
)
@pytest.mark.parametrize("is_active", [True, False])
def test_a_condition_that_could_not_be_asked_is_refused_with_its_rule(condition: str, is_active: bool) -> None:
    broken = ScoringRule(category=ENGAGEMENT, factor="odd", condition=condition, points=1, is_active=is_active)

    with pytest.raises(ScoringError, match="rules: engagement/odd: condition: ") as refusal:
        a_model(EMAIL, broken)

    assert refusal.value.facts["factor"] == "odd"


@pytest.mark.parametrize(("version", "percent", "cap"), [(-1, 1, 1), (1, -1, 1), (1, 1, -1), (1, 1, 101)])
def test_figures_out_of_range_are_refused(version: int, percent: int, cap: int) -> None:
    with pytest.raises(ValidationError):
        ScoringModel(
            version=version,
            name="ours",
            rules=(EMAIL,),
            weights=(a_weight(percent),),
            caps=CategoryCaps(engagement=cap),
        )


def test_no_category_counts_more_than_a_quarter_unless_the_tenant_says_so() -> None:
    caps = CategoryCaps(engagement=40)

    assert {category: caps.of(category) for category in ScoreCategory} == {
        "demographic": 25,
        "behavioral": 25,
        "engagement": 40,
        "firmographic": 25,
    }


@pytest.mark.parametrize("condition", ["", " ", "true" + " " * 1_997 + "&& true"])
def test_a_rule_has_a_condition_of_a_readable_length(condition: str) -> None:
    with pytest.raises(ValidationError, match="condition"):
        ScoringRule(category=DEMOGRAPHIC, factor="f", condition=condition, points=1)


@pytest.mark.requirement("PLAN-018")
def test_new_weights_make_the_next_version_and_the_others_stay() -> None:
    model = a_model(EMAIL, PHONE, weights=(a_weight(50, "email"), a_weight(20, "phone")))

    following = model.with_weights([a_weight(70, "email")])

    assert following.version == 2
    assert following.percent_of(EMAIL) == 70
    assert following.percent_of(PHONE) == 20
    assert model.percent_of(EMAIL) == 50


def test_new_weights_are_checked_like_the_first_ones() -> None:
    with pytest.raises(ScoringError, match="add up to nothing"):
        a_model(EMAIL).with_weights([a_weight(0)])


@pytest.mark.requirement("PLAN-018")
def test_a_model_survives_being_kept_as_data() -> None:
    assert ScoringModel.model_validate_json(default_scoring_model().model_dump_json()) == default_scoring_model()


def test_the_shipped_model_asks_something_in_every_category() -> None:
    assert {rule.category for rule in default_scoring_model().active_rules} == set(ScoreCategory)
    assert default_scoring_model().version == 0
