"""What a plan pays, by plain fractions from the credits there are in the end; no clawback window, one currency."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from crm_core.commissions import CommissionPlan, Scheme
from crm_core.credits import Credit

Pay = dict[tuple[str, str, str], int]
"""By person, credit period and component."""


def quarter_of(credit: Credit) -> str:
    return f"2026-Q{(credit.credit_date.month + 2) // 3}"


def plain_pay(
    plan: CommissionPlan,
    everything: Sequence[Credit],
    payees: Sequence[str],
    periods: Sequence[str],
    quotas: Mapping[str, int],
) -> Pay:
    pay: Pay = {}
    for user in payees:
        for period in periods:
            mine = [each for each in everything if each.user_id == user and quarter_of(each) == period]
            reports = [each for each in everything if each.manager_id == user and quarter_of(each) == period]
            figures = figures_of(plan, mine, [each for each in reports if each.kind == "revenue"], quotas.get(user, 0))
            pay |= {(user, period, component): amount for component, amount in figures.items() if amount}
    return pay


def figures_of(plan: CommissionPlan, mine: Sequence[Credit], reports: Sequence[Credit], quota: int) -> dict[str, int]:
    earning = round(exactly(plan, mine, quota))
    override = round(Fraction(sum(each.amount_minor for each in reports) * plan.override_basis_points, 10_000))
    bonus = sum(bonuses(plan, mine))
    floor = max(0, plan.floor_minor - earning - override - bonus)
    whole = earning + override + bonus + floor
    cap = 0 if plan.cap_minor is None else min(0, plan.cap_minor - whole)
    held = round(Fraction((whole + cap) * plan.holdback_basis_points, 10_000))
    return {
        "earning": earning,
        "override": override,
        "bonus": bonus,
        "floor": floor,
        "cap": cap,
        "holdback": -held,
    }


def exactly(plan: CommissionPlan, mine: Sequence[Credit], quota: int) -> Fraction:
    own = {rate.product: rate.rate_basis_points for rate in plan.rates}
    lines = lines_of(mine)
    total = sum(amount for _, amount in lines)
    if plan.scheme is Scheme.ATTAINMENT:
        return attained(plan, [(own.get(code or "", plan.rate_basis_points or 0), each) for code, each in lines], quota)
    separate = sum(Fraction(each * own[code], 10_000) for code, each in lines if code in own)
    total -= sum(each for code, each in lines if code in own)
    if plan.scheme is Scheme.FLAT:
        return separate + Fraction(total * (plan.rate_basis_points or 0), 10_000)
    if plan.scheme is Scheme.WHOLE_AMOUNT:
        reached = [tier.rate_basis_points for tier in plan.tiers if tier.from_minor <= total]
        return separate + Fraction(total * reached[-1], 10_000)
    ends = [*(tier.from_minor for tier in plan.tiers[1:]), 10**18]
    parts = (
        max(0, min(total, end) - tier.from_minor) * tier.rate_basis_points
        for tier, end in zip(plan.tiers, ends, strict=True)
    )
    return separate + Fraction(sum(parts), 10_000)


def attained(plan: CommissionPlan, lines: Sequence[tuple[int, int]], quota: int) -> Fraction:
    """A minor unit at a time would be plainest; from bound to bound is the same and ends sooner."""
    if not quota:
        return Fraction(0)
    bounds = [(Fraction(quota * band.from_basis_points, 10_000), band.multiplier_basis_points) for band in plan.bands]
    if not plan.bands_are_marginal:
        total = sum(amount for _, amount in lines)
        times = [multiplier for bound, multiplier in bounds if bound <= total][-1]
        return sum((Fraction(rate * amount * times, 10**8) for rate, amount in lines), Fraction(0))
    paid, filled = Fraction(0), Fraction(0)
    for rate, amount in lines:
        for place, (bound, times) in enumerate(bounds):
            end = bounds[place + 1][0] if place + 1 < len(bounds) else Fraction(10**18)
            within = max(Fraction(0), min(filled + amount, end) - max(filled, bound))
            paid += within * Fraction(rate * times, 10**8)
        filled += amount
    return paid


def lines_of(mine: Sequence[Credit]) -> Sequence[tuple[str | None, int]]:
    """Event by event as they happened, the products of each in the order of their codes; what is left of each."""
    sums: dict[tuple[str, str], dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    first: dict[tuple[str, str], tuple[object, ...]] = {}
    roots: dict[str, Credit] = {}
    for credit in mine:
        root = roots[credit.id] = roots.get(credit.reverses or "", credit)
        key = (root.opportunity_id, root.event_id)
        sums[key][credit.product] += credit.amount_minor
        first.setdefault(key, (root.at, root.opportunity_number, *key))
    in_order = sorted(sums, key=lambda key: first[key])
    return [
        (code, amount) for key in in_order for code, amount in sorted(sums[key].items(), key=lambda each: each[0] or "")
    ]


def bonuses(plan: CommissionPlan, mine: Sequence[Credit]) -> Sequence[int]:
    left: dict[tuple[str, str], int] = defaultdict(int)
    shares: dict[tuple[str, str], int] = {}
    roots: dict[str, Credit] = {}
    stands: dict[str, int] = defaultdict(int)
    for credit in mine:
        root = roots[credit.id] = roots.get(credit.reverses or "", credit)
        left[root.opportunity_id, root.event_id] += credit.amount_minor
        stands[root.id] += credit.amount_minor
    for root in roots.values():
        if stands[root.id]:
            shares[root.opportunity_id, root.event_id] = root.share_basis_points
    return [
        round(Fraction(bonus.amount_minor * shares[key], 10_000))
        for key, amount in left.items()
        for bonus in plan.bonuses
        if amount > 0 and amount >= bonus.from_credit_minor
    ]
