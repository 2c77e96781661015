"""The company on its way to pay: submitted, approved, locked, paid."""

from collections.abc import Sequence
from datetime import timedelta

from commission_company import ADMIN, FLAT, PERIOD, Company

from crm_core.actor import Actor
from crm_core.commissions import (
    AddCommissionPlan,
    CommissionPeriod,
    CommissionStatement,
    CommissionStatementFilter,
    EntryQuery,
    PeriodParts,
)
from crm_core.roles import Role
from crm_core.testing import TENANT
from crm_operations.commissions import (
    AdjustCommission,
    ApproveStatement,
    CommissionDisputeCoordinator,
    CommissionSettlementCoordinator,
    PlanPeriod,
)
from crm_operations.providers import Person
from crm_operations.testing import FakeWorld

WHOLE = (10_000, 0, 0)
DIRECTOR = Actor(tenant_id=TENANT, user_id="dora", roles=frozenset({Role.DIRECTOR}))
MARA = Actor(tenant_id=TENANT, user_id="mara", roles=frozenset({Role.MANAGER}))
ADA = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.REP}))
BOB = Actor(tenant_id=TENANT, user_id="bob", roles=frozenset({Role.REP}))


class PayingCompany(Company):
    """Ada, Bob and Cy report to Mara, and Mara to nobody."""

    def __init__(self, plan: AddCommissionPlan = FLAT) -> None:
        world = FakeWorld(ADMIN)
        super().__init__(plan, world)
        put(world, Person(id="mara", name="Mara", roles=frozenset({Role.MANAGER})))
        for name in ("ada", "bob", "cy"):
            put(world, Person(id=name, name=name.capitalize(), manager_id="mara"))
        self.settlement = CommissionSettlementCoordinator(
            world.records, world.people, world.settings_for, world.clock, world.new_id
        )
        self.disputes = CommissionDisputeCoordinator(world.records, world.settings_for, world.clock, world.new_id)

    def submit(self, period: str = PERIOD) -> CommissionPeriod:
        return self.settlement.submit(DIRECTOR, PlanPeriod(plan=self.plan, period=period))

    def approve(self, user: str, period: str = PERIOD, by: Actor = MARA) -> CommissionStatement:
        return self.settlement.approve(by, ApproveStatement(plan=self.plan, period=period, user=user))

    def approve_all(self, period: str = PERIOD) -> None:
        for statement in self.statements(period):
            self.approve(statement.payee_id, period)

    def lock(self, period: str = PERIOD) -> CommissionPeriod:
        return self.settlement.lock(DIRECTOR, PlanPeriod(plan=self.plan, period=period))

    def locked(self, period: str = PERIOD) -> CommissionPeriod:
        self.submit(period)
        self.approve_all(period)
        return self.lock(period)

    def pay(self, period: str = PERIOD) -> CommissionPeriod:
        return self.settlement.pay(DIRECTOR, PlanPeriod(plan=self.plan, period=period))

    def adjust(
        self, user: str, amount: int, period: str = PERIOD, *, by: Actor = DIRECTOR, corrects: int | None = None
    ) -> str:
        request = AdjustCommission(
            plan=self.plan, period=period, user=user, amount_minor=amount, corrects=corrects, reason="A bet"
        )
        return self.settlement.adjust(by, request).posted_period

    def statements(self, period: str = PERIOD) -> Sequence[CommissionStatement]:
        return self.settlement.list(ADMIN, CommissionStatementFilter(plan=self.plan, period=period))

    def parts(self, user: str, period: str = PERIOD) -> PeriodParts:
        with self.world.records.reading(ADMIN) as work:
            query = EntryQuery(plan=self.plan, posted_period=period, payee_id=user)
            return next(work.commission_entries.parts(query))

    def payable(self, user: str, period: str = PERIOD) -> int:
        """The sum of all entries of a locked period."""
        return sum(
            each.amount_minor for each in self.entries() if (each.payee_id, each.posted_period) == (user, period)
        )

    def period(self, period: str = PERIOD) -> CommissionPeriod:
        with self.world.records.reading(ADMIN) as work:
            found = work.commission_periods.of(self.plan, period)
        assert found is not None
        return found

    def told(self, user: str) -> list[str]:
        return [notice.message.title for notice in self.world.records.notices if user in notice.users]

    def next_quarter(self) -> None:
        self.world.clock.advance(timedelta(days=90))


def put(world: FakeWorld, person: Person) -> None:
    """In place of whoever had the id."""
    facts = {name: getattr(person, name) for name in Person.model_fields if name != "id"}
    world.people.known(TENANT, person.id, **facts)
