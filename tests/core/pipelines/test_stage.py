"""The six stages of the default template, and how likely a deal in each is won."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.money import Money
from crm_core.pipelines import DEFAULT_STAGES, ForecastProbability, OpportunityStage, Outcome, StageTemplate

PROSPECTING, QUALIFICATION = OpportunityStage.PROSPECTING, OpportunityStage.QUALIFICATION
PROPOSAL, NEGOTIATION = OpportunityStage.PROPOSAL, OpportunityStage.NEGOTIATION
WON, LOST = OpportunityStage.CLOSED_WON, OpportunityStage.CLOSED_LOST

ALLOWED = {
    (PROSPECTING, QUALIFICATION),
    (PROSPECTING, LOST),
    (QUALIFICATION, PROPOSAL),
    (QUALIFICATION, LOST),
    (PROPOSAL, NEGOTIATION),
    (PROPOSAL, LOST),
    (NEGOTIATION, WON),
    (NEGOTIATION, LOST),
}


@pytest.mark.requirement("PLAN-010")
@pytest.mark.parametrize(
    ("stage", "percent"),
    [(PROSPECTING, 10), (QUALIFICATION, 25), (PROPOSAL, 50), (NEGOTIATION, 75), (WON, 100), (LOST, 0)],
)
def test_a_stage_has_its_default_probability(stage: OpportunityStage, percent: int) -> None:
    assert stage.probability.percentage == percent
    assert stage.template.percent == percent


@pytest.mark.requirement("PLAN-010")
@pytest.mark.parametrize(("source", "target"), list(product(OpportunityStage, OpportunityStage)))
def test_a_deal_goes_only_the_ways_of_the_table(source: OpportunityStage, target: OpportunityStage) -> None:
    assert source.can_transition_to(target) == ((source, target) in ALLOWED)


@pytest.mark.requirement("PLAN-010")
@pytest.mark.parametrize("stage", OpportunityStage)
def test_a_stage_is_either_open_or_closed(stage: OpportunityStage) -> None:
    assert stage.is_closed == (stage in {WON, LOST})
    assert stage.is_open != stage.is_closed


@pytest.mark.requirement("PLAN-010")
def test_the_template_lists_the_stages_in_their_order_with_what_they_mean() -> None:
    assert [stage.name for stage in DEFAULT_STAGES] == list(OpportunityStage)
    assert [stage.outcome for stage in DEFAULT_STAGES] == [Outcome.OPEN] * 4 + [Outcome.WON, Outcome.LOST]


@pytest.mark.requirement("PLAN-013")
def test_a_template_becomes_a_stage_of_a_pipeline() -> None:
    stage = StageTemplate(name="price_talk", percent=60, next_stages=("won",)).numbered("7", 3)

    assert stage.to_dict() == {
        "id": "7",
        "name": "price_talk",
        "display_name": "Price talk",
        "display_order": 3,
        "probability": {"basis_points": 6_000, "adjusted_at": None},
        "outcome": "open",
        "next_stages": ["won"],
        "required_fields": [],
        "exit_criteria": [],
        "may_be_skipped": True,
        "may_be_returned_to": True,
        "rotting_days": None,
        "forecast_category": "pipeline",
    }
    assert not stage.is_closed


@pytest.mark.requirement("PLAN-013")
@pytest.mark.parametrize("basis_points", [-1, 10_001])
def test_a_probability_lies_between_nothing_and_the_whole(basis_points: int) -> None:
    with pytest.raises(ValidationError):
        ForecastProbability(basis_points=basis_points)


@pytest.mark.requirement("PLAN-013")
def test_a_weighted_value_is_rounded_half_to_even_once() -> None:
    quarter = ForecastProbability(basis_points=2_500)

    assert quarter.percentage == 25.0
    for minor, weighted in ((100, 25), (2, 0), (6, 2), (10, 2), (5, 1)):
        assert quarter.weighted(Money(minor=minor, currency="USD")).minor == weighted


@given(st.integers(0, 10**15))
def test_a_certain_deal_weighs_all_and_a_lost_one_nothing(minor: int) -> None:
    revenue = Money(minor=minor, currency="USD")

    assert ForecastProbability(basis_points=10_000).weighted(revenue) == revenue
    assert ForecastProbability(basis_points=0).weighted(revenue).minor == 0
