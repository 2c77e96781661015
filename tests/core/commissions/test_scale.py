"""What a total of credit has earned, by one rate or by tiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.commissions import Scale, Step
from crm_core.money import rounded_ratio

TIERS = (Step(0, 300), Step(1_000_000, 500), Step(5_000_000, 800), Step(10_000_000, 1_000))
MARGINAL, WHOLE = Scale(TIERS), Scale(TIERS, is_marginal=False)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    rates = st.integers(0, 10_000)
    steps = draw(st.dictionaries(st.integers(1, 10**9), rates, max_size=5))
    return Scale(
        (Step(0, draw(rates)), *(Step(*each) for each in sorted(steps.items()))), is_marginal=draw(st.booleans())
    )


totals = st.integers(-(10**9), 10**10)


@pytest.mark.requirement("COM-CRMOP-0128")
@pytest.mark.parametrize(
    ("base", "whole", "marginal"),
    [
        (4_999_900, 249_995, 229_995),
        (5_000_000, 400_000, 230_000),
        (9_999_900, 799_992, 629_992),
        (10_000_000, 1_000_000, 630_000),
        (15_000_000, 1_500_000, 1_130_000),
        (0, 0, 0),
        (999_999, 30_000, 30_000),
        (1_000_000, 50_000, 30_000),
    ],
)
def test_tiers_begin_at_their_bound_and_pay_the_whole_or_their_part(base: int, whole: int, marginal: int) -> None:
    assert WHOLE.rounded(WHOLE.exact(base)) == whole
    assert MARGINAL.rounded(MARGINAL.exact(base)) == marginal


@given(scales(), totals, totals)
def test_the_parts_of_a_deal_are_what_it_adds(scale: Scale, before: int, after: int) -> None:
    parts = scale.parts(before, after)

    assert sum(part.of_base for part in parts) == after - before
    if scale.is_marginal:
        assert sum(part.of_base * part.rate for part in parts) == scale.exact(after) - scale.exact(before)


@given(scales(), st.integers(0, 10**10))
def test_a_total_is_paid_as_plain_arithmetic_pays_it(scale: Scale, total: int) -> None:
    if scale.is_marginal:
        ends = [*(step.bound for step in scale.steps[1:]), None]
        plain = sum(
            max(0, (total if end is None else min(total, end)) - step.bound) * step.rate
            for step, end in zip(scale.steps, ends, strict=True)
        )
    else:
        plain = total * [step.rate for step in scale.steps if step.bound <= total][-1]

    assert scale.exact(total) == plain
    assert scale.rounded(plain) == rounded_ratio(plain, 10_000)
