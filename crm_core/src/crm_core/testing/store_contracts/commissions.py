"""What the stores of commissions promise."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.commissions import (
    CommissionAssignment,
    CommissionPeriod,
    CommissionPlan,
    Entry,
    EntryKind,
    EntryQuery,
    EntrySum,
    Held,
    PeriodParts,
    Posted,
)
from crm_core.errors import ChangedMeanwhile
from crm_core.money import LARGEST_AMOUNT
from crm_core.testing.builders import (
    START,
    a_commission_assignment,
    a_commission_entry,
    a_commission_period,
    a_commission_plan,
    a_credit,
)
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract, rolled_back

HOUR = timedelta(hours=1)
_PART_OF = {
    EntryKind.EARNING: "earned_minor",
    EntryKind.CORRECTION: "corrections_minor",
    EntryKind.ADJUSTMENT: "adjustments_minor",
    **{
        each: f"{each}_minor"
        for each in (
            EntryKind.OVERRIDE,
            EntryKind.BONUS,
            EntryKind.CAP,
            EntryKind.FLOOR,
            EntryKind.HOLDBACK,
            EntryKind.RELEASE,
            EntryKind.DRAW,
            EntryKind.DRAW_RECOVERY,
        )
    },
}


class CommissionPlanStoreContract(EntityStoreContract[CommissionPlan]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> CommissionPlan:
        return a_commission_plan(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: CommissionPlan, text: str) -> CommissionPlan:
        return entity.changed(entity.updated_at + HOUR, credited=(text,))

    def test_a_plan_is_found_by_its_name_with_all_its_revisions(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        second = self.added(records, actor, 2, name="Field", revision=2)
        first = self.added(records, actor, 1, name="Field", replaced_at=START)
        self.added(records, actor, 3)

        with records.reading(actor) as work:
            expect(work.commission_plans.current("Field"), second, asked="current")
            expect(work.commission_plans.current("Nobody's"), None, asked="current, of a name no plan has")
            expect(list(work.commission_plans.revisions("Field")), [first, second], asked="revisions")
        with records.reading(stranger) as work:
            expect(work.commission_plans.current("Field"), None, asked="current by a stranger")
            expect(list(work.commission_plans.revisions("Field")), [], asked="revisions by a stranger")


class CommissionAssignmentStoreContract(EntityStoreContract[CommissionAssignment]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> CommissionAssignment:
        return a_commission_assignment(count, **{"tenant_id": actor.tenant_id, **changes})


class CommissionPeriodStoreContract(EntityStoreContract[CommissionPeriod]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> CommissionPeriod:
        return a_commission_period(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: CommissionPeriod, text: str) -> CommissionPeriod:
        return entity.changed(entity.updated_at + HOUR, digest=text)

    def test_a_period_is_found_by_its_plan(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        period = self.added(records, actor, 1)
        self.added(records, actor, 2, plan=period.plan, period="2026-Q2")

        with records.writing(actor) as work:
            expect(work.commission_periods.of(period.plan, "2026-Q1", lock=True), period, asked="of, locked")
            expect(work.commission_periods.of(period.plan, "2026-Q3"), None, asked="of, one that never was")
        with records.reading(stranger) as work:
            expect(work.commission_periods.of(period.plan, "2026-Q1"), None, asked="of, by a stranger")


class CommissionEntryStoreContract(StoreContract):
    def posted(self, records: OpensStores, actor: Actor, *entries: Entry) -> None:
        with records.writing(actor) as work:
            work.commission_entries.post(entries)

    def test_entries_come_back_as_they_were_posted_in_the_order_of_their_numbers(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first, third = a_commission_entry(1), a_commission_entry(3, payee_id="bob", posted_period="2026-Q2")
        corrected = {"kind": "correction", "amount_minor": -LARGEST_AMOUNT, "corrects": 1, "rate_basis_points": None}
        priced = {"rate": "1/1.085", "rate_date": date(2026, 1, 2), "reason": "Late refund"}
        priced |= {"pay_rate": "0.9", "pay_rate_date": date(2026, 1, 3)}
        second = a_commission_entry(2, **corrected, **priced)
        self.posted(records, actor, first, third)
        self.posted(records, actor, second)
        self.posted(records, stranger, a_commission_entry(1))

        with records.reading(actor) as work:
            entries = work.commission_entries
            expect(list(entries.entries(EntryQuery())), [first, second, third], asked="entries")
            expect(list(entries.entries(EntryQuery(payee_id="bob"))), [third], asked="entries of one payee")
            expect(list(entries.entries(EntryQuery(posted_period="2026-Q2"))), [third], asked="of a period")
            expect(list(entries.entries(EntryQuery(plan="Other"))), [], asked="of another plan")
            expect(entries.last_number(), 3, asked="last_number")
        with records.reading(stranger) as work:
            expect(work.commission_entries.last_number(), 1, asked="last_number by a stranger")

    def test_what_stands_of_a_figure_is_the_sum_over_all_periods_it_was_posted_in(
        self, records: OpensStores, actor: Actor
    ) -> None:
        first = a_commission_entry(1, amount_minor=LARGEST_AMOUNT, base_minor=7)
        same = {name: getattr(first, name) for name in ("payee_id", "opportunity_id", "opportunity_number", "event_id")}
        more = a_commission_entry(2, **same, amount_minor=LARGEST_AMOUNT, base_minor=-2, posted_period="2026-Q2")
        bonus = a_commission_entry(6, **same, kind="correction", component="bonus", amount_minor=9, base_minor=0)
        again = a_commission_entry(7, **{**same, "event_id": "won-again"}, amount_minor=3, base_minor=1)
        rates = ("1.085", date(2026, 1, 2), "0.9", date(2026, 1, 3))
        priced = dict(zip(("rate", "rate_date", "pay_rate", "pay_rate_date"), rates, strict=True))
        of_bob = a_commission_entry(3, payee_id="bob", amount_minor=0, base_minor=0, **priced)
        whole = {"opportunity_id": "", "opportunity_number": "", "event_id": ""}
        cap = a_commission_entry(8, payee_id="bob", component="cap", **whole, amount_minor=-4, base_minor=0)
        adjusted = a_commission_entry(4, kind="adjustment", component="adjustment", **whole)
        of_another = a_commission_entry(5, credit_period="2026-Q2")
        self.posted(records, actor, first, more, of_bob, adjusted, of_another, bonus, again, cap)

        with records.reading(actor) as work:
            found = list(work.commission_entries.posted("Plan 1", "2026-Q1"))
        deal = (first.opportunity_id, first.opportunity_number)
        both = Posted(first.payee_id, "earning", *deal, first.event_id, 2 * LARGEST_AMOUNT, 5, 2, None, None)
        extra = Posted(first.payee_id, "bonus", *deal, first.event_id, 9, 0, 6, None, None)
        later = Posted(first.payee_id, "earning", *deal, "won-again", 3, 1, 7, None, None)
        bobs = Posted("bob", "earning", of_bob.opportunity_id, of_bob.opportunity_number, "won-3", 0, 0, 3, *rates)
        capped = Posted("bob", "cap", "", "", "", -4, 0, 8, None, None)
        expect(sorted(found), sorted([both, extra, later, bobs, capped]), asked="posted")

    def test_what_is_held_back_and_not_released_is_by_payee_and_credit_period(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        whole = {"opportunity_id": "", "event_id": "", "payee_id": "ada"}
        held = {**whole, "kind": "holdback", "component": "holdback"}
        released = {**whole, "kind": "release", "component": "release", "posted_period": "2026-Q3"}
        self.posted(
            records,
            actor,
            a_commission_entry(1, **held, amount_minor=-500, plan="Plan 1"),
            a_commission_entry(2, **held, amount_minor=100, posted_period="2026-Q2"),
            a_commission_entry(3, **held, amount_minor=-70, credit_period="2026-Q2"),
            a_commission_entry(4, **released, amount_minor=70, credit_period="2026-Q2"),
            a_commission_entry(5, **held, amount_minor=-9, plan="Plan 2"),
            a_commission_entry(6, payee_id="ada"),
        )
        self.posted(records, stranger, a_commission_entry(1, **held))

        with records.reading(actor) as work:
            expect(list(work.commission_entries.held("Plan 1")), [Held("ada", "2026-Q1", 400, 2)], asked="held")

    def test_sums_are_by_payee_plan_period_and_kind(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        of_bob = (a_commission_entry(1, payee_id="bob"), a_commission_entry(2, payee_id="bob", amount_minor=-1))
        of_ada = a_commission_entry(3, payee_id="ada", kind="correction")
        later = a_commission_entry(4, payee_id="ada", posted_period="2026-Q2")
        self.posted(records, actor, *of_bob, of_ada, later)
        self.posted(records, stranger, a_commission_entry(1))

        with records.reading(actor) as work:
            found = list(work.commission_entries.sums(EntryQuery(plan="Plan 1", posted_period="2026-Q1")))
        adas = EntrySum("ada", "Plan 1", "2026-Q1", "correction", "USD", 5_000)
        bobs = EntrySum("bob", "Plan 1", "2026-Q1", "earning", "USD", 4_999)
        expect(found, [adas, bobs], asked="sums")

    def test_the_parts_of_a_period_are_added_up_by_payee_and_by_what_they_are_for(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        kinds = {each: number for number, each in enumerate(EntryKind, start=1) if each is not EntryKind.CARRY}
        of_ada = [
            a_commission_entry(number, payee_id="ada", kind=each.value, amount_minor=number)
            for each, number in kinds.items()
        ]
        carried_in = {"kind": "carry", "credit_period": "2025-Q4", "base_minor": 7, "amount_minor": -50}
        carried_out = {"kind": "carry", "base_minor": 0, "amount_minor": 60}
        carried = [
            a_commission_entry(20, payee_id="ada", **carried_in),
            a_commission_entry(21, payee_id="ada", **carried_out),
        ]
        largest = {"payee_id": "bob", "amount_minor": LARGEST_AMOUNT}
        of_bob = [a_commission_entry(30, **largest), a_commission_entry(31, **largest)]
        later = a_commission_entry(40, payee_id="ada", posted_period="2026-Q2")
        self.posted(records, actor, *of_bob, *of_ada, *carried, later)
        self.posted(records, stranger, a_commission_entry(1))

        query = EntryQuery(plan="Plan 1", posted_period="2026-Q1")
        with records.reading(actor) as work:
            found = list(work.commission_entries.parts(query))
            ordered = [entry.number for entry in work.commission_entries.by_payee(query)]
            expect(list(work.commission_entries.entries(EntryQuery(number=31))), [of_bob[1]], asked="by its number")
            later_ones = [entry.number for entry in work.commission_entries.entries(EntryQuery(after=30))]
            expect(later_ones, [31, 40], asked="entries after a number")
        figures = {_PART_OF[each]: number for each, number in kinds.items()}
        adas = PeriodParts(
            "ada", "Plan 1", "USD", opening_minor=-50, carried_minor=-60, draw_balance_minor=7, **figures
        )
        bobs = PeriodParts("bob", "Plan 1", "USD", earned_minor=2 * LARGEST_AMOUNT)
        expect(found, [adas, bobs], asked="parts")
        expect(ordered, [*sorted(kinds.values()), 20, 21, 30, 31], asked="by_payee")

    def test_what_deals_earned_is_added_up_by_currency_since_the_day_of_their_credit(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        old, new = a_credit(1, tenant_id=actor.tenant_id), a_credit(2, tenant_id=actor.tenant_id)
        new = new.model_copy(update={"credit_date": old.credit_date + timedelta(days=10)})
        with records.writing(actor) as work:
            work.credits.add([old, new])
        bonus = {"opportunity_id": new.opportunity_id, "event_id": new.event_id, "kind": "bonus"}
        bonus_entry = a_commission_entry(3, **bonus, amount_minor=LARGEST_AMOUNT)
        about_no_deal = a_commission_entry(4, kind="adjustment", opportunity_id="", event_id="")
        in_euro = a_commission_entry(5, currency_code="EUR", amount_minor=7)
        entries = (a_commission_entry(1), a_commission_entry(2), bonus_entry, about_no_deal, in_euro)
        self.posted(records, actor, *entries)
        self.posted(records, stranger, a_commission_entry(1))

        with records.reading(actor) as work:
            entries_ = work.commission_entries
            recent = entries_.earned_since("Plan 1", new.credit_date)
            expect(list(recent), [("USD", 5_000 + LARGEST_AMOUNT)], asked="earned_since")
            everything = [("EUR", 7), ("USD", 10_000 + LARGEST_AMOUNT)]
            expect(list(entries_.earned_since("Plan 1", None)), everything, asked="earned_since, of all")
            expect(list(entries_.earned_since("Other", None)), [], asked="earned_since, of another plan")

    @pytest.mark.parametrize("same", ["number", "key"])
    def test_a_number_or_a_key_that_is_there_is_a_lost_race(
        self, records: OpensStores, actor: Actor, same: str
    ) -> None:
        first = a_commission_entry(1)
        self.posted(records, actor, first)

        with pytest.raises(ChangedMeanwhile):
            self.posted(records, actor, a_commission_entry(2), a_commission_entry(3, **{same: getattr(first, same)}))
        with records.reading(actor) as work:
            expect(list(work.commission_entries.entries(EntryQuery())), [first], asked="entries after a lost race")

    def test_a_rollback_leaves_no_entry(self, records: OpensStores, actor: Actor) -> None:
        with rolled_back(records, actor) as work:
            work.commission_entries.post([a_commission_entry(1)])
        with records.reading(actor) as work:
            expect(work.commission_entries.last_number(), 0, asked="last_number")
