"""Chains of delegations: who acts for somebody at a moment, and which chains may be written (BR-005, BR-009).

A chain counts where all its windows overlap and all its scopes do: A to B this week and B to A next week is no circle.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Self

from crm_core.approvals.delegation import Delegation, DelegationScope
from crm_core.clock import moment_in_words
from crm_core.errors import Refused

DEPTH = 3
"""Steps of a chain at most: A to B to C to D."""


class DelegationRefused(Refused):
    """What was asked for, with the delegations there are, is no chain that may be."""

    @classmethod
    def because_of_a_circle(cls, people: Iterable[str]) -> Self:
        return cls("{chain} would be a circle; name somebody else, or another time", {"chain": " to ".join(people)})

    @classmethod
    def because_it_is_too_deep(cls, people: Iterable[str], depth: int) -> Self:
        return cls(
            "{chain} is one step too many, {depth} may be; name somebody who has not delegated, or another time",
            {"chain": " to ".join(people), "depth": depth},
        )

    @classmethod
    def because_there_is_one(cls, standing: Delegation) -> Self:
        until = moment_in_words(standing.ends_at)
        return cls(
            "{delegator} has delegated to {delegate} then, up to {ends_at}; revoke that first, or name another time",
            {"delegator": standing.delegator, "delegate": standing.delegate, "ends_at": until},
        )


class StandIns:
    """Who acts for whom in one scope at one moment; people without a delegation act for themselves."""

    def __init__(self, delegations: Iterable[Delegation], scope: DelegationScope, at: datetime) -> None:
        """``delegations`` may hold others; of two of one person the first written is meant."""
        self._next: dict[str, Delegation] = {}
        for each in sorted(delegations, key=lambda delegation: delegation.id, reverse=True):
            if each.is_in_force(scope, at):
                self._next[each.delegator] = each

    def __bool__(self) -> bool:
        return bool(self._next)

    def __iter__(self) -> Iterator[str]:
        """Those who have delegated."""
        return iter(self._next)

    def chain(self, person: str) -> tuple[str, ...]:
        """The person, whoever was named in between, and last who acts: ``("ada",)``, or ``("ada", "bob", "eve")``."""
        chain = [person]
        while (step := self._next.get(chain[-1])) is not None and step.delegate not in chain:
            chain.append(step.delegate)
        return tuple(chain)

    def chains(self) -> Mapping[str, tuple[str, ...]]:
        """Of everybody who has delegated."""
        return {person: self.chain(person) for person in sorted(self._next)}


def stand_in(delegations: Iterable[Delegation], person: str, scope: DelegationScope, at: datetime) -> tuple[str, ...]:
    """As ``StandIns.chain``."""
    return StandIns(delegations, scope, at).chain(person)


def in_words(chain: tuple[str, ...]) -> str:
    """``eve for ada``; one who acts for themselves is ``ada``."""
    return chain[0] if len(chain) == 1 else f"{chain[-1]} for {chain[0]}"


def require_chain(added: Delegation, standing: Iterable[Delegation], *, depth: int = DEPTH) -> None:
    """``standing`` are the others, revoked ones left out. Raises DelegationRefused for a circle, or a chain too deep.

    Also where the delegator has delegated the same already at the same time: nobody could say who acts.
    """
    others = [each for each in standing if each.id != added.id and each.revoked_at is None]
    link = _Link((), _Window.of(added))
    for each in others:
        if each.delegator == added.delegator and link.window.joined(_Window.of(each)) is not None:
            raise DelegationRefused.because_there_is_one(each)
    outgoing, incoming = _by(others, "delegator"), _by(others, "delegate")
    for before in _paths(added.delegator, link, incoming, "delegator", depth):
        for after in _paths(added.delegate, before, outgoing, "delegate", depth):
            up, down = before.people, after.people[len(before.people) :]
            people = (*reversed(up), added.delegator, added.delegate, *down)
            if len(set(people)) < len(people):
                raise DelegationRefused.because_of_a_circle(people)
            if len(people) - 1 > depth:
                raise DelegationRefused.because_it_is_too_deep(people, depth)


class _Window(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    scopes: frozenset[DelegationScope]

    @classmethod
    def of(cls, delegation: Delegation) -> Self:
        return cls(delegation.starts_at, delegation.ends_at, frozenset(delegation.scopes))

    def joined(self, other: "_Window") -> "_Window | None":
        """What both cover; None where they have no moment or no scope in common."""
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        scopes = self.scopes & other.scopes
        return _Window(starts_at, ends_at, scopes) if starts_at < ends_at and scopes else None


class _Link(NamedTuple):
    """People walked to, nearest first, and when and in what all of the chain is in force."""

    people: tuple[str, ...]
    window: _Window


def _by(delegations: Iterable[Delegation], field: str) -> Mapping[str, list[Delegation]]:
    found: dict[str, list[Delegation]] = {}
    for each in delegations:
        found.setdefault(getattr(each, field), []).append(each)
    return found


def _paths(person: str, link: _Link, ways: Mapping[str, list[Delegation]], towards: str, depth: int) -> Iterator[_Link]:
    """Every chain from the person on, the empty one first, while it is in force with ``link``; one step over depth."""
    yield link
    if len(link.people) > depth:
        return
    for each in ways.get(person, ()):
        window = link.window.joined(_Window.of(each))
        if window is not None:
            further = getattr(each, towards)
            yield from _paths(further, _Link((*link.people, further), window), ways, towards, depth)
