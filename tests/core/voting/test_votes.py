"""Whose vote somebody may give, and which are waited for: delegate and delegator are one vote, the first given."""

from collections.abc import Collection

import pytest

from crm_core.testing import START
from crm_core.voting import Answer, Ballot, MayNotVote, Strategies, Vote
from crm_core.voting.votes import Voting

STANDS_IN = {"ada": ("ada", "eve"), "bob": ("bob", "eve"), "eve": ("eve",)}


def voters_of(seat: str) -> Collection[str]:
    return STANDS_IN.get(seat, (seat,))


def a_vote(seat: str, user: str | None = None, ballot: Ballot = Ballot.YES) -> Vote:
    return Vote(user=user or seat, for_user=seat, vote=ballot, at=START, comment="fine")


def voting(*votes: Vote, strategy: str = "unison", electorate: tuple[str, ...] = ("ada", "bob", "eve")) -> Voting:
    return Voting("OPP-2026-0001", electorate, strategy, votes)


def test_a_seat_waits_until_its_vote_is_given_by_whomever() -> None:
    assert voting().open_seats == ("ada", "bob", "eve")
    assert voting(a_vote("ada", "eve")).open_seats == ("bob", "eve")
    assert voting(a_vote("ada"), a_vote("bob"), a_vote("eve")).open_seats == ()


def test_the_strategy_is_asked_about_seats() -> None:
    assert voting(a_vote("ada", "eve")).answer(Strategies()) is Answer.OPEN
    assert voting(a_vote("ada", "eve", Ballot.NO)).answer(Strategies()) is Answer.NO
    assert voting(a_vote("eve"), strategy="first").answer(Strategies()) is Answer.YES


def test_ones_own_seat_comes_first_then_those_one_stands_in_for() -> None:
    assert voting().seats_of("eve", voters_of) == ["eve", "ada", "bob"]
    assert voting().seats_of("ada", voters_of) == ["ada"]
    assert voting().seats_of("eve", voters_of, "bob") == ["bob"]
    assert voting(electorate=("bob", "ada")).seat_of("eve", voters_of) == "bob"


def test_an_open_seat_is_taken_before_one_whose_vote_was_given() -> None:
    assert voting().seat_of("eve", voters_of) == "eve"
    assert voting(a_vote("eve")).seat_of("eve", voters_of) == "ada"
    assert voting(a_vote("eve"), a_vote("ada")).seat_of("eve", voters_of) == "bob"
    assert voting(a_vote("eve"), a_vote("ada"), a_vote("bob")).seat_of("eve", voters_of) == "eve"
    assert voting(a_vote("ada")).seat_of("eve", voters_of, "ada") == "ada"


@pytest.mark.parametrize(("user", "for_user"), [("zoe", None), ("ada", "bob"), ("eve", "zoe")])
def test_who_is_not_asked_has_no_seat(user: str, for_user: str | None) -> None:
    whole = f"^{user} is not asked about OPP-2026-0001, .*; asked are: ada, bob, eve$"

    with pytest.raises(MayNotVote, match=whole):
        voting().seats_of(user, voters_of, for_user)
    with pytest.raises(MayNotVote, match=whole):
        voting().seat_of(user, voters_of, for_user)


def test_a_seat_gives_one_vote() -> None:
    voting(a_vote("ada")).require_open("bob", "bob")

    with pytest.raises(MayNotVote, match=r"^zoe is not asked about OPP-2026-0001, .*; asked are: ada, bob, eve$"):
        voting().require_open("zoe", "zoe")
    with pytest.raises(MayNotVote, match=r"^the vote of ada about OPP-2026-0001 was given already, by eve; "):
        voting(a_vote("bob"), a_vote("ada", "eve")).require_open("ada", "ada")


def test_a_vote_is_written_as_people_say_it() -> None:
    assert a_vote("ada", "eve").to_dict() == {
        "user": "eve",
        "for": "ada",
        "vote": "yes",
        "at": "2026-01-15T09:00:00Z",
        "comment": "fine",
    }
