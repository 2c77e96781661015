"""A person's statement balances line by line; what is paid out and due is told; the ledger proves itself."""

from datetime import timedelta

import pytest
from commission_company import ADMIN, FLAT, FOLLOWING, PERIOD
from paying_company import ADA, BOB, DIRECTOR, MARA, WHOLE, PayingCompany

from crm_core.actor import NotPermitted
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, Scheme
from crm_core.errors import Invalid
from crm_core.testing import TENANT
from crm_operations.commissions import (
    CommissionStatementCoordinator,
    Liability,
    PayeeStatement,
    PayeeStatementQuery,
    PayoutsQuery,
    RunCommissions,
    StatementsQuery,
    VerifyCommissions,
)

KEYS = """
    period user currency status opening_minor earned_minor corrections_minor override_minor bonus_minor
    adjustments_minor cap_minor floor_minor holdback_minor release_minor draw_minor draw_recovery_minor payable_minor
    carried_minor lines
""".split()  # noqa: SIM905
LINE = "entry deal kind base_minor rate_basis_points amount_minor credit_period corrects".split()  # noqa: SIM905


class StatingCompany(PayingCompany):
    def __init__(self, plan: AddCommissionPlan = FLAT) -> None:
        super().__init__(plan)
        world = self.world
        self.stating = CommissionStatementCoordinator(world.records, world.people, world.settings_for, world.clock)

    def state(self, user: str, period: str = PERIOD, plan: str | None = None) -> PayeeStatement:
        return self.stating.state(ADMIN, PayeeStatementQuery(user=user, period=period, plan=plan))

    def everybody(self, period: str = PERIOD) -> list[PayeeStatement]:
        return list(self.stating.each(ADMIN, StatementsQuery(period=period)))


def balance(statement: PayeeStatement) -> int:
    """0 where the statement balances."""
    figures: dict[str, int] = {name: getattr(statement, name) for name in KEYS if name.endswith("_minor")}
    parts = sum(figures.values())
    return parts - 2 * (statement.payable_minor + statement.carried_minor)


@pytest.mark.requirement("COM-CRMOP-0132")
def test_a_statement_has_every_part_and_line_and_balances_at_every_stage() -> None:
    company = StatingCompany(FLAT.model_copy(update={"draw_minor": 4_000}))
    company.win(1, 100_000, (5_000, 5_000, 0))
    company.win(2, 20_000, WHOLE)
    company.run()
    company.adjust("ada", -300)
    company.disputes.open(ADA, company.entries()[0].number, "All of it is mine")

    statement = company.state("ada")
    assert list(statement.model_dump()) == KEYS
    assert [list(line.model_dump()) for line in statement.lines] == [LINE] * 3
    assert [(line.kind, line.deal, line.amount_minor) for line in statement.lines] == [
        ("earning", "OPP-2026-0001", 2_500),
        ("earning", "OPP-2026-0002", 1_000),
        ("adjustment", None, -300),
    ]
    assert (statement.status, statement.earned_minor, statement.adjustments_minor) == ("open", 3_500, -300)
    assert (statement.draw_minor, statement.payable_minor, statement.carried_minor) == (3_300, 4_000, 2_500)
    assert balance(statement) == 0
    company.submit()
    company.approve("ada")
    assert company.state("ada") == statement.model_copy(update={"status": "approved"})
    assert company.state("bob").status == "submitted"
    company.approve("bob")
    company.approve("cy")
    company.lock()
    locked = company.state("ada")
    assert (locked.status, balance(locked)) == ("locked", 0)
    assert {**locked.model_dump(), "status": "", "lines": ()} == {**statement.model_dump(), "status": "", "lines": ()}
    assert company.state("ada", FOLLOWING).opening_minor == 2_500


def test_everybodys_statements_are_those_of_each_in_the_order_of_users() -> None:
    company = StatingCompany()
    company.win(1, 100_000, (2_000, 5_000, 3_000))
    company.run()
    second = AddCommissionPlan(name="Bonus", scheme=Scheme.FLAT, currency="USD", rate_basis_points=100)
    company.plans.add(ADMIN, second)
    company.assignments.assign(ADMIN, AssignCommissionPlan(plan="Bonus", user_id="bob"))
    company.commissions.run(ADMIN, RunCommissions(plan="Bonus", period=PERIOD))
    company.submit()

    everybody = company.everybody()
    assert [each.user for each in everybody] == ["ada", "bob", "cy"]
    assert everybody == [company.state(user) for user in ("ada", "bob", "cy")]
    bob = company.state("bob")
    assert (bob.earned_minor, bob.status, len(bob.lines)) == (3_000, "open", 2)
    assert company.state("bob", plan="Bonus").earned_minor == 500
    assert company.state("bob", plan="Flat").status == "submitted"


