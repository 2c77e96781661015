"""Back-tests: how well scoring models separate converted from disqualified leads (PLAN-028)."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Self

from crm_core.errors import Refused
from crm_core.leads.score import SALES_READY
from crm_core.leads.scoring import LeadScoring
from crm_core.leads.scoring_facts import LeadScoringFacts
from crm_core.leads.scoring_model import ScoringModel
from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total

MINIMUM_SAMPLE = 40
"""Converted leads, and as many disqualified ones: with fewer a comparison is a guess."""

DECILES = 10


class ClosedLead(Value):
    """What was known of a lead before it closed, and how it ended."""

    facts: LeadScoringFacts
    converted: bool


class Decile(Value):
    """A tenth of the leads, the best scored first.

    ``lift_percent`` compares its conversion rate with that of all leads: 100 is no better than chance.
    """

    rank: Total
    leads: Total
    lift_percent: Total


class ModelPerformance(Value):
    """``precision_basis_points``: of the leads at or above the threshold, how many converted; None if there is none."""

    model_name: AnyText
    model_version: Total
    above_threshold: Total
    converted_above_threshold: Total
    precision_basis_points: Total | None
    deciles: tuple[Decile, ...]


class Backtest(Value):
    """How many leads of either end were compared, at which threshold (0..100), and each model's figures."""

    threshold: Total
    converted: Total
    disqualified: Total
    models: tuple[ModelPerformance, ...]


class SampleTooSmall(Refused):
    @classmethod
    def because_leads_are_missing(cls, converted: int, disqualified: int) -> Self:
        return cls(
            "too few leads have closed to compare models: {converted} converted and {disqualified} disqualified "
            "ones are missing",
            {"converted": converted, "disqualified": disqualified},
        )


def backtest(
    models: Sequence[ScoringModel],
    cases: Sequence[ClosedLead],
    *,
    threshold: int = SALES_READY,
    minimum_converted: int = MINIMUM_SAMPLE,
    minimum_disqualified: int = MINIMUM_SAMPLE,
) -> Backtest:
    """Each model's precision at the threshold and its lift by decile. Raises SampleTooSmall.

    Both outcomes need at least one lead to compare, so a minimum below one counts as one.
    """
    converted = sum(case.converted for case in cases)
    disqualified = len(cases) - converted
    missing_converted = max(0, max(1, minimum_converted) - converted)
    missing_disqualified = max(0, max(1, minimum_disqualified) - disqualified)
    if missing_converted or missing_disqualified:
        raise SampleTooSmall.because_leads_are_missing(missing_converted, missing_disqualified)
    return Backtest(
        threshold=threshold,
        converted=converted,
        disqualified=disqualified,
        models=tuple(_performance(model, cases, threshold) for model in models),
    )


def _performance(model: ScoringModel, cases: Sequence[ClosedLead], threshold: int) -> ModelPerformance:
    scoring = LeadScoring(model)
    scored = sorted(((scoring.evaluate(case.facts).total, case.converted) for case in cases), reverse=True)
    above = [converted for total, converted in scored if total >= threshold]
    return ModelPerformance(
        model_name=model.name,
        model_version=model.version,
        above_threshold=len(above),
        converted_above_threshold=sum(above),
        precision_basis_points=rounded_ratio(sum(above) * BASIS_POINTS, len(above)) if above else None,
        deciles=_deciles(scored),
    )


def _deciles(scored: Sequence[tuple[int, bool]]) -> tuple[Decile, ...]:
    chances = _chances(scored)
    average = sum(chances) / len(chances)
    bounds = [len(chances) * rank // DECILES for rank in range(DECILES + 1)]
    tenths = [chances[start:end] for start, end in pairwise(bounds)]
    return tuple(
        Decile(rank=rank, leads=len(tenth), lift_percent=round(100 * sum(tenth) / len(tenth) / average))
        for rank, tenth in enumerate(tenths, start=1)
        if tenth
    )


def _chances(scored: Sequence[tuple[int, bool]]) -> list[Fraction]:
    """Each lead's conversion rate among those of its score: the order of leads with equal scores has no effect."""
    chances: list[Fraction] = []
    for _, tied in groupby(scored, key=lambda case: case[0]):
        conversions = [converted for _, converted in tied]
        chances += [Fraction(sum(conversions), len(conversions))] * len(conversions)
    return chances
