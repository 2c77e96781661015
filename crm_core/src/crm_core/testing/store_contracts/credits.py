"""What a CreditStore promises."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest

from crm_core.actor import Actor
from crm_core.credits import (
    Credit,
    CreditBasis,
    CreditCause,
    CreditDimension,
    CreditedAlready,
    CreditFilter,
    CreditQuery,
    sums_of,
)
from crm_core.errors import Forbidden
from crm_core.money import LARGEST_AMOUNT
from crm_core.testing.builders import START, a_credit, an_opportunity
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract, rolled_back

T = TypeVar("T")
TODAY = START.date()
QUARTERS = (date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))


class CreditStoreContract(StoreContract):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Credit:
        return a_credit(count, **{"tenant_id": actor.tenant_id, **changes})

    def added(self, records: OpensStores, actor: Actor, *added: Credit) -> Sequence[Credit]:
        with records.writing(actor) as work:
            work.credits.add(added)
        return added

    def many(self, actor: Actor, rows: int = 120) -> Sequence[Credit]:
        """No two dimensions change in step."""
        credited = []
        for number in range(1, rows + 1):

            def turns(every: int, *values: T) -> T:
                return values[number // every % len(values)]  # noqa: B023 (called at once)

            facts = {
                "user_id": turns(1, "ada", "bob", "eve"),
                "kind": turns(2, "revenue", "revenue", "overlay"),
                "basis": turns(1, CreditBasis.WON, CreditBasis.PAYMENT, CreditBasis.WON, CreditBasis.WON),
                "team": turns(3, "North", "South", None),
                "manager_id": turns(5, "max", None),
                "territory": turns(7, "DACH", "Nordics", None),
                "product": turns(4, "P1", "P2", None),
                "category": turns(6, "Hardware", None),
                "currency_code": turns(9, "USD", "EUR"),
                "amount_minor": turns(1, LARGEST_AMOUNT, 1, LARGEST_AMOUNT, -1, -33),
            }
            day = QUARTERS[0] + timedelta(days=number * 7 % 220 - 20)
            at = START + timedelta(seconds=number * 3 % 5)
            credited.append(self.one(actor, number, credit_date=day, at=at, **facts))
        return credited

    def test_the_credits_of_a_deal_come_in_the_order_they_were_written(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        deal = an_opportunity().id
        full = {"team": "North", "manager_id": "max", "territory": "DACH", "product": "P1", "category": "Hardware"}
        first, second = self.added(
            records,
            actor,
            self.one(actor, 1, opportunity_id=deal, split_id="split-1", **full),
            self.one(actor, 2, opportunity_id=deal, user_id="bob"),
        )
        later = self.one(actor, 3, opportunity_id=deal, cause=CreditCause.REOPENED, reverses=first.id, amount_minor=-7)
        self.added(records, actor, later, self.one(actor, 4))

        with records.reading(actor) as work:
            expect(list(work.credits.of(deal)), [first, second, later], asked="of a deal")
            expect(list(work.credits.of("unknown")), [], asked="of a deal without any")
        with records.reading(stranger) as work:
            expect(list(work.credits.of(deal)), [], asked="of a deal of another tenant")

    def test_a_unit_of_work_sees_what_it_added(self, records: OpensStores, actor: Actor) -> None:
        credit = self.one(actor)
        with rolled_back(records, actor) as work:
            work.credits.add([credit])
            expect(list(work.credits.of(credit.opportunity_id)), [credit], asked="of, in the same unit of work")
        with records.reading(actor) as work:
            expect(list(work.credits.of(credit.opportunity_id)), [], asked="of, after a rollback")

    def test_nothing_is_credited_twice(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        [credit] = self.added(records, actor, self.one(actor))
        same = self.one(actor, 1, id="another", amount_minor=5, at=START + timedelta(days=1))

        with pytest.raises(CreditedAlready):
            self.added(records, actor, same)
        self.added(records, stranger, self.one(stranger, 1, id="a stranger's"))
        others = ("basis", CreditBasis.ORDER), ("user_id", "bob"), ("kind", "overlay"), ("product", "P1")
        more = ("event_id", "won-2"), ("split_id", "s"), ("reverses", credit.id), ("cause", CreditCause.PAID)
        self.added(
            records,
            actor,
            *(same.model_copy(update={"id": name, name: value}) for name, value in (*others, *more)),
        )
        with records.reading(actor) as work:
            expect(len(work.credits.of(credit.opportunity_id)), 9, asked="how many, each different in one thing")

    def test_refuses_what_belongs_to_another_tenant(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        with pytest.raises(Forbidden):
            self.added(records, actor, self.one(stranger))

    def test_credits_are_found_page_by_page(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        all_of_them = self.added(
            records,
            actor,
            self.one(actor, 1, user_id="bob", cause=CreditCause.REFUNDED),
            self.one(actor, 2, kind="overlay", basis=CreditBasis.PAYMENT),
            self.one(actor, 3, credit_date=TODAY + timedelta(days=1), event_id="R-7"),
        )
        self.added(records, stranger, self.one(stranger, 4))
        first, second, third = all_of_them
        day = timedelta(days=1)
        asked = [
            (CreditFilter(), [first, second, third]),
            (CreditFilter(limit=2), [first, second]),
            (CreditFilter(limit=2, after_id=second.id), [third]),
            (CreditFilter(opportunity_id=second.opportunity_id), [second]),
            (CreditFilter(user_id="bob"), [first]),
            (CreditFilter(kind="overlay"), [second]),
            (CreditFilter(basis=CreditBasis.PAYMENT), [second]),
            (CreditFilter(cause=CreditCause.REFUNDED), [first]),
            (CreditFilter(event_id="R-7"), [third]),
            (CreditFilter(since=TODAY + day), [third]),
            (CreditFilter(until=TODAY), [first, second]),
            (CreditFilter(since=TODAY, until=TODAY + day, user_id="nobody"), []),
        ]
        with records.reading(actor) as work:
            for filters, found in asked:
                expect(list(work.credits.find(filters)), found, asked=f"find({filters})")
            expect(work.credits.find(CreditFilter(limit=2)).last_id, second.id, asked="where the page ends")

    def test_sums_are_those_that_are_counted_in_memory(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        every_one = self.added(records, actor, *self.many(actor))
        self.added(records, stranger, self.one(stranger, 999))
        every = tuple(CreditDimension)
        queries = [
            CreditQuery(CreditBasis.WON, QUARTERS),
            *(CreditQuery(CreditBasis.WON, QUARTERS, (dimension,)) for dimension in every),
            CreditQuery(CreditBasis.PAYMENT, QUARTERS, every),
            CreditQuery(CreditBasis.ORDER, QUARTERS, every),
            CreditQuery(CreditBasis.WON, QUARTERS, kinds={"overlay"}, users={"ada", "eve"}, currency="EUR"),
            CreditQuery(CreditBasis.WON, QUARTERS, teams={"North"}, managers={"max"}, territories={"DACH", "Nordics"}),
            CreditQuery(CreditBasis.WON, QUARTERS[:2], products={"P1"}, categories={"Hardware"}),
            CreditQuery(CreditBasis.WON, QUARTERS, users=set()),
        ]
        with records.reading(actor) as work:
            for query in queries:
                expect(set(work.credits.sums(query)), set(sums_of(every_one, query)), asked=f"sums({query})")

    def test_a_stream_is_in_the_order_of_person_moment_and_deal(self, records: OpensStores, actor: Actor) -> None:
        every_one = self.added(records, actor, *self.many(actor))
        query = CreditQuery(CreditBasis.WON, QUARTERS, kinds={"revenue"})
        asked = [credit for credit in every_one if query.asks_for(credit)]
        order = sorted(asked, key=lambda each: (each.user_id, each.at, each.opportunity_number, each.id))
        numbers = count(1)

        with records.writing(actor) as work:
            rows = []
            for row in work.credits.stream(query):
                rows.append(row)
                if next(numbers) == 2:
                    work.credits.add([self.one(actor, 5_000, basis=CreditBasis.ORDER)])
        expect([row.id for row in rows], [each.id for each in order], asked="stream")
        first, row = order[0], rows[0]
        expect({name: getattr(first, name) for name in row._fields}, row._asdict(), asked="the first row of a stream")