def test_one_sees_ones_own_statement_who_is_above_sees_it_and_others_do_not() -> None:
    company = StatingCompany()
    company.win(1, 100_000, WHOLE)
    company.run()
    query = PayeeStatementQuery(user="ada", period=PERIOD)

    above = MARA.model_copy(update={"roles": ADA.roles})
    assert company.stating.state(ADA, query) == company.stating.state(above, query) == company.state("ada")
    with pytest.raises(NotPermitted):
        company.stating.state(BOB, query)
    assert company.state("zoe").payable_minor == 0


def test_in_several_currencies_one_is_named() -> None:
    company = StatingCompany()
    company.win(1, 100_000, WHOLE)
    company.run()
    company.plans.add(ADMIN, FLAT.model_copy(update={"name": "Euro", "currency": "EUR"}))
    company.assignments.assign(ADMIN, AssignCommissionPlan(plan="Euro", user_id="ada"))
    company.commissions.run(ADMIN, RunCommissions(plan="Euro", period=PERIOD))

    with pytest.raises(Invalid, match="EUR and USD"):
        company.state("ada")
    assert company.state("ada", plan="Euro").currency == "EUR"
    assert [(each.user, each.currency) for each in company.everybody()][:2] == [("ada", "EUR"), ("ada", "USD")]


def test_what_is_paid_out_is_what_is_payable_of_locked_periods_and_who_owes_is_not_paid() -> None:
    company = StatingCompany()
    company.win(1, 100_000, (6_000, 4_000, 0))
    company.run()
    query = PayoutsQuery(period=PERIOD)
    assert company.stating.payouts(DIRECTOR, query) == []
    company.adjust("bob", -3_000)
    company.locked()

    found = company.stating.payouts(DIRECTOR, query)
    assert [(each.user, each.name, each.payable_minor, each.carried_minor) for each in found] == [
        ("ada", "Ada", 3_000, 0),
        ("bob", "Bob", 0, -1_000),
    ]
    assert company.stating.payouts(DIRECTOR, query.model_copy(update={"currency": "EUR"})) == []


def test_liability_is_accrued_then_payable_then_only_at_risk_until_the_window_is_over() -> None:
    company = StatingCompany(FLAT.model_copy(update={"clawback_days": 100, "holdback_basis_points": 1_000}))
    company.win(1, 100_000, WHOLE)
    company.run()

    def liability() -> Liability:
        [found] = company.stating.liability(DIRECTOR)
        return found

    first = Liability(
        currency="USD", accrued_minor=4_500, payable_minor=0, held_minor=500, draw_balance_minor=0, at_risk_minor=5_000
    )
    assert liability() == first
    company.locked()
    locked = first.model_copy(update={"accrued_minor": 0, "payable_minor": 4_500})
    assert liability() == locked
    company.pay()
    assert liability() == locked.model_copy(update={"payable_minor": 0})
    company.world.clock.advance(timedelta(days=101))
    assert liability() == locked.model_copy(update={"payable_minor": 0, "at_risk_minor": 0})


def test_an_entry_that_was_changed_removed_or_added_past_the_application_is_found() -> None:
    company = StatingCompany()
    company.win(1, 100_000, (5_000, 5_000, 0))
    company.run()
    company.adjust("ada", 100)
    company.locked()
    filters = VerifyCommissions()
    whole = company.stating.verify(ADMIN, filters)
    assert (whole.periods, whole.entries, whole.flaws) == (1, 3, ())

    kept = company.world.records.entries_of(TENANT)
    first, *rest = list(kept)
    for damaged in (
        [first._replace(amount_minor=first.amount_minor + 1), *rest],
        [first._replace(payee_id="cy"), *rest],
        rest,
        [first, *rest, rest[-1]._replace(number=99, amount_minor=0)],
    ):
        kept[:] = damaged
        assert [flaw.problem[:11] for flaw in company.stating.verify(ADMIN, filters).flaws] == ["its entries"]
    kept[:] = [first._replace(trace=first.trace.replace("2500", "2501")), *rest]
    [flaw] = company.stating.verify(ADMIN, filters).flaws
    assert flaw.entry == first.number
    assert flaw.problem == f"entry {first.number}: its amount is not what its calculation says"
