"""A run posts what has been earned less what is posted, whatever happened in whatever order."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.actor import Actor, NotPermitted
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionAssignment,
    CommissionAssignmentFilter,
    CommissionPlanNotFound,
    CommissionPlanRetired,
    EditCommissionPlan,
    Entry,
    EntryQuery,
    Part,
    PeriodStatus,
    Scheme,
    Tier,
    read_trace,
    written_trace,
)
from crm_core.credits import (
    CreditBasis,
    CreditCause,
    CreditFact,
    Reversal,
    Share,
    Shares,
    credits_of,
    share_anew,
    standing,
    take_back,
    take_back_all,
)
from crm_core.errors import Invalid
from crm_core.roles import Role
from crm_core.testing import START, TENANT, a_currency_rate
from crm_core.testing.builders import an_id
from crm_operations.commissions import (
    CommissionAssignmentCoordinator,
    CommissionCoordinator,
    CommissionPlanCoordinator,
    CommissionsRun,
    CommissionWorkflow,
    ExplainCommission,
    RunCommissions,
)
from crm_operations.testing import FakeWorld

ADMIN = Actor(tenant_id=TENANT, user_id="root", roles=frozenset({Role.ADMIN}))
PERIOD, FOLLOWING = "2026-Q1", "2026-Q2"
TIERS = ((0, 300), (1_000_000, 500), (5_000_000, 800), (10_000_000, 1_000))
PEOPLE = ("ada", "bob", "cy")


class Company:
    """Sells, takes back, shares anew and pays, on the fakes."""

    def __init__(self, plan: AddCommissionPlan, world: FakeWorld | None = None) -> None:
        self.world = world or FakeWorld(ADMIN)
        for name in PEOPLE:
            self.world.people.known(TENANT, name)
        records, clock, new_id = self.world.records, self.world.clock, self.world.new_id
        workflow = CommissionWorkflow(records, self.world.people, self.world.settings_for, clock, new_id)
        self.plans = CommissionPlanCoordinator(records, self.world.settings_for, clock, new_id)
        self.assignments = CommissionAssignmentCoordinator(
            records, self.world.people, self.world.settings_for, clock, new_id
        )
        self.commissions = CommissionCoordinator(
            self.world.runner, workflow, records, self.world.people, self.world.settings_for, clock
        )
        self.plan = self.plans.add(ADMIN, plan).name
        for name in PEOPLE:
            self.assignments.assign(ADMIN, AssignCommissionPlan(plan=self.plan, user_id=name))

    def win(self, deal: int, amount: int, shares: Sequence[int], *, day: int = 0, currency: str = "USD") -> None:
        """``shares`` are those of ada, bob and cy, in this order."""
        self.world.clock.advance(timedelta(minutes=1))
        fact = CreditFact(
            tenant_id=TENANT,
            opportunity_id=an_id(0xD0, deal),
            opportunity_number=f"OPP-2026-{deal:04}",
            owner_id="ada",
            currency_code=currency,
            basis=CreditBasis.WON,
            cause=CreditCause.WON,
            event_id=self.world.new_id(),
            credit_date=START.date() + timedelta(days=day),
            at=self.world.clock.now(),
        )
        with self.world.records.writing(ADMIN) as work:
            work.credits.add(credits_of(fact, amount, self.shares(shares), people={}, new_id=self.world.new_id))

    def refund(self, deal: int, amount: int) -> None:
        with self.world.records.writing(ADMIN) as work:
            stands = standing(work.credits.of(an_id(0xD0, deal)))
            work.credits.add(take_back(amount, stands, self.because(CreditCause.REFUNDED)))

    def reopen(self, deal: int) -> None:
        with self.world.records.writing(ADMIN) as work:
            stands = standing(work.credits.of(an_id(0xD0, deal)))
            work.credits.add(take_back_all(stands, self.because(CreditCause.REOPENED)))

    def share_anew(self, deal: int, shares: Sequence[int]) -> None:
        with self.world.records.writing(ADMIN) as work:
            stands = standing(work.credits.of(an_id(0xD0, deal)))
            anew = self.shares(shares).model_copy(update={"split_id": self.world.new_id()})
            if stands:
                work.credits.add(share_anew(stands, anew, people={}, reversal=self.because(CreditCause.SPLIT_CHANGED)))

    def because(self, cause: CreditCause) -> Reversal:
        self.world.clock.advance(timedelta(minutes=1))
        return Reversal(cause, self.world.new_id(), self.world.clock.now(), self.world.new_id)

    def shares(self, of_three: Sequence[int]) -> Shares:
        return Shares(
            shares=tuple(Share(user_id=name, basis_points=part) for name, part in zip(PEOPLE, of_three, strict=True))
        )

    def run(self, period: str = PERIOD) -> CommissionsRun:
        return self.commissions.run(ADMIN, RunCommissions(plan=self.plan, period=period))

    def entries(self) -> list[Entry]:
        with self.world.records.reading(ADMIN) as work:
            return list(work.commission_entries.entries(EntryQuery()))

    def assigned(self) -> Sequence[CommissionAssignment]:
        return self.assignments.list(ADMIN, CommissionAssignmentFilter())

    def earned(self) -> dict[tuple[str, str], int]:
        """By person and credit period, over all periods it was posted in; nothing is left out."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for entry in self.entries():
            sums[entry.payee_id, entry.credit_period] += entry.amount_minor
        return {key: amount for key, amount in sums.items() if amount}

    def close(self, period: str, status: PeriodStatus = PeriodStatus.LOCKED) -> None:
        with self.world.records.writing(ADMIN) as work:
            found = work.commission_periods.of(self.plan, period, lock=True)
            if found is not None:
                work.commission_periods.save(found.changed(self.world.clock.now(), status=status))

    def oracle(self, tiers: Sequence[tuple[int, int]] = TIERS, *, whole: bool = False) -> dict[tuple[str, str], int]:
        """What the credits there are have earned, by plain arithmetic: the period's sum, rounded half to even once."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for credit in self.world.records.credits:
            quarter = f"2026-Q{(credit.credit_date.month + 2) // 3}"
            sums[credit.user_id, quarter] += credit.amount_minor
        ends = [*(bound for bound, _ in tiers[1:]), 10**18]
        paid = {}
        for key, total in sums.items():
            reached = [rate for bound, rate in tiers if bound <= total]
            if whole and reached:
                exact = Fraction(total * reached[-1], 10_000)
            else:
                parts = (
                    (max(0, min(total, end) - bound) * rate) for (bound, rate), end in zip(tiers, ends, strict=True)
                )
                exact = Fraction(sum(parts), 10_000)
            paid[key] = round(exact)
        return {key: amount for key, amount in paid.items() if amount}


FLAT = AddCommissionPlan(name="Flat", scheme=Scheme.FLAT, currency="USD", rate_basis_points=500)


def tiered(scheme: Scheme) -> AddCommissionPlan:
    tiers = tuple(Tier(from_minor=bound, rate_basis_points=rate) for bound, rate in TIERS)
    return AddCommissionPlan(name="Tiered", scheme=scheme, currency="USD", tiers=tiers)


WHOLE = (10_000, 0, 0)
deals = st.integers(1, 3)
shares = st.integers(0, 10_000).flatmap(
    lambda first: st.integers(0, 10_000 - first).map(lambda second: (first, second, 10_000 - first - second))
)
happenings = st.one_of(
    st.tuples(st.just("win"), deals, st.integers(1, 9_000_000), shares, st.integers(0, 120)),
    st.tuples(st.just("refund"), deals, st.integers(1, 3_000_000)),
    st.tuples(st.just("reopen"), deals),
    st.tuples(st.just("share"), deals, shares),
    st.tuples(st.just("run"), st.sampled_from([PERIOD, FOLLOWING])),
    st.tuples(st.just("close"), st.sampled_from([PERIOD, FOLLOWING])),
)


@pytest.mark.requirement("COM-CRMOP-0127", "COM-CRMOP-0129")
@given(st.sampled_from([Scheme.MARGINAL, Scheme.WHOLE_AMOUNT]), st.lists(happenings, max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_in_whatever_order_leads_to_what_the_credits_there_are_have_earned(
    scheme: Scheme, story: Sequence[tuple[object, ...]]
) -> None:
    company = Company(tiered(scheme))
    sold: set[object] = set()
    for what, *how in story:
        match what, how:
            case "win", [int(deal), int(amount), tuple(parts), int(day)] if deal not in sold:
                company.win(deal, amount, parts, day=day % 150)
                sold.add(deal)
            case "refund", [int(deal), int(amount)]:
                company.refund(deal, amount)
            case "reopen", [int(deal)]:
                company.reopen(deal)
                sold.discard(deal)
            case "share", [int(deal), tuple(parts)]:
                company.share_anew(deal, parts)
            case "run", [str(period)]:
                company.run(period)
            case "close", [str(period)]:
                company.close(period)
    for period in (PERIOD, FOLLOWING):
        company.run(period)

    assert company.earned() == company.oracle(whole=scheme is Scheme.WHOLE_AMOUNT)
    assert [company.run(period).entries for period in (PERIOD, FOLLOWING)] == [0, 0]


def test_a_deal_that_crosses_tiers_is_divided_and_its_entry_says_how() -> None:
    company = Company(tiered(Scheme.MARGINAL))
    company.win(1, 900_000, WHOLE)
    company.win(2, 4_200_000, WHOLE)

    assert company.run().amount_minor == 238_000
    first, second = company.entries()
    assert (first.amount_minor, first.rate_basis_points) == (27_000, 300)
    assert (second.amount_minor, second.rate_basis_points) == (211_000, None)
    assert json.loads(second.trace)["parts"] == [[100_000, 300], [4_000_000, 500], [100_000, 800]]


def test_a_refund_of_a_part_takes_back_its_part_and_names_what_it_corrects() -> None:
    company = Company(AddCommissionPlan(name="Four", scheme=Scheme.FLAT, currency="USD", rate_basis_points=400))
    company.win(1, 100_000, WHOLE)
    company.run()
    company.refund(1, 20_000)

    assert company.run().amount_minor == -800
    earning, correction = company.entries()
    assert (earning.kind, earning.amount_minor, earning.corrects) == ("earning", 4_000, None)
    assert (correction.kind, correction.amount_minor, correction.corrects) == ("correction", -800, earning.number)
    assert company.earned() == {("ada", PERIOD): 3_200}


def test_a_refund_that_lowers_the_tier_corrects_what_others_were_paid_too() -> None:
    company = Company(tiered(Scheme.WHOLE_AMOUNT))
    company.win(1, 600_000, WHOLE)
    company.win(2, 600_000, WHOLE)
    assert company.run().amount_minor == 60_000
    company.refund(1, 300_000)

    assert company.run().amount_minor == 27_000 - 60_000
    assert company.earned() == {("ada", PERIOD): 27_000}


def test_what_changes_after_a_period_was_closed_is_posted_into_the_next_which_opens_by_itself() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    assert company.run().posted_period == PERIOD
    company.close(PERIOD)
    company.reopen(1)

    assert (company.run().posted_period, company.run().entries) == (FOLLOWING, 0)
    assert [(each.credit_period, each.posted_period, each.amount_minor) for each in company.entries()] == [
        (PERIOD, PERIOD, 5_000),
        (PERIOD, FOLLOWING, -5_000),
    ]


def test_cents_are_never_lost_however_small_the_deals_are() -> None:
    company = Company(FLAT)
    for deal in range(1, 8):
        company.win(deal, 9, WHOLE)
    company.run()

    assert company.earned() == {("ada", PERIOD): 3}
    assert {entry.amount_minor for entry in company.entries()} == {1}


def test_another_revision_posts_the_difference_and_no_more() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    company.run()
    company.plans.edit(ADMIN, "Flat", EditCommissionPlan(rate_basis_points=600))

    assert company.run().amount_minor == 1_000
    assert [entry.plan_revision for entry in company.entries()] == [1, 2]
    company.plans.edit(ADMIN, "Flat", EditCommissionPlan(rate_basis_points=900, effective_from=date(2026, 4, 1)))
    assert company.run().entries == 0


def test_who_is_not_assigned_any_more_is_paid_for_the_days_until_then() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE, day=0)
    company.win(2, 100_000, WHOLE, day=10)
    company.run()
    [assignment] = [each for each in company.assigned() if each.user_id == "ada"]
    company.assignments.end(ADMIN, assignment.id, START.date())

    assert company.run().amount_minor == -5_000
    assert company.earned() == {("ada", PERIOD): 5_000}


def test_whoever_is_assigned_is_paid_however_many_pages_of_them_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_operations.commissions.payees.PAGE_LENGTH", 2)
    company = Company(FLAT)
    for deal in (1, 2, 3):
        company.win(deal, 100_000, [10_000 if place == deal else 0 for place in (1, 2, 3)])

    assert company.run().amount_minor == 15_000


def test_an_amount_in_another_currency_keeps_its_rate_so_a_full_reversal_is_nothing() -> None:
    company = Company(FLAT)
    company.world.preload(a_currency_rate(rate=Decimal("1.2")))
    company.win(1, 100_000, WHOLE, currency="EUR")
    company.win(2, 100_000, WHOLE, currency="GBP")
    run = company.run()
    assert (run.amount_minor, run.not_priced) == (6_000, ("OPP-2026-0002",))
    company.world.preload(a_currency_rate(2, rate=Decimal(2), day=START.date() - timedelta(days=1)))
    assert company.run().entries == 0
    with company.world.records.writing(ADMIN) as work:
        [rate, *_] = work.currency_rates.newest(["EUR"], "USD", START.date())
        work.currency_rates.save(rate.changed(START, rate=Decimal(3)))
    assert company.run().entries == 0
    company.reopen(1)
    company.run()

    assert company.earned() == {}
    assert {(entry.rate, entry.rate_date) for entry in company.entries()} == {("1.2", START.date())}


def test_what_was_corrected_by_nobody_can_be_run_for_a_retired_plan_but_no_period_is_opened() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, WHOLE)
    company.run()
    company.plans.retire(ADMIN, "Flat")
    company.reopen(1)

    assert company.run().amount_minor == -5_000
    with pytest.raises(CommissionPlanRetired):
        company.run(FOLLOWING)


def test_a_period_of_another_length_and_a_plan_there_is_not_are_refused() -> None:
    company = Company(FLAT)

    with pytest.raises(Invalid, match="name one like 2026-Q1"):
        company.run("2026-01")
    with pytest.raises(CommissionPlanNotFound, match="there are: Flat"):
        company.commissions.run(ADMIN, RunCommissions(plan="Steep", period=PERIOD))


def test_who_sells_sees_their_own_entries_and_nobody_elses() -> None:
    company = Company(FLAT)
    company.win(1, 100_000, (5_000, 5_000, 0))
    company.run()
    ada = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.REP}))

    [mine] = company.commissions.explain(ada, ExplainCommission(user="ada"))
    assert (mine.user, mine.amount_minor, mine.agrees) == ("ada", 2_500, True)
    for others in (ExplainCommission(user="bob"), ExplainCommission()):
        with pytest.raises(NotPermitted):
            company.commissions.explain(ada, others)
    assert len(company.commissions.explain(ADMIN, ExplainCommission())) == 2


def test_an_entry_that_was_changed_past_the_application_does_not_agree() -> None:
    trace = read_trace(written_trace(0, 100_000, [Part(100_000, 500)], (0, 50_000_000), 10_000, 5_000))

    assert trace.agrees
    assert not trace.model_copy(update={"earned_minor": 5_001}).agrees
    assert not trace.model_copy(update={"exact_after": 50_010_000}).agrees
