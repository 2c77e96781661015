"""How many must say yes: all, more than half, so many, or whoever answers first (US-014, FR-L2-006, FR-EXT-003)."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple, Protocol, Self

from pydantic import StringConstraints

from crm_core.errors import Invalid
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import UserId, written

UNISON, MAJORITY, FIRST, QUORUM = "unison", "majority", "first", "quorum"


class Ballot(StrEnum):
    """Abstaining is neither yes nor no, and leaves the number of the electorate as it is."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Answer(StrEnum):
    """``open``: it may still become either."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class Response(NamedTuple):
    """The ballot of one of the electorate, whoever gave it."""

    user: str
    ballot: Ballot


class Responses(Value):
    """The electorate, fixed at the start, and the ballots of those who answered, in the order they came."""

    electorate: tuple[UserId, ...]
    answered: tuple[Response, ...] = ()

    @property
    def seats(self) -> int:
        """How many were asked; whoever leaves still counts."""
        return len(self.electorate)

    @property
    def yes(self) -> int:
        return self._count(Ballot.YES)

    @property
    def no(self) -> int:
        return self._count(Ballot.NO)

    @property
    def abstained(self) -> int:
        return self._count(Ballot.ABSTAIN)

    @property
    def waiting(self) -> int:
        """How many have not answered."""
        return self.seats - len(self.answered)

    def _count(self, ballot: Ballot) -> int:
        return sum(response.ballot is ballot for response in self.answered)


class ApprovalStrategy(Protocol):
    """Pure: the same responses have the same answer."""

    def can_proceed(self, responses: Responses) -> Answer:
        """Yes, no as soon as a yes is out of reach, or open."""
        ...


class Unison(NamedTuple):
    """Everybody says yes; one no ends it."""

    def can_proceed(self, responses: Responses) -> Answer:
        return _reached(responses.seats, responses)


class Majority(NamedTuple):
    """More than half of the electorate: 3 of 4; 2 and 2 is no."""

    def can_proceed(self, responses: Responses) -> Answer:
        return _reached(responses.seats // 2 + 1, responses)


class Quorum(NamedTuple):
    """So many say yes."""

    needed: int

    def can_proceed(self, responses: Responses) -> Answer:
        return _reached(self.needed, responses)


class First(NamedTuple):
    """The first yes or no; whoever abstains leaves it to the others."""

    def can_proceed(self, responses: Responses) -> Answer:
        decided = (response.ballot for response in responses.answered if response.ballot is not Ballot.ABSTAIN)
        first = next(decided, None)
        if first is None:
            return Answer.OPEN if responses.waiting else Answer.NO
        return Answer(first.value)


def _reached(needed: int, responses: Responses) -> Answer:
    if responses.seats == 0:
        return Answer.NO
    if responses.yes >= needed:
        return Answer.YES
    return Answer.OPEN if responses.yes + responses.waiting >= needed else Answer.NO


StrategyName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=50),
    written(
        r"[a-z][a-z0-9_.-]*(:[1-9][0-9]{0,2})?",
        "{text} names no strategy",
        "use unison, majority, first, quorum:3, or one that a package brings",
    ),
    IMPERSONAL,
]
"""``unison``, ``majority``, ``first``, ``quorum:3``, or a package's own."""

_QUORUM = re.compile(rf"{QUORUM}:(\d+)")


class StrategyUnusable(Invalid):
    @classmethod
    def because_unknown(cls, name: str, known: str) -> Self:
        return cls.field("strategy", f"none is called {name}", f"use one of {known}")

    @classmethod
    def because_out_of_reach(cls, name: str, seats: int) -> Self:
        return cls.field("strategy", f"{name} is more than the {seats} who are asked", "ask more people, or for fewer")

    @classmethod
    def because_it_answers_otherwise(cls, name: str, answer: object) -> Self:
        return cls.field("strategy", f"{name} answered {str(answer)[:40]!r}", "let it answer yes, no or open")


_BUILT_IN: Mapping[str, ApprovalStrategy] = {UNISON: Unison(), MAJORITY: Majority(), FIRST: First()}


class Strategies:
    """The strategies by name: the built-in ones, and those that packages bring, read when one is first asked for."""

    def __init__(self, own: Callable[[], Mapping[str, ApprovalStrategy]] = dict) -> None:
        self._own = own

    def named(self, name: str) -> ApprovalStrategy:
        """Raises StrategyUnusable."""
        if (quorum := _QUORUM.fullmatch(name)) is not None:
            return Quorum(int(quorum[1]))
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        if name not in (own := self._own()):
            raise StrategyUnusable.because_unknown(name, ", ".join((*_BUILT_IN, f"{QUORUM}:N", *own)))
        return own[name]

    def check(self, name: str, seats: int) -> None:
        """Refuses a strategy that nobody knows, and a quorum above the electorate. Raises StrategyUnusable."""
        strategy = self.named(name)
        if isinstance(strategy, Quorum) and strategy.needed > seats > 0:
            raise StrategyUnusable.because_out_of_reach(name, seats)

    def answer(self, name: str, responses: Responses) -> Answer:
        """What the strategy says; an empty electorate never says yes. Raises StrategyUnusable."""
        if responses.seats == 0:
            return Answer.OPEN
        answered = self.named(name).can_proceed(responses)
        try:
            return Answer(answered)
        except ValueError:
            raise StrategyUnusable.because_it_answers_otherwise(name, answered) from None


BUILT_IN = Strategies()
"""Without those that packages bring."""
