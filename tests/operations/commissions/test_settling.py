"""A period is submitted, approved statement by statement, locked and paid; what is disputed waits."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from commission_company import ADMIN, FLAT, FOLLOWING, PERIOD, Company
from paying_company import ADA, BOB, DIRECTOR, MARA, WHOLE, PayingCompany, put

from crm_core.actor import Actor, NotPermitted
from crm_core.commissions import (
    CommissionDispute,
    CommissionDisputeFilter,
    CommissionPeriodNotFound,
    CommissionStatementNotFound,
    DisputeStatus,
    MayNotApproveStatement,
    NotDisputable,
    PeriodNotReady,
    PeriodStatus,
    Posting,
    StatementStatus,
)
from crm_core.errors import Invalid, InvalidTransition
from crm_core.roles import Role
from crm_core.splits import AskedShare, CreateSplit, Split, SplitStatusChanged
from crm_core.testing import START, TENANT
from crm_core.testing.builders import an_id
from crm_operations.commissions import (
    CommissionDisputeFollower,
    PlanPeriod,
    ReopenPeriod,
)
from crm_operations.providers import Person


@pytest.fixture
def company() -> PayingCompany:
    company = PayingCompany()
    company.win(1, 100_000, (5_000, 5_000, 0))
    company.run()
    return company


@pytest.mark.requirement("COM-CRMOP-0130")
def test_each_statement_is_approved_by_who_is_above_the_payee_and_the_last_yes_approves_the_period(
    company: PayingCompany,
) -> None:
    assert company.submit().status is PeriodStatus.SUBMITTED
    assert [(each.payee_id, each.payable_minor, each.approver_id) for each in company.statements()] == [
        ("ada", 2_500, "mara"),
        ("bob", 2_500, "mara"),
        ("cy", 0, "mara"),
    ]
    assert company.told("mara") == ["3 statements wait for your approval"]
    for user in ("ada", "bob"):
        assert company.approve(user).status is StatementStatus.APPROVED
        assert company.period().status is PeriodStatus.SUBMITTED
    company.approve("cy")

    assert company.period().status is PeriodStatus.APPROVED
    assert company.told("ada") == [f"Your commission for {PERIOD} is approved"]


def test_a_statement_is_decided_once(company: PayingCompany) -> None:
    company.submit()
    company.approve("ada")

    with pytest.raises(InvalidTransition, match="is approved and cannot become approved"):
        company.approve("ada")


@pytest.mark.requirement("COM-CRMOP-0130")
def test_nobody_approves_their_own_nor_whoever_acts_for_them_nor_who_is_not_above(company: PayingCompany) -> None:
    company.submit()
    own = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.DIRECTOR}))
    with pytest.raises(MayNotApproveStatement, match="ada may not approve the statement of ada: it is their own"):
        company.approve("ada", by=own)
    bot = Person(id="ada-bot", name="Bot", acts_for="ada", roles=frozenset({Role.DIRECTOR}))
    put(company.world, bot)
    with pytest.raises(MayNotApproveStatement, match="it is their own"):
        company.approve("ada", by=own.model_copy(update={"user_id": "ada-bot"}))
    with pytest.raises(MayNotApproveStatement, match="they are not above them; mara may"):
        company.approve("ada", by=MARA.model_copy(update={"user_id": "max"}))
    with pytest.raises(NotPermitted):
        company.approve("ada", by=BOB)
    assert company.approve("ada", by=DIRECTOR).approved_by == "dora"


def test_the_managers_own_statement_goes_up_and_without_anybody_above_to_directors(company: PayingCompany) -> None:
    company.adjust("mara", 1_000)
    company.submit()

    assert next(each for each in company.statements() if each.payee_id == "mara").approver_id is None
    assert [notice.role for notice in company.world.records.notices if notice.role] == [Role.DIRECTOR]
    with pytest.raises(MayNotApproveStatement):
        company.approve("mara")
    company.approve("mara", by=DIRECTOR)


def test_a_manager_who_left_is_not_asked_but_who_is_above_them(company: PayingCompany) -> None:
    put(company.world, Person(id="mara", name="Mara", manager_id="zoe", is_active=False))
    put(company.world, Person(id="zoe", name="Zoe", roles=frozenset({Role.DIRECTOR})))

    company.submit()
    assert {each.approver_id for each in company.statements()} == {"zoe"}


def test_nothing_is_posted_into_a_submitted_period_and_a_recall_opens_it_and_voids_what_was_approved(
    company: PayingCompany,
) -> None:
    company.submit()
    company.approve("ada")
    assert company.adjust("bob", 500) == FOLLOWING
    opened = company.settlement.recall(
        DIRECTOR, ReopenPeriod(plan=company.plan, period=PERIOD, reason="A deal is missing")
    )

    assert opened.status is PeriodStatus.OPEN
    assert {each.status for each in company.statements()} == {StatementStatus.RECALLED}
    company.win(2, 100_000, WHOLE)
    assert company.run().posted_period == PERIOD
    assert company.submit().status is PeriodStatus.SUBMITTED
    assert [(each.payee_id, each.payable_minor, each.status) for each in company.statements()] == [
        ("ada", 7_500, StatementStatus.SUBMITTED),
        ("bob", 2_500, StatementStatus.SUBMITTED),
        ("cy", 0, StatementStatus.SUBMITTED),
    ]


def test_what_is_not_priced_or_not_posted_cannot_be_submitted(company: PayingCompany) -> None:
    company.win(2, 100_000, WHOLE)
    with pytest.raises(PeriodNotReady, match="is posted; first: crm commission run 'Flat' 2026-Q1"):
        company.submit()
    company.run()
    company.win(3, 100_000, WHOLE, currency="GBP")
    company.run()
    with pytest.raises(PeriodNotReady, match="OPP-2026-0003 have no rate"):
        company.submit()
    assert company.period().status is PeriodStatus.OPEN


def test_a_locked_period_never_opens_and_what_changes_later_is_posted_into_the_next(company: PayingCompany) -> None:
    before = company.locked()
    company.reopen(1)
    assert company.run().posted_period == FOLLOWING

    assert company.period() == before
    for again in (company.submit, company.lock):
        with pytest.raises(InvalidTransition):
            again()
    with pytest.raises(InvalidTransition):
        company.settlement.recall(DIRECTOR, ReopenPeriod(plan=company.plan, period=PERIOD, reason="Why not"))
    assert company.payable("ada") == 2_500


def test_only_an_approved_period_is_locked_and_only_a_locked_one_is_paid(company: PayingCompany) -> None:
    company.submit()
    company.approve("ada")
    with pytest.raises(InvalidTransition, match="is submitted and cannot become locked"):
        company.lock()
    company.approve("bob")
    company.approve("cy")
    with pytest.raises(InvalidTransition, match="is approved and cannot become paid"):
        company.pay()
    company.lock()
    assert company.pay().status is PeriodStatus.PAID
    assert company.told("bob")[-1] == f"Your commission for {PERIOD} is paid"
    assert company.told("cy") == [f"Your commission for {PERIOD} is approved"]


def test_periods_are_locked_in_their_order_since_balances_are_carried(company: PayingCompany) -> None:
    company.win(2, 100_000, WHOLE, day=90)
    company.run(FOLLOWING)
    company.submit(FOLLOWING)
    company.approve_all(FOLLOWING)

    with pytest.raises(PeriodNotReady, match=f"cannot be locked before {PERIOD}"):
        company.lock(FOLLOWING)
    company.locked()
    assert company.lock(FOLLOWING).status is PeriodStatus.LOCKED


def test_less_than_nothing_is_carried_into_the_next_period(company: PayingCompany) -> None:
    company.locked()
    company.refund(1, 40_000)
    company.run()
    assert company.parts("ada", FOLLOWING).corrections_minor == -1_000
    company.locked(FOLLOWING)

    assert company.payable("ada", FOLLOWING) == 0
    assert company.parts("ada", FOLLOWING).carried_minor == -1_000
    assert company.parts("ada", "2026-Q3").opening_minor == -1_000


def test_a_draw_is_paid_owed_and_taken_from_what_exceeds_it_later() -> None:
    company = PayingCompany(FLAT.model_copy(update={"draw_minor": 4_000}))
    company.win(1, 20_000, WHOLE)
    company.win(2, 120_000, WHOLE, day=90)
    company.run()
    company.run(FOLLOWING)
    company.locked()

    assert [company.payable(user) for user in ("ada", "bob")] == [4_000, 4_000]
    assert company.parts("ada").draw_minor == 3_000
    assert company.parts("ada", FOLLOWING).draw_balance_minor == 3_000
    company.locked(FOLLOWING)
    assert company.payable("ada", FOLLOWING) == 4_000
    assert company.parts("ada", FOLLOWING).draw_recovery_minor == -2_000
    assert company.parts("ada", "2026-Q3").draw_balance_minor == 1_000


def test_a_draw_that_is_not_recoverable_leaves_nothing_owed() -> None:
    company = PayingCompany(FLAT.model_copy(update={"draw_minor": 4_000, "draw_is_recoverable": False}))
    company.win(1, 20_000, WHOLE)
    company.run()
    company.locked()

    assert company.payable("ada") == 4_000
    assert {each.posted_period for each in company.entries()} == {PERIOD}


def test_who_left_is_paid_what_was_credited_and_no_draw() -> None:
    company = PayingCompany(FLAT.model_copy(update={"draw_minor": 4_000}))
    company.win(1, 20_000, WHOLE)
    put(company.world, Person(id="ada", name="Ada", manager_id="mara", is_active=False))
    company.run()
    company.locked()

    assert company.payable("ada") == 1_000


@pytest.mark.requirement("COM-CRMOP-0131")
def test_an_adjustment_is_an_entry_with_its_reason_and_is_undone_by_another(company: PayingCompany) -> None:
    assert company.adjust("ada", 1_500, corrects=1) == PERIOD
    company.adjust("ada", -1_500)
    *_, first, undone = company.entries()

    assert (first.kind, first.amount_minor, first.reason, first.corrects) == ("adjustment", 1_500, "A bet", 1)
    assert undone.amount_minor == -1_500
    assert company.parts("ada").adjustments_minor == 0
    assert company.run().entries == 0
    for wrong, problem in (((0, None), "it is nothing"), ((5, 2), "ada has no entry 2"), ((5, 99), "has no entry 99")):
        with pytest.raises(Invalid, match=problem):
            company.adjust("ada", wrong[0], corrects=wrong[1])
    with pytest.raises(Invalid, match="it is your own"):
        company.adjust("dora", 5)
    with pytest.raises(NotPermitted):
        company.adjust("ada", 5, by=MARA)


def test_a_disputed_line_is_carried_until_it_is_resolved(company: PayingCompany) -> None:
    company.win(2, 40_000, WHOLE)
    company.run()
    number = company.entries()[-1].number
    dispute = company.disputes.open(ADA, number, "Not half of it is mine")
    company.locked()

    assert (company.payable("ada"), company.parts("ada").carried_minor) == (2_500, 2_000)
    company.adjust("ada", 100, FOLLOWING)
    company.locked(FOLLOWING)
    assert (company.payable("ada", FOLLOWING), company.parts("ada", FOLLOWING).carried_minor) == (100, 2_000)
    company.disputes.resolve(DIRECTOR, dispute.id, "It is")
    assert company.told("ada")[-1] == f"The dispute of entry {number} is resolved"
    company.locked("2026-Q3")
    assert company.payable("ada", "2026-Q3") == 2_000


def test_a_line_is_disputed_once_by_its_payee_before_it_is_locked(company: PayingCompany) -> None:
    first, second = (each.number for each in company.entries())
    company.disputes.open(ADA, first, "Why")
    with pytest.raises(NotDisputable, match="is disputed already"):
        company.disputes.open(DIRECTOR, first, "Why")
    for of_others in (second, 99):
        with pytest.raises(Invalid, match="is no line of yours"):
            company.disputes.open(ADA, of_others, "Why")
    company.locked()
    with pytest.raises(NotDisputable, match="which is locked; ask for an adjustment"):
        company.disputes.open(BOB, second, "Why")
    assert company.disputes.list(ADA, CommissionDisputeFilter(payee_id="ada"))
    with pytest.raises(NotPermitted):
        company.disputes.list(ADA, CommissionDisputeFilter())


def test_a_disputed_split_stops_its_lines_until_it_is_resolved(company: PayingCompany) -> None:
    disputed = a_split(company).dispute("Not agreed", by="bob", at=START)[0]
    company.world.preload(disputed)
    company.locked()

    assert (company.payable("ada"), company.payable("bob")) == (0, 0)
    assert company.parts("ada", FOLLOWING).opening_minor == 2_500
    event = resolve(company, disputed)
    with company.world.records.writing(ADMIN) as work:
        CommissionDisputeFollower().follow(work, event)
    assert {each.status for each in all_disputes(company)} == {DisputeStatus.RESOLVED}
    company.locked(FOLLOWING)
    assert (company.payable("ada", FOLLOWING), company.payable("bob", FOLLOWING)) == (2_500, 2_500)


def test_a_period_nothing_was_posted_into_and_a_payee_without_a_statement_are_named(company: PayingCompany) -> None:
    with pytest.raises(CommissionPeriodNotFound, match="nothing was posted into 2026-Q3"):
        company.submit("2026-Q3")
    company.submit()
    with pytest.raises(CommissionStatementNotFound, match="zoe has no statement"):
        company.approve("zoe")
    with pytest.raises(NotPermitted):
        company.settlement.submit(MARA, PlanPeriod(plan=company.plan, period=PERIOD))


def test_a_period_of_nobody_is_approved_by_being_submitted() -> None:
    company = PayingCompany()
    for assignment in company.assigned():
        company.assignments.end(ADMIN, assignment.id, START.date() - timedelta(days=400))
    company.run()

    assert company.submit().status is PeriodStatus.APPROVED


def test_the_digest_of_a_period_is_that_of_its_entries_in_their_order(company: PayingCompany) -> None:
    company.adjust("ada", 5)
    company.locked()
    posting = Posting("none")
    posting.count(each for each in company.entries() if each.posted_period == PERIOD)

    period = company.period()
    assert (posting.digest, posting.entries, posting.amount_minor) == (
        period.digest,
        period.entries,
        period.amount_minor,
    )
    changed = Posting("none")
    changed.count(each._replace(amount_minor=each.amount_minor + 1) for each in company.entries())
    assert changed.digest != period.digest


def a_split(company: Company) -> Split:
    asked = CreateSplit(shares=(AskedShare(basis_points=5_000), AskedShare(user_id="bob", basis_points=5_000)))
    facts = {"opportunity_id": an_id(0xD0, 1), "opportunity_number": "OPP-2026-0001", "owner_id": "ada", "revision": 1}
    split, _ = Split.draft(asked, entity_id=company.world.new_id(), tenant_id=TENANT, at=START, **facts)
    return split.submit((), by="ada", at=START, is_asked=False)[0]


def resolve(company: Company, disputed: Split) -> SplitStatusChanged:
    with company.world.records.writing(ADMIN) as work:
        resolved, event = work.splits.get(disputed.id).resolve("It stands", by="dora", at=START)
        work.splits.save(resolved)
    return event


def all_disputes(company: PayingCompany) -> Sequence[CommissionDispute]:
    return company.disputes.list(ADMIN, CommissionDisputeFilter())
