"""What a plan makes of a person's period as a whole: bonuses at an attainment, floor, cap, and what is held back.

Amounts are minor units of the currency that is paid. Floor and cap are of what the period has earned: the deals, with
corrections, overrides and bonuses. A floor is for the days that somebody is there and paid by the plan.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_core.commissions.earnings import EventCredit
from crm_core.commissions.entry import EntryKind
from crm_core.commissions.plan import CommissionPlan
from crm_core.commissions.terms import Bonus
from crm_core.money import BASIS_POINTS, rounded_ratio


class Attained(NamedTuple):
    """Credit within the quota's period, before the paid period and at its end, and the quota; in one currency."""

    before_minor: int
    after_minor: int
    quota_minor: int


class Term(NamedTuple):
    """An amount of a period, and the figures it is computed from."""

    kind: EntryKind
    amount_minor: int
    facts: dict[str, int]


def bonus_of(plan: CommissionPlan, credit: EventCredit) -> tuple[int, Sequence[int]]:
    """What the bonuses for each deal come to, each times the share in it; and these bonuses."""
    found = [
        bonus.amount_minor
        for bonus in plan.bonuses
        if bonus.from_attainment_basis_points is None and _deserves(bonus, credit)
    ]
    return sum(rounded_ratio(amount * credit.share_basis_points, BASIS_POINTS) for amount in found), found


def _deserves(bonus: Bonus, credit: EventCredit) -> bool:
    """Credited something, of the product where one is named, and no less than the bonus asks for."""
    if bonus.product is None and bonus.category is None:
        base = credit.base_minor or 0
    else:
        base = sum(each.base_minor for each in credit.products if bonus.is_about(each.code, each.category))
    return base > 0 and base >= bonus.from_credit_minor


def terms_of(
    plan: CommissionPlan, earned_minor: int, attained: Attained | None, days: tuple[int, int]
) -> Iterator[Term]:
    """In the order of statements; ``days`` are those that somebody is there, of those of the period."""
    for_attainment = attainment_bonus(plan, attained)
    yield for_attainment
    earned_minor += for_attainment.amount_minor
    due = rounded_ratio(plan.floor_minor * days[0], days[1])
    floor = max(0, due - earned_minor) if due else 0
    yield Term(
        EntryKind.FLOOR,
        floor,
        {"earned": earned_minor, "floor": plan.floor_minor, "days": days[0], "of_days": days[1]},
    )
    earned_minor += floor
    cap = 0 if plan.cap_minor is None else min(0, plan.cap_minor - earned_minor)
    yield Term(EntryKind.CAP, cap, {"earned": earned_minor, "cap": plan.cap_minor or 0})
    earned_minor += cap
    held = rounded_ratio(max(0, earned_minor) * plan.holdback_basis_points, BASIS_POINTS)
    yield Term(EntryKind.HOLDBACK, -held, {"earned": max(0, earned_minor), "basis_points": plan.holdback_basis_points})


def attainment_bonus(plan: CommissionPlan, attained: Attained | None) -> Term:
    """Of those whose part of the quota was reached within the period, and not before it."""
    if attained is None:
        return Term(EntryKind.BONUS, 0, {})
    before, after = attained.before_minor * BASIS_POINTS, attained.after_minor * BASIS_POINTS
    reached = sum(
        bonus.amount_minor
        for bonus in plan.bonuses
        if (bound := bonus.from_attainment_basis_points) is not None and before < bound * attained.quota_minor <= after
    )
    return Term(EntryKind.BONUS, reached, {**attained._asdict(), "bonus": reached})
