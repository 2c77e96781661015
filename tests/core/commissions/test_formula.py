"""Credit is paid by rates, or by a base rate that bands multiply; parts always add up to what was earned."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crm_core.commissions import Formula, Line, Scale, Step

amounts = st.integers(0, 10**6)
rates = st.integers(0, 10_000)


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    steps = draw(st.dictionaries(st.integers(1, 10**6), rates, max_size=4))
    by_attainment = draw(st.booleans())
    unit = 10_000 if by_attainment else 1
    scaled = (Step(0, draw(rates)), *(Step(bound * unit, rate) for bound, rate in sorted(steps.items())))
    return Formula(
        Scale(scaled, unit, 10_000 * unit, is_marginal=draw(st.booleans())), draw(rates) if by_attainment else None
    )


@st.composite
def deals(draw: st.DrawFn) -> tuple[int, tuple[Line, ...]]:
    lines = tuple(draw(st.lists(st.builds(Line, amounts, st.none() | rates), max_size=3)))
    return (sum(line.base_minor for line in lines), lines) if lines else (draw(amounts), ())


@given(formulas(), st.lists(deals(), max_size=5))
def test_the_parts_of_a_deal_are_all_of_it_and_what_it_adds(
    formula: Formula, told: Sequence[tuple[int, tuple[Line, ...]]]
) -> None:
    running = formula.running()
    for base, lines in told:
        filled, before = running.total_minor, running.exact
        running.add(base, lines)
        parts = formula.parts(filled, base, lines)

        assert sum(part.of_base for part in parts) == base * formula.scale.unit
        if formula.is_marginal:
            added = sum(part.of_base * part.rate * (part.multiplier or (part.multiplier is None)) for part in parts)
            assert added == running.exact - before


def test_one_and_a_half_times_ten_percent_is_fifteen() -> None:
    bands = Scale((Step(0, 10_000), Step(100 * 10_000, 15_000)), 10_000, 10_000**2)
    formula = Formula(bands, 1_000)
    running = formula.running()
    running.add(300, ())

    assert running.exact * 100 == (10 * 100 + 30 * 100) * formula.denominator
    assert [tuple(part) for part in formula.parts(0, 300, ())] == [
        (1_000_000, 1_000, 10_000),
        (2_000_000, 1_000, 15_000),
    ]
