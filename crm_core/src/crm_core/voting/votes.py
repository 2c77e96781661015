"""A vote under a strategy: who is asked, what they said, and whose vote somebody may give (US-014)."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from crm_core.values import Utc, Value
from crm_core.vocabulary import FreeText, UserId
from crm_core.voting.refusals import MayNotVote
from crm_core.voting.strategies import Answer, Ballot, Response, Responses, Strategies


class Vote(Value):
    """What ``user`` said, with the authority of ``for_user``; the same for a vote of one's own."""

    user: UserId
    for_user: UserId
    vote: Ballot
    at: Utc
    comment: FreeText | None = None

    def to_dict(self) -> dict[str, Any]:
        """With ``for`` as people say it."""
        plain = super().to_dict()
        return {
            "user": plain["user"],
            "for": plain["for_user"],
            "vote": plain["vote"],
            "at": plain["at"],
            "comment": plain["comment"],
        }


class Voting(NamedTuple):
    """``about`` is what errors call it; delegate and delegator are one vote, the first that is given."""

    about: str
    electorate: tuple[str, ...]
    strategy: str
    votes: Sequence[Vote] = ()

    @property
    def responses(self) -> Responses:
        answered = tuple(Response(each.for_user, each.vote) for each in self.votes)
        return Responses.model_construct(electorate=self.electorate, answered=answered)

    @property
    def open_seats(self) -> tuple[str, ...]:
        """Whose vote is waited for."""
        answered = {each.for_user for each in self.votes}
        return tuple(user for user in self.electorate if user not in answered)

    def answer(self, strategies: Strategies) -> Answer:
        """What the strategy says so far. Raises StrategyUnusable."""
        return strategies.answer(self.strategy, self.responses)

    def seats_of(
        self, user: str, voters_of: Callable[[str], Collection[str]], for_user: str | None = None
    ) -> Sequence[str]:
        """Whose vote the user may give, their own first; ``voters_of`` a seat are who has it, and who stands in.

        Raises MayNotVote for one who has none, or not that of ``for_user``.
        """
        mine = [seat for seat in self.electorate if for_user in {None, seat} and user in voters_of(seat)]
        if not mine:
            raise MayNotVote.because_not_asked(self.about, user, self.electorate)
        return sorted(mine, key=lambda seat: seat != user)

    def seat_of(self, user: str, voters_of: Callable[[str], Collection[str]], for_user: str | None = None) -> str:
        """The first of these that is open; one whose vote was given already only where there is no other."""
        mine = self.seats_of(user, voters_of, for_user)
        return next((seat for seat in mine if seat in self.open_seats), mine[0])

    def require_open(self, user: str, seat: str) -> None:
        """Raises MayNotVote where the seat is none, or its vote was given already."""
        if seat not in self.electorate:
            raise MayNotVote.because_not_asked(self.about, user, self.electorate)
        former = next((each for each in self.votes if each.for_user == seat), None)
        if former is not None:
            raise MayNotVote.because_voted_before(self.about, seat, former.user)
