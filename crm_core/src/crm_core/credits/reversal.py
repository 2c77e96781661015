"""What still stands of the credits of a deal, and the credits that take it back or give it back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.credits.allocation import credits_of
from crm_core.credits.credit import (
    REVENUE,
    Credit,
    CreditCause,
    CreditedPerson,
    ProductValue,
    Shares,
)
from crm_core.identity import NewId
from crm_core.money import Money, rounded_ratio


class Standing(NamedTuple):
    """A credit, and what is left of it; less than its amount where some was taken back."""

    credit: Credit
    left_minor: int


class Reversal(NamedTuple):
    """What takes credits back: why, by which event, when, and how its credits get their ids."""

    cause: CreditCause
    event_id: str
    at: datetime
    new_id: NewId

    def of(self, credit: Credit, amount_minor: int) -> Credit:
        """A credit of this amount that names the other, and has its facts; the other may be a reversal itself."""
        return credit.model_copy(
            update={
                "id": self.new_id(),
                "cause": self.cause,
                "event_id": self.event_id,
                "at": self.at,
                "amount_minor": amount_minor,
                "reverses": credit.id,
            }
        )


def standing(of_deal: Sequence[Credit]) -> tuple[Standing, ...]:
    """Of one deal's credits those that were not taken back whole, in their order; one over nothing may stand too."""
    first = first_credits(of_deal)
    left: dict[str, int] = {}
    touched: set[str] = set()
    for credit in of_deal:
        root = first[credit.id]
        left[root.id] = left.get(root.id, 0) + credit.amount_minor
        if credit.reverses is not None:
            touched.add(root.id)
    return tuple(
        Standing(credit, left[credit.id])
        for credit in of_deal
        if credit.reverses is None and (left[credit.id] or credit.id not in touched)
    )


def first_credits(of_deal: Sequence[Credit]) -> Mapping[str, Credit]:
    """By the id of each: the credit that it takes back or gives back in the end, itself for one that does neither."""
    known = {credit.id: credit for credit in of_deal}

    def first(credit: Credit) -> Credit:
        while credit.reverses is not None:
            credit = known[credit.reverses]
        return credit

    return {credit.id: first(credit) for credit in of_deal}


def take_back_all(stands: Sequence[Standing], reversal: Reversal) -> tuple[Credit, ...]:
    """All that is left of these."""
    return tuple(reversal.of(each.credit, -each.left_minor) for each in stands)


def take_back(amount_minor: int, stands: Sequence[Standing], reversal: Reversal) -> tuple[Credit, ...]:
    """So much of the revenue that is left, and the same part of what stands beside it.

    Among people by largest remainder over what each has left, then among each one's credits in the same way; so nobody
    is left with less than nothing, and to take back all that is left leaves nothing. At most all that is left is taken.
    """
    revenue = sum(each.left_minor for each in stands if each.credit.kind == REVENUE)
    taken = min(amount_minor, revenue)
    if taken <= 0:
        return ()
    people: dict[tuple[str, str], list[Standing]] = {}
    for each in stands:
        people.setdefault((each.credit.kind, each.credit.user_id), []).append(each)
    left = {key: sum(each.left_minor for each in mine) for key, mine in people.items()}
    sharing = [key for key in people if key[0] == REVENUE]
    parts = dict(zip(sharing, _allocated(taken, [left[key] for key in sharing]), strict=True))
    beside = {key: rounded_ratio(left[key] * taken, revenue) for key in people if key[0] != REVENUE}
    return tuple(
        reversal.of(each.credit, -part)
        for key, mine in people.items()
        for each, part in _shared({**parts, **beside}[key], mine)
    )


def give_back(event_id: str, of_basis: Sequence[Credit], reversal: Reversal) -> tuple[Credit, ...]:
    """What the refund of this id took back of one basis, to whoever it was taken from.

    Where the deal was shared anew since, it is given to whoever has it now, in proportion to what they were credited.
    """
    first = first_credits(of_basis)
    taken = [each for each in of_basis if each.cause is CreditCause.REFUNDED and each.event_id == event_id]
    moved = {first[each.id].id for each in of_basis if each.cause is CreditCause.SPLIT_CHANGED and each.reverses}
    if not any(first[each.id].id in moved for each in taken):
        return tuple(reversal.of(each, -each.amount_minor) for each in taken)
    returned = -sum(each.amount_minor for each in taken if each.kind == REVENUE)
    now = [each for each in of_basis if each.reverses is None and each.id not in moved]
    revenue = sum(each.amount_minor for each in now if each.kind == REVENUE)
    if not revenue:
        return ()
    sharing = [Standing(each, each.amount_minor) for each in now if each.kind == REVENUE]
    beside = [(each, rounded_ratio(each.amount_minor * returned, revenue)) for each in now if each.kind != REVENUE]
    return tuple(reversal.of(credit, part) for credit, part in (*_of_credits(returned, sharing), *beside) if part)


def share_anew(
    stands: Sequence[Standing], shares: Shares, *, people: Mapping[str, CreditedPerson], reversal: Reversal
) -> tuple[Credit, ...]:
    """All that is left of these credits of one event, taken back and credited by other shares, for the same day.

    Those who were credited before keep the facts they had; ``people`` are the others, by id.
    """
    fact = stands[0].credit.fact.model_copy(update={"cause": reversal.cause, "at": reversal.at})
    known = {each.credit.user_id: _person(each.credit) for each in stands}
    revenue = [each for each in stands if each.credit.kind == REVENUE]
    products = [
        ProductValue(product=each.credit.product, category=each.credit.category, net_minor=each.left_minor)
        for each in revenue
        if each.credit.product is not None
    ]
    return (
        *take_back_all(stands, reversal),
        *credits_of(
            fact,
            sum(each.left_minor for each in revenue),
            shares,
            people={**people, **known},
            products=products,
            new_id=reversal.new_id,
        ),
    )


def _person(credit: Credit) -> CreditedPerson:
    return CreditedPerson(
        user_id=credit.user_id, team=credit.team, manager_id=credit.manager_id, territory=credit.territory
    )


def _of_credits(amount_minor: int, stands: Sequence[Standing]) -> Iterator[tuple[Credit, int]]:
    return ((each.credit, part) for each, part in _shared(amount_minor, stands))


def _shared(amount_minor: int, stands: Sequence[Standing]) -> Iterator[tuple[Standing, int]]:
    """In proportion to what is left of each; those that get nothing are left out."""
    parts = _allocated(amount_minor, [each.left_minor for each in stands])
    return ((each, part) for each, part in zip(stands, parts, strict=True) if part)


def _allocated(amount_minor: int, weights: Sequence[int]) -> Sequence[int]:
    if not amount_minor:
        return [0] * len(weights)
    return [part.minor for part in Money.unchecked(amount_minor, "").allocate(weights)]
