"""In a pool of equals nobody gets ahead by more than one lead, whoever comes and goes in between."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_operations.lead_routing import StrategyName
from crm_operations.testing.sales_floor import SalesFloor

PEOPLE = "ABCDE"

phases = st.lists(
    st.tuples(st.sets(st.sampled_from(PEOPLE), max_size=4), st.integers(0, 17), st.booleans()), min_size=1, max_size=6
)
"""Who is away, how many leads come meanwhile, and whether they come in bulk."""


@pytest.mark.requirement("RTE-CRMOP-0102")
@settings(max_examples=50)
@given(phases=phases)
def test_those_who_are_there_get_equally_many(phases: Sequence[tuple[set[str], int, bool]]) -> None:
    floor = a_floor(StrategyName.ROUND_ROBIN)
    for away, count, in_bulk in phases:
        send_away(floor, away)

        shares = Counter(floor.come_at_once(count) if in_bulk else floor.come(count))

        present = [shares[name] for name in PEOPLE if name not in away]
        assert max(present) - min(present) <= 1
        assert sum(present) == count, "and the others none"


@settings(max_examples=50)
@given(batches=st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_batches_of_any_size_add_up_to_equal_shares(batches: Sequence[int]) -> None:
    floor = a_floor(StrategyName.ROUND_ROBIN)

    shares = Counter("".join(floor.come_at_once(count) for count in batches))

    assert max(shares[name] for name in PEOPLE) - min(shares[name] for name in PEOPLE) <= 1


@settings(max_examples=50)
@given(steps=st.lists(st.one_of(st.just(""), st.sampled_from(PEOPLE)), max_size=40))
def test_leads_given_by_hand_count_as_a_turn(steps: Sequence[str]) -> None:
    """Whoever was given one by hand is not chosen again before everybody else had a turn since."""
    floor = a_floor(StrategyName.ROUND_ROBIN)
    order: list[str] = list(PEOPLE)
    for by_hand in steps:
        got = by_hand or order[0]
        if by_hand:
            floor.assigns(floor.lead(), by_hand)
        else:
            assert floor.come(1) == got
        order.remove(got)
        order.append(got)


@given(weights=st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any), rounds=st.integers(1, 2))
def test_weighted_shares_are_exact_after_each_round(weights: Sequence[int], rounds: int) -> None:
    floor = SalesFloor()
    for name, weight in zip(PEOPLE, weights, strict=False):
        floor.hires(name, weight=weight)
    floor.settings(default_capacity=1_000)
    floor.rule(StrategyName.WEIGHTED)

    came = floor.come_at_once(rounds * sum(weights))

    assert [came.count(name) for name, _ in zip(PEOPLE, weights, strict=False)] == [
        rounds * weight for weight in weights
    ]


@pytest.mark.requirement("RTE-CRMOP-0105")
@given(
    loads=st.lists(st.integers(0, 6), min_size=2, max_size=5),
    count=st.integers(0, 25),
)
def test_least_loaded_evens_out(loads: Sequence[int], count: int) -> None:
    floor = SalesFloor()
    floor.settings(default_capacity=1_000)
    held = dict(zip(PEOPLE, loads, strict=False))
    floor.hires(*held)
    floor.rule(StrategyName.LEAST_LOADED)
    for name, load in held.items():
        floor.leads(load, assigned_to=name)

    came = Counter(floor.come_at_once(count))

    ends = {name: load + came[name] for name, load in held.items()}
    lowest_that_got_one = [ends[name] for name in held if came[name]]
    assert not lowest_that_got_one or max(lowest_that_got_one) - min(ends.values()) <= 1


def a_floor(strategy: StrategyName) -> SalesFloor:
    floor = SalesFloor()
    floor.settings(default_capacity=1_000, batch_size=5)
    floor.hires(*PEOPLE)
    floor.rule(strategy)
    return floor


def send_away(floor: SalesFloor, away: set[str]) -> None:
    for name in PEOPLE:
        floor.hires(name, paused=name in away)
