"""Open leads, assignments of the day and turns of each person, for routing decisions (RTE-CRMOP-0105)."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Self

from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.lead_routing.criteria import RuleSet
from crm_operations.providers import Person


class CandidateStats(NamedTuple):
    """A person's figures in one pool at the moment of a decision; a tuple, since decisions record one a person."""

    user_id: str
    open_leads: int
    assigned_today: int
    last_turn: int
    """The tenant's count of turns when this person was last chosen here or by hand; 0 for never."""
    credit: int
    """The person's weight credit in a weighted pool (smooth weighted round robin); may be negative."""


class Credit(NamedTuple):
    """A person's weight credit in a weighted pool (smooth weighted round robin)."""

    user_id: str
    credit: int


class StandIn(NamedTuple):
    """Who acts for somebody at the moment of a decision, and how much they have; a tuple, as ``CandidateStats``."""

    chain: tuple[str, ...]
    """Who has delegated, whoever was named in between, and last who acts."""
    open_leads: int
    assigned_today: int

    @property
    def delegator(self) -> str:
        return self.chain[0]

    @property
    def acts(self) -> str:
        """Who gets what the delegator is chosen for."""
        return self.chain[-1]


class Turn(Value):
    """When a person was last assigned a lead in a pool."""

    pool: AnyText
    user_id: AnyText
    last_turn: Total = 0
    last_assigned_at: Utc | None = None
    credit: Total = 0


class Roster(Value):
    """The people the rules can reach, as a decision saw them."""

    people: tuple[Person, ...]
    default_capacity: Total

    @classmethod
    def of(cls, people: Iterable[Person], rules: RuleSet, default_capacity: int, besides: Collection[str] = ()) -> Self:
        """Those in the pool of any rule, and ``besides``, without their names and the reasons of absences."""
        pools = [rule.pool for rule in rules.rules]
        reached = (
            _without_privacies(person)
            for person in people
            if person.id in besides or any(pool.holds(person) for pool in pools)
        )
        return cls(people=tuple(sorted(reached, key=lambda person: person.id)), default_capacity=default_capacity)


def _without_privacies(person: Person) -> Person:
    """The person without name and reasons of absences, which decisions must not record."""
    absences = tuple(absence.model_copy(update={"reason": None}) for absence in person.absences)
    return person.model_copy(update={"name": person.id, "absences": absences})


class Counts(NamedTuple):
    """By person: open leads, and leads assigned since their day began."""

    open_leads: Mapping[str, int]
    assigned_today: Mapping[str, int]


NOTHING_COUNTED = Counts({}, {})


class CarriedCounts:
    """Counts of a bulk run, carried from commit to commit, since counting at each would cost more with every lead.

    Counted anew where others routed meanwhile, where a day or the people changed, and after a twentieth as many
    assignments as there were open leads; what others close in between is seen then.
    """

    def __init__(self) -> None:
        self._carried = NOTHING_COUNTED
        self._valid_for: tuple[int, Hashable] | None = None
        self._until_turn = 0

    def at(self, last_turn: int, people_and_days: Hashable, count: Callable[[], Counts]) -> Counts:
        """``last_turn`` is the tenant's count of turns, under its lock."""
        if self._valid_for != (last_turn, people_and_days) or last_turn >= self._until_turn:
            self._carried = count()
            self._until_turn = last_turn + sum(self._carried.open_leads.values()) // _RECOUNTED_AFTER
        self._valid_for = (last_turn, people_and_days)
        return self._carried

    def carry(self, pool_stats: "PoolStats") -> None:
        """Keeps these counts after their commit."""
        if self._valid_for is not None:
            self._carried = pool_stats.counts
            self._valid_for = (pool_stats.last_turn, self._valid_for[1])


_RECOUNTED_AFTER = 20


class PoolStats:
    """The figures of every pool while leads are decided one after the other: each assignment counts for the next."""

    def __init__(
        self,
        pools: Mapping[str, Sequence[str]],
        *,
        last_turn: int = 0,
        turns: Iterable[Turn] = (),
        counts: Counts = NOTHING_COUNTED,
    ) -> None:
        self.last_turn = last_turn
        self._pools = pools
        self._turns = {(turn.pool, turn.user_id): turn for turn in turns}
        self._open = dict(counts.open_leads)
        self._today = dict(counts.assigned_today)
        self._pool_stats = {pool: {user: self._stats(pool, user) for user in users} for pool, users in pools.items()}
        self._assigned_at: dict[tuple[str, str], datetime] = {}
        self._moved: set[tuple[str, str]] = set()

    def of(self, pool: str) -> tuple[CandidateStats, ...]:
        """One for each of the pool's people who did not leave, ordered by id."""
        return tuple(self._pool_stats[pool].values())

    def stand_in(self, chain: tuple[str, ...]) -> StandIn:
        """Who acts at the end of the chain, with their figures, in a pool or not."""
        return StandIn(chain, self._open.get(chain[-1], 0), self._today_of(chain[-1]))

    def assign(
        self,
        user_id: str,
        pools: Collection[str],
        at: datetime,
        *,
        weight_credits: Mapping[str, Sequence[Credit]],
        turn_of: str | None = None,
    ) -> None:
        """A lead of the person; in these pools it was their turn, or that of whom they stand in for.

        ``weight_credits`` are those of weighted pools from now on.
        """
        self.last_turn += 1
        turned = turn_of or user_id
        for pool in pools:
            pool_stats = self._pool_stats[pool]
            pool_stats[turned] = pool_stats[turned]._replace(last_turn=self.last_turn)
            self._assigned_at[pool, turned] = at
            self._moved.add((pool, turned))
            for user, credit in weight_credits.get(pool, ()):
                pool_stats[user] = pool_stats[user]._replace(credit=credit)
                self._moved.add((pool, user))
        self._today[user_id] = self._today.get(user_id, 0) + 1
        self.load(user_id, 1)

    def load(self, user_id: str, difference: int) -> None:
        """Adds so many open leads to the person's count; a negative number takes away."""
        self._open[user_id] = self._open.get(user_id, 0) + difference
        for pool_stats in self._pool_stats.values():
            if (known := pool_stats.get(user_id)) is not None:
                pool_stats[user_id] = known._replace(
                    open_leads=self._open[user_id], assigned_today=self._today_of(user_id)
                )

    def begin_day(self, user_id: str) -> None:
        self._today[user_id] = 0
        self.load(user_id, 0)

    @property
    def counts(self) -> Counts:
        """The current counts; the next decision changes them."""
        return Counts(self._open, self._today)

    @property
    def moved(self) -> list[Turn]:
        """The turns that changed since they were read."""
        return [self._turn(pool, user) for pool, user in sorted(self._moved)]

    def _turn(self, pool: str, user_id: str) -> Turn:
        _, _, _, last_turn, credit = self._pool_stats[pool][user_id]
        before = self._turns.get((pool, user_id))
        at = self._assigned_at.get((pool, user_id)) or (before.last_assigned_at if before else None)
        return Turn(pool=pool, user_id=user_id, last_turn=last_turn, last_assigned_at=at, credit=credit)

    def _stats(self, pool: str, user_id: str) -> CandidateStats:
        turn = self._turns.get((pool, user_id))
        last_turn, credit = (turn.last_turn, turn.credit) if turn else (0, 0)
        return CandidateStats(user_id, self._open.get(user_id, 0), self._today_of(user_id), last_turn, credit)

    def _today_of(self, user_id: str) -> int:
        return self._today.get(user_id, 0)
