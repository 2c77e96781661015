"""Any order of events leads to what plain fractions compute from the credits, the plan and the quotas of the end."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paid_team import ADMIN, Q1, Q2, PaidTeam, day
from plain_pay import Pay, plain_pay

from crm_core.commissions import AddCommissionPlan, Band, Bonus, ProductRate, Scheme, Tier
from crm_core.testing.builders import a_quota

SELLERS, PERIODS = ("ada", "bob", "max"), (Q1, Q2)
TIERS = tuple(Tier(from_minor=bound, rate_basis_points=rate) for bound, rate in ((0, 300), (999, 501), (5_001, 807)))
BANDS = tuple(
    Band(from_basis_points=bound, multiplier_basis_points=times)
    for bound, times in ((0, 5_003), (3_333, 10_000), (9_999, 15_001))
)
NO_TERMS: dict[str, Any] = {
    "rates": (),
    "bonuses": (),
    "floor_minor": 0,
    "cap_minor": None,
    "holdback_basis_points": 0,
    "override_basis_points": 0,
}
OWN = {"rates": (ProductRate(product="X1", rate_basis_points=913), ProductRate(product="Y2", rate_basis_points=0))}
TERMS = {
    "bonuses": (Bonus(amount_minor=33, from_credit_minor=2_000), Bonus(amount_minor=7)),
    "floor_minor": 150,
    "cap_minor": 900,
    "holdback_basis_points": 1_111,
    "override_basis_points": 77,
}
SCHEMES: Sequence[dict[str, Any]] = (
    {"scheme": Scheme.FLAT, "rate_basis_points": 555, "tiers": (), "bands": ()},
    {"scheme": Scheme.MARGINAL, "rate_basis_points": None, "tiers": TIERS, "bands": ()},
    {"scheme": Scheme.WHOLE_AMOUNT, "rate_basis_points": None, "tiers": TIERS, "bands": ()},
    {"scheme": Scheme.ATTAINMENT, "rate_basis_points": 777, "tiers": (), "bands": BANDS, "bands_are_marginal": True},
    {"scheme": Scheme.ATTAINMENT, "rate_basis_points": 777, "tiers": (), "bands": BANDS, "bands_are_marginal": False},
)

plans = st.builds(
    lambda scheme, own, terms: {**NO_TERMS, **scheme, **(OWN if own else {}), **(TERMS if terms else {})},
    st.sampled_from(SCHEMES),
    st.booleans(),
    st.booleans(),
)
deals = st.integers(1, 3)
shares = st.integers(0, 10_000).flatmap(
    lambda first: st.integers(0, 10_000 - first).map(lambda second: (first, second, 10_000 - first - second))
)
periods = st.sampled_from(PERIODS)
happenings = st.one_of(
    st.tuples(st.just("win"), deals, st.integers(1, 9_000), shares, st.integers(1, 6), st.booleans()),
    st.tuples(st.just("win"), deals, st.integers(1, 9_000), shares, st.integers(1, 6), st.booleans()),
    st.tuples(st.just("refund"), deals, st.integers(1, 5_000)),
    st.tuples(st.just("reopen"), deals),
    st.tuples(st.just("share"), deals, shares),
    st.tuples(st.just("revise"), plans),
    st.tuples(st.just("quota"), st.sampled_from(SELLERS), st.integers(0, 20_000)),
    st.tuples(st.just("run"), periods),
    st.tuples(st.just("close"), periods),
)


class Story:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.team = PaidTeam(AddCommissionPlan(name="Story", currency="USD", **plan), users=SELLERS)
        self.sold: set[int] = set()
        self.quotas: dict[str, int] = {}
        for count, user in enumerate(SELLERS):
            for place, period in enumerate(PERIODS):
                quota = a_quota(10 * count + place, user_id=user, period=period, amount_minor=0, currency_code="USD")
                self.team.world.preload(quota.changed(quota.updated_at, subject_key=quota.subject.key))

    def tell(self, what: str, *how: Any) -> None:
        getattr(self, what)(*how)

    def win(self, deal: int, amount: int, parts: Sequence[int], month: int, of_products: bool) -> None:
        if deal not in self.sold:
            self.sold.add(deal)
            products = [("Y2", "H", 3), ("A", "H", 2), ("X1", "H", 4)] if of_products else []
            self.team.credit(deal, amount, day(month), SELLERS, parts, products=products)

    def refund(self, deal: int, amount: int) -> None:
        self.team.refund(deal, amount, day(7), self.team.world.new_id())

    def reopen(self, deal: int) -> None:
        self.sold.discard(deal)
        self.team.reopen(deal, day(7))

    def share(self, deal: int, parts: Sequence[int]) -> None:
        self.team.share_anew(deal, day(7), SELLERS, parts)

    def revise(self, plan: dict[str, Any]) -> None:
        self.team.revised(**plan)

    def quota(self, user: str, amount: int) -> None:
        self.quotas[user] = amount
        with self.team.world.records.writing(ADMIN) as work:
            for each in work.quotas.holding(PERIODS):
                if each.user_id == user:
                    work.quotas.save(each.changed(self.team.world.clock.now(), amount_minor=amount))

    def run(self, period: str) -> None:
        self.team.run(period)

    def close(self, period: str) -> None:
        self.team.close(period)

    def paid(self) -> Pay:
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for entry in self.team.entries():
            if entry.component != "release":
                sums[entry.payee_id, entry.credit_period, entry.component] += entry.amount_minor
        return {key: amount for key, amount in sums.items() if amount}

    def plainly(self) -> Pay:
        plan = self.team.plans.get(ADMIN, self.team.plan)
        return plain_pay(plan, self.team.world.records.credits, SELLERS, PERIODS, self.quotas)


@pytest.mark.requirement("COM-CRMOP-0127", "COM-CRMOP-0129")
@given(plans, st.lists(happenings, max_size=16))
@settings(max_examples=80, deadline=None)
def test_any_order_of_events_leads_to_what_the_end_is_worth(
    plan: dict[str, Any], told: Sequence[tuple[Any, ...]]
) -> None:
    story = Story(plan)
    for happening in told:
        story.tell(*happening)
    for period in PERIODS:
        story.run(period)

    assert story.paid() == story.plainly()
    assert [story.team.run(period).entries for period in PERIODS] == [0, 0]
