"""A company that sells, takes back, shares anew and pays commissions, on the fakes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from crm_core.actor import Actor
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionAssignment,
    CommissionAssignmentFilter,
    Entry,
    EntryQuery,
    PeriodStatus,
    Scheme,
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
from crm_core.roles import Role
from crm_core.testing import START, TENANT
from crm_core.testing.builders import an_id
from crm_operations.commissions import (
    CommissionAssignmentCoordinator,
    CommissionCoordinator,
    CommissionPlanCoordinator,
    CommissionsRun,
    CommissionWorkflow,
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
