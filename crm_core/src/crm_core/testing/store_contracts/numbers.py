"""What a NumberSequence promises."""

from collections.abc import Callable, Sequence

import pytest

from crm_core.actor import Actor
from crm_core.errors import CrmError
from crm_core.identity import NumberKind, business_number
from crm_core.testing.expectations import answers, at_once, expect, refusals
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract, rolled_back

YEAR = 2026


@pytest.mark.requirement("INT-004")
class NumberSequenceContract(StoreContract):
    def next_number(
        self, records: OpensStores, actor: Actor, kind: NumberKind = NumberKind.LEAD, year: int = YEAR
    ) -> str:
        with records.writing(actor) as work:
            return work.numbers.next(kind, year)

    def test_counts_from_1_without_gaps(self, records: OpensStores, actor: Actor) -> None:
        numbers = [self.next_number(records, actor) for _ in range(3)]

        expect(numbers, ["LEAD-2026-0001", "LEAD-2026-0002", "LEAD-2026-0003"], asked="next, three times")

    def test_counts_on_within_one_unit_of_work(self, records: OpensStores, actor: Actor) -> None:
        with records.writing(actor) as work:
            numbers = [work.numbers.next(NumberKind.QUOTATION, YEAR) for _ in range(3)]

        expect(numbers, ["QUOTE-2026-0001", "QUOTE-2026-0002", "QUOTE-2026-0003"], asked="next, three times")

    def test_several_at_once_go_on_where_the_last_one_was(self, records: OpensStores, actor: Actor) -> None:
        first = self.next_number(records, actor)
        with records.writing(actor) as work:
            several = [*work.numbers.next_many(NumberKind.LEAD, YEAR, 3)]
            none = [*work.numbers.next_many(NumberKind.LEAD, YEAR, 0)]

        expect(
            [first, *several, *none, self.next_number(records, actor)],
            [business_number(NumberKind.LEAD, YEAR, count) for count in range(1, 6)],
            asked="next, next_many of three and of none, next",
        )

    def test_each_kind_year_and_tenant_counts_by_itself(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        self.next_number(records, actor)

        expect(self.next_number(records, actor, NumberKind.OPPORTUNITY), "OPP-2026-0001", asked="another kind")
        expect(self.next_number(records, actor, year=2027), "LEAD-2027-0001", asked="another year")
        expect(self.next_number(records, stranger), "LEAD-2026-0001", asked="another tenant")
        expect(self.next_number(records, actor), "LEAD-2026-0002", asked="the first one again")

    def test_a_number_of_a_rolled_back_unit_of_work_is_given_again(self, records: OpensStores, actor: Actor) -> None:
        with rolled_back(records, actor) as work:
            work.numbers.next(NumberKind.LEAD, YEAR)
        first = self.next_number(records, actor)
        with rolled_back(records, actor) as work:
            work.numbers.next(NumberKind.LEAD, YEAR)

        expect(
            [first, self.next_number(records, actor)],
            ["LEAD-2026-0001", "LEAD-2026-0002"],
            asked="next after a rollback",
        )

    def test_fifty_at_once_leave_no_gap_and_no_double(self, records: OpensStores, actor: Actor) -> None:
        outcomes = at_once([lambda: self.next_number(records, actor)] * 50, threads=25)

        self._expect_first(50, outcomes)

    def test_not_even_when_every_third_is_rolled_back(self, records: OpensStores, actor: Actor) -> None:
        def discarded() -> str:
            with rolled_back(records, actor) as work:
                work.numbers.next(NumberKind.LEAD, YEAR)
            return ""

        calls: list[Callable[[], str]] = [
            discarded if each % 3 == 0 else lambda: self.next_number(records, actor) for each in range(60)
        ]

        self._expect_first(40, [outcome for outcome in at_once(calls, threads=20) if outcome != ""])

    def _expect_first(self, count: int, outcomes: Sequence[str | CrmError]) -> None:
        numbers = sorted(answers(outcomes))
        expected = [business_number(NumberKind.LEAD, YEAR, each) for each in range(1, count + 1)]
        expect(numbers, expected, asked=f"{count} numbers at the same time; refused: {refusals(outcomes)[:2]}")
