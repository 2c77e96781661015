"""Comparing scoring models on leads whose end is known, before one of them decides about new ones."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.leads import (
    CategoryCaps,
    ClosedLead,
    Engagement,
    LeadScoringFacts,
    SampleTooSmall,
    ScoreCategory,
    ScoringModel,
    ScoringRule,
    backtest,
)
from crm_core.testing import START, a_lead


def a_model(name: str, points: int, condition: str) -> ScoringModel:
    rule = ScoringRule(category=ScoreCategory.BEHAVIORAL, factor="f", condition=condition, points=points)
    return ScoringModel(version=1, name=name, rules=(rule,), caps=CategoryCaps(behavioral=100))


SEEING = a_model("seeing", 80, "lead.has_phone")
BLIND = a_model("blind", 80, "lead.has_email")


def closed(*, converted: bool, phone: bool) -> ClosedLead:
    lead = a_lead(phone="1" if phone else None)
    return ClosedLead(facts=LeadScoringFacts.of(lead, Engagement(), START), converted=converted)


def a_history(converted: int = 40, disqualified: int = 60, lucky: int = 10) -> list[ClosedLead]:
    """Whoever converted had named a phone number, and so had a few lucky ones who did not convert."""
    return (
        [closed(converted=True, phone=True)] * converted
        + [closed(converted=False, phone=True)] * lucky
        + [closed(converted=False, phone=False)] * (disqualified - lucky)
    )


@pytest.mark.requirement("PLAN-028")
def test_the_precision_of_each_model_is_told_at_the_threshold() -> None:
    seeing, blind = backtest([SEEING, BLIND], a_history()).models

    assert (seeing.model_name, seeing.model_version) == ("seeing", 1)
    assert (seeing.above_threshold, seeing.converted_above_threshold) == (50, 40)
    assert seeing.precision_basis_points == 8_000
    assert (blind.above_threshold, blind.precision_basis_points) == (100, 4_000)


@pytest.mark.requirement("PLAN-028")
def test_the_threshold_belongs_to_those_above_it() -> None:
    at = backtest([SEEING], a_history(), threshold=80)
    above = backtest([SEEING], a_history(), threshold=81)

    assert at.models[0].above_threshold == 50
    assert above.models[0].above_threshold == 0
    assert above.models[0].precision_basis_points is None


@pytest.mark.requirement("PLAN-028")
def test_the_lift_of_a_decile_compares_it_with_all_leads() -> None:
    seeing, blind = backtest([SEEING, BLIND], a_history()).models

    assert [decile.rank for decile in seeing.deciles] == list(range(1, 11))
    assert [decile.leads for decile in seeing.deciles] == [10] * 10
    assert [decile.lift_percent for decile in seeing.deciles] == [200] * 5 + [0] * 5
    assert [decile.lift_percent for decile in blind.deciles] == [100] * 10


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_leads_brings_no_luck(dice: random.Random) -> None:
    history = a_history()
    dice.shuffle(history)

    assert backtest([SEEING, BLIND], history) == backtest([SEEING, BLIND], a_history())


@pytest.mark.requirement("PLAN-028")
@pytest.mark.parametrize(
    ("converted", "disqualified", "missing"), [(39, 40, (1, 0)), (40, 37, (0, 3)), (0, 0, (40, 40))]
)
def test_too_few_closed_leads_are_refused_with_how_many_are_missing(
    converted: int, disqualified: int, missing: tuple[int, int]
) -> None:
    with pytest.raises(SampleTooSmall) as refusal:
        backtest([SEEING], a_history(converted, disqualified, lucky=0))

    assert (refusal.value.facts["converted"], refusal.value.facts["disqualified"]) == missing
    assert refusal.value.kind == "refused"


def test_forty_of_each_are_enough() -> None:
    result = backtest([SEEING], a_history(40, 40, lucky=0))

    assert (result.converted, result.disqualified, result.threshold) == (40, 40, 70)


def test_the_minimum_is_the_callers_but_never_less_than_one_of_each() -> None:
    small = a_history(2, 1, lucky=0)

    deciles = backtest([SEEING], small, minimum_converted=2, minimum_disqualified=0).models[0].deciles
    assert sum(decile.leads for decile in deciles) == 3
    assert all(decile.leads for decile in deciles)
    assert backtest([SEEING], a_history(1, 2, lucky=0), minimum_converted=0, minimum_disqualified=2).converted == 1
    with pytest.raises(SampleTooSmall, match="1 converted and 0 disqualified"):
        backtest([SEEING], small, minimum_converted=3, minimum_disqualified=1)
    with pytest.raises(SampleTooSmall, match="0 converted and 1 disqualified"):
        backtest([SEEING], a_history(2, 0, lucky=0), minimum_converted=0, minimum_disqualified=0)
