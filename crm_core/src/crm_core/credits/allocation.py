"""How an amount becomes credits: by largest remainder among people, then among products (ECO-002)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_core.credits.credit import REVENUE, Credit, CreditedPerson, CreditFact, ProductValue, Share, Shares
from crm_core.identity import NewId
from crm_core.money import Money

_Product = tuple[str | None, str | None]
"""Its code and its category."""

_NONE: _Product = (None, None)


def credits_of(
    fact: CreditFact,
    amount_minor: int,
    shares: Shares,
    *,
    people: Mapping[str, CreditedPerson],
    products: Sequence[ProductValue] = (),
    new_id: NewId,
) -> tuple[Credit, ...]:
    """Revenue credits add up to the amount, however it is shared; every other kind is its share of it by itself.

    Largest remainder, ties by the order of the shares; a negative amount mirrors the positive one. Who is not among
    ``people``, by id, is credited with facts unknown. Somebody without a share has no credit.
    """
    whole = Money.unchecked(amount_minor, fact.currency_code)
    return tuple(
        Credit(
            id=new_id(),
            user_id=share.user_id,
            kind=share.kind,
            amount_minor=amount,
            share_basis_points=share.basis_points,
            split_id=shares.split_id,
            product=product,
            category=category,
            **{**dict(fact), **_facts_of(people.get(share.user_id))},
        )
        for share, part in parts_of(whole, shares.shares)
        for (product, category), amount in _by_product(part, products)
    )


def parts_of(whole: Money, shares: Sequence[Share]) -> Iterator[tuple[Share, Money]]:
    """What each share is of the whole, in their order, without those of nothing."""
    revenue = [share for share in shares if share.kind == REVENUE and share.basis_points]
    if revenue:
        yield from zip(revenue, whole.allocate([share.basis_points for share in revenue]), strict=True)
    beside = (share for share in shares if share.kind != REVENUE and share.basis_points)
    yield from ((share, whole.share(share.basis_points)) for share in beside)


def _by_product(part: Money, products: Sequence[ProductValue]) -> Iterator[tuple[_Product, int]]:
    """Among the products that are worth something; one with nothing of it is left out."""
    weights: dict[_Product, int] = {}
    for each in products:
        key: _Product = (each.product, each.category)
        weights[key] = weights.get(key, 0) + each.net_minor
    positive = {key: weight for key, weight in weights.items() if weight > 0}
    if not positive or not part.minor:
        yield _NONE, part.minor
        return
    for product, amount in zip(positive, part.allocate(list(positive.values())), strict=True):
        if amount.minor:
            yield product, amount.minor


def _facts_of(person: CreditedPerson | None) -> dict[str, Any]:
    return {} if person is None else {name: getattr(person, name) for name in ("team", "manager_id", "territory")}
