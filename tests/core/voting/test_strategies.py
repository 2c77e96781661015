"""Strategies say yes, no or open as soon as no further answer can change it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.voting import (
    Answer,
    ApprovalStrategy,
    Ballot,
    First,
    Majority,
    Quorum,
    Response,
    Responses,
    Strategies,
    StrategyUnusable,
    Unison,
)

PEOPLE = ("ada", "bob", "cy", "dee", "eve")
YES, NO, ABSTAIN = Ballot.YES, Ballot.NO, Ballot.ABSTAIN


def responses(seats: int, *ballots: Ballot) -> Responses:
    people = PEOPLE[:seats]
    return Responses(electorate=people, answered=tuple(map(Response, people, ballots)))


def means_yes(strategy: ApprovalStrategy, ballots: tuple[Ballot, ...]) -> bool:
    """What the words of each strategy say of a whole electorate that has answered."""
    yes, seats = ballots.count(YES), len(ballots)
    match strategy:
        case Unison():
            return seats > 0 and yes == seats
        case Majority():
            return 2 * yes > seats
        case Quorum():
            return yes >= strategy.needed
        case _:
            return next((ballot for ballot in ballots if ballot is not ABSTAIN), NO) is YES


@given(
    strategy=st.sampled_from([Unison(), Majority(), First(), *map(Quorum, (1, 2, 3, 5))]),
    seats=st.integers(0, 5),
    given_so_far=st.lists(st.sampled_from(Ballot), max_size=5),
)
def test_an_answer_is_what_every_completion_has_in_common(
    strategy: ApprovalStrategy, seats: int, given_so_far: list[Ballot]
) -> None:
    so_far = tuple(given_so_far[:seats])
    completions = {means_yes(strategy, (*so_far, *rest)) for rest in product(Ballot, repeat=seats - len(so_far))}

    expected = Answer.OPEN if len(completions) == 2 else Answer.YES if True in completions else Answer.NO
    assert strategy.can_proceed(responses(seats, *so_far)) is expected


@pytest.mark.requirement("JSON-005", "FR-L2-006")
@pytest.mark.parametrize(
    ("name", "seats", "ballots", "answer"),
    [
        ("unison", 3, (YES, YES), Answer.OPEN),
        ("unison", 3, (YES, YES, YES), Answer.YES),
        ("unison", 3, (NO,), Answer.NO),
        ("unison", 3, (YES, ABSTAIN), Answer.NO),
        ("majority", 4, (YES, YES), Answer.OPEN),
        ("majority", 4, (YES, YES, YES), Answer.YES),
        ("majority", 4, (YES, YES, NO, NO), Answer.NO),
        ("majority", 4, (NO, NO), Answer.NO),
        ("majority", 4, (YES, YES, ABSTAIN, ABSTAIN), Answer.NO),
        ("quorum:3", 5, (YES, NO, YES, NO), Answer.OPEN),
        ("quorum:3", 5, (YES, NO, YES, NO, YES), Answer.YES),
        ("quorum:3", 5, (NO, NO, NO), Answer.NO),
        ("first", 3, (), Answer.OPEN),
        ("first", 3, (YES,), Answer.YES),
        ("first", 3, (NO,), Answer.NO),
        ("first", 3, (ABSTAIN, YES), Answer.YES),
        ("first", 3, (ABSTAIN, ABSTAIN, ABSTAIN), Answer.NO),
    ],
)
def test_the_built_in_strategies(name: str, seats: int, ballots: tuple[Ballot, ...], answer: Answer) -> None:
    assert Strategies().answer(name, responses(seats, *ballots)) is answer


@pytest.mark.parametrize("name", ["unison", "majority", "first", "quorum:1"])
def test_an_empty_electorate_never_approves(name: str) -> None:
    assert Strategies().answer(name, Responses(electorate=())) is Answer.OPEN


def test_a_quorum_above_the_electorate_is_refused_when_it_is_written() -> None:
    Strategies().check("quorum:3", 3)
    Strategies().check("quorum:3", 0)
    with pytest.raises(
        StrategyUnusable, match=r"^strategy: quorum:4 is more than the 3 .*; ask more people, or for fewer$"
    ):
        Strategies().check("quorum:4", 3)
    with pytest.raises(
        StrategyUnusable, match=r"^strategy: none .* dice; use one of unison, majority, first, quorum:N$"
    ):
        Strategies().check("dice", 3)


class Veto:
    """Yes unless ada says no."""

    def can_proceed(self, responses: Responses) -> Answer:
        said = dict(responses.answered)
        return Answer.NO if said.get("ada") is NO else Answer.OPEN if responses.waiting else Answer.YES


class Maybe:
    def can_proceed(self, responses: Responses) -> Answer:
        return "maybe"  # type: ignore[return-value]


@pytest.mark.requirement("JSON-005", "FR-L2-006")
def test_a_strategy_of_ones_own_is_asked_and_must_answer_one_of_three() -> None:
    own = Strategies(lambda: {"veto": Veto(), "maybe": Maybe()})

    assert own.answer("veto", responses(2, YES)) is Answer.OPEN
    assert own.answer("veto", responses(2, NO)) is Answer.NO
    assert own.answer("veto", responses(2, YES, NO)) is Answer.YES
    assert own.answer("veto", Responses(electorate=())) is Answer.OPEN
    with pytest.raises(StrategyUnusable, match=r"^strategy: maybe answered 'maybe'; let it answer yes, no or open$"):
        own.answer("maybe", responses(1, YES))
