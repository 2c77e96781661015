"""A team that is credited as a test says, and paid by one plan, on the fakes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm_core.actor import Actor
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    EditCommissionPlan,
    Entry,
    EntryQuery,
    PeriodStatus,
    read_trace,
)
from crm_core.credits import (
    REVENUE,
    Credit,
    CreditBasis,
    CreditCause,
    CreditedPerson,
    CreditFact,
    ProductValue,
    Reversal,
    Share,
    Shares,
    credits_of,
    give_back,
    share_anew,
    standing,
    take_back,
    take_back_all,
)
from crm_core.roles import Role
from crm_core.testing import TENANT
from crm_core.testing.builders import an_id
from crm_operations.commissions import (
    CommissionAssignmentCoordinator,
    CommissionCoordinator,
    CommissionPlanCoordinator,
    CommissionsRun,
    CommissionWorkflow,
    RunCommissions,
)
from crm_operations.providers import Person
from crm_operations.testing import FakeWorld

ADMIN = Actor(tenant_id=TENANT, user_id="root", roles=frozenset({Role.ADMIN}))
Q1, Q2, Q3 = "2026-Q1", "2026-Q2", "2026-Q3"
WHOLE = (10_000,)


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


class PaidTeam:
    """ada and bob report to max, max to dora; all of them are paid by the plan."""

    def __init__(self, plan: AddCommissionPlan, *, users: Sequence[str] = ("ada", "bob", "max", "dora")) -> None:
        self.world = FakeWorld(ADMIN)
        self.managers = {"ada": "max", "bob": "max", "max": "dora"}
        for name in ("ada", "bob", "max", "dora"):
            self.knows(Person(id=name, name=name, manager_id=self.managers.get(name)))
        records, clock, new_id = self.world.records, self.world.clock, self.world.new_id
        settings_for = self.world.settings_for
        workflow = CommissionWorkflow(records, self.world.people, settings_for, clock, new_id)
        self.plans = CommissionPlanCoordinator(records, settings_for, clock, new_id)
        self.assignments = CommissionAssignmentCoordinator(records, self.world.people, settings_for, clock, new_id)
        self.commissions = CommissionCoordinator(
            self.world.runner, workflow, records, self.world.people, settings_for, clock
        )
        self.plan = self.plans.add(ADMIN, plan).name
        for name in users:
            self.assigned(name)

    def knows(self, person: Person) -> None:
        self.world.people.known(TENANT, person.id, **dict(person))

    def assigned(self, user: str, **days: Any) -> None:
        self.assignments.assign(ADMIN, AssignCommissionPlan(plan=self.plan, user_id=user, **days))

    def revised(self, **changes: Any) -> None:
        self.plans.edit(ADMIN, self.plan, EditCommissionPlan(**changes))

    def credit(
        self,
        deal: int,
        amount: int,
        on: date,
        users: Sequence[str] = ("ada",),
        shares: Sequence[int] = WHOLE,
        *,
        beside: Sequence[str] = (),
        products: Sequence[tuple[str, str, int]] = (),
        currency: str = "USD",
        basis: CreditBasis = CreditBasis.WON,
        event: str | None = None,
    ) -> None:
        """Entered at noon of its day; who stands ``beside`` is credited all of it as overlay."""
        fact = CreditFact(
            tenant_id=TENANT,
            opportunity_id=an_id(0xD0, deal),
            opportunity_number=f"OPP-2026-{deal:04}",
            owner_id=users[0],
            currency_code=currency,
            basis=basis,
            cause=CreditCause.WON if basis is CreditBasis.WON else CreditCause.PAID,
            event_id=event or self.world.new_id(),
            credit_date=on,
            at=self.moment(on),
        )
        made = credits_of(
            fact,
            amount,
            self.shares(users, shares, beside),
            people=self.people(),
            products=[ProductValue(product=code, category=sort, net_minor=net) for code, sort, net in products],
            new_id=self.world.new_id,
        )
        self._add(made)

    def refund(self, deal: int, amount: int, on: date, refund: str = "refund") -> None:
        self._add(take_back(amount, standing(self._of(deal)), self.because(CreditCause.REFUNDED, on, refund)))

    def reverse_refund(self, deal: int, on: date, refund: str = "refund") -> None:
        self._add(give_back(refund, self._of(deal), self.because(CreditCause.CORRECTED, on, refund)))

    def reopen(self, deal: int, on: date) -> None:
        self._add(take_back_all(standing(self._of(deal)), self.because(CreditCause.REOPENED, on)))

    def share_anew(self, deal: int, on: date, users: Sequence[str], shares: Sequence[int]) -> None:
        anew = self.shares(users, shares, ()).model_copy(update={"split_id": self.world.new_id()})
        if stands := standing(self._of(deal)):
            event = stands[0].credit.event_id
            because = self.because(CreditCause.SPLIT_CHANGED, on, event)
            self._add(share_anew(stands, anew, people=self.people(), reversal=because))

    def shares(self, users: Sequence[str], shares: Sequence[int], beside: Sequence[str]) -> Shares:
        own = [Share(user_id=user, basis_points=part) for user, part in zip(users, shares, strict=True)]
        return Shares(shares=(*own, *(Share(user_id=user, basis_points=10_000, kind="overlay") for user in beside)))

    def people(self) -> dict[str, CreditedPerson]:
        return {user: CreditedPerson(user_id=user, manager_id=manager) for user, manager in self.managers.items()}

    def because(self, cause: CreditCause, on: date, event: str | None = None) -> Reversal:
        return Reversal(cause, event or self.world.new_id(), self.moment(on), self.world.new_id)

    def moment(self, on: date) -> datetime:
        """Noon of a day, a minute later each time, so that what is written later comes later."""
        self.world.clock.advance(timedelta(minutes=1))
        now = self.world.clock.now()
        return now.replace(year=on.year, month=on.month, day=on.day, hour=12)

    def run(self, period: str = Q1) -> CommissionsRun:
        return self.commissions.run(ADMIN, RunCommissions(plan=self.plan, period=period))

    def entries(self, user: str | None = None, *kinds: str) -> list[Entry]:
        with self.world.records.reading(ADMIN) as work:
            found = list(work.commission_entries.entries(EntryQuery(payee_id=user)))
        assert all(read_trace(each.trace).agrees for each in found), found
        return [each for each in found if not kinds or each.kind in kinds]

    def posted(self, user: str, component: str, credit_period: str = Q1) -> int:
        """What stands of a component, over all periods it was posted in."""
        mine = self.entries(user)
        return sum(e.amount_minor for e in mine if e.component == component and e.credit_period == credit_period)

    def total(self, user: str) -> int:
        return sum(each.amount_minor for each in self.entries(user))

    def close(self, period: str, status: PeriodStatus = PeriodStatus.LOCKED) -> None:
        with self.world.records.writing(ADMIN) as work:
            if (found := work.commission_periods.of(self.plan, period, lock=True)) is not None:
                work.commission_periods.save(found.changed(self.world.clock.now(), status=status))

    def credited(self) -> Sequence[Credit]:
        return [credit for credit in self.world.records.credits if credit.kind == REVENUE]

    def _of(self, deal: int) -> Sequence[Credit]:
        with self.world.records.reading(ADMIN) as work:
            return work.credits.of(an_id(0xD0, deal))

    def _add(self, made: Sequence[Credit]) -> None:
        with self.world.records.writing(ADMIN) as work:
            work.credits.add(made)
