"""What the stores of forecasts promise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from crm_core.actor import Actor
from crm_core.credits import Share
from crm_core.forecasts import (
    ForecastSnapshot,
    MovementSum,
    OpenAmount,
    SnapshotDeal,
    WaterfallScope,
    movement_sums,
    waterfall_of,
)
from crm_core.money import LARGEST_AMOUNT
from crm_core.opportunities import ForecastOverride, Opportunity
from crm_core.pipelines import ForecastCategory, Outcome
from crm_core.splits import Split, SplitStatus
from crm_core.testing.builders import START, a_forecast_snapshot, a_pipeline, an_id, an_opportunity
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
DAY = timedelta(days=1)
LONG_AGO = FIRST - timedelta(days=400)
_STAGES = ("prospecting", "proposal", "negotiation")
"""Pipeline, best case and commit."""
_STATES = list(
    product(("open", "open", "won", "lost"), ("ada", "bob"), ("USD", "EUR"), _STAGES, (FIRST, LAST, LAST + DAY, None))
)


class ForecastSnapshotStoreContract(EntityStoreContract[ForecastSnapshot]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> ForecastSnapshot:
        return a_forecast_snapshot(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: ForecastSnapshot, text: str) -> ForecastSnapshot:
        return entity.changed(entity.updated_at + DAY, taken_by=text)

    def test_a_snapshot_is_found_by_its_day(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        first, second = self.added(records, actor, 1), self.added(records, actor, 3)
        again = self.added(records, actor, 4, taken_on=second.taken_on)

        with records.reading(actor) as work:
            snapshots = work.forecast_snapshots
            expect(snapshots.newest(first.taken_on - DAY), None, asked="the newest before the first")
            expect(snapshots.newest(first.taken_on + DAY), first, asked="the newest until a day without one")
            expect(snapshots.newest(second.taken_on + DAY), again, asked="the newest of all")
            expect(snapshots.earliest(first.taken_on - DAY), first, asked="the earliest of all")
            expect(snapshots.earliest(first.taken_on + DAY), second, asked="the earliest since a day without one")
            expect(snapshots.earliest(second.taken_on + DAY), None, asked="the earliest after the last")
        with records.reading(stranger) as work:
            expect(work.forecast_snapshots.newest(again.taken_on), None, asked="the newest of a stranger")


class ForecastFiguresContract(StoreContract):
    """``SnapshotDeal`` rows are written by snapshots of deals, so that the store is asked what it copied itself."""

    def deal(self, actor: Actor, count: int, **changes: Any) -> Opportunity:
        named = {"tenant_id": actor.tenant_id, "pipeline_id": a_pipeline().id, "assigned_to": "ada"}
        return an_opportunity(count, **{"expected_close_date": FIRST, **named, **changes})

    def split(self, deal: Opportunity, revision: int, status: SplitStatus, *shares: Share, **changes: Any) -> Split:
        split = Split.new(
            None,
            entity_id=an_id(0xF6, int(deal.id[-6:], 16) * 10 + revision),
            tenant_id=deal.tenant_id,
            at=START,
            opportunity_id=deal.id,
            opportunity_number=deal.opportunity_number,
            revision=revision,
            owner_id=deal.assigned_to,
            shares=shares,
        )
        return split.model_copy(update={"status": status, "decided_at": START, **changes})

    def filled(self, records: OpensStores, actor: Actor, deals: Iterable[Opportunity], *splits: Split) -> None:
        with records.writing(actor) as work:
            work.pipelines.add(a_pipeline(tenant_id=actor.tenant_id))
            for deal in deals:
                work.opportunities.add(deal)
            for split in splits:
                work.splits.add(split)

    def test_open_deals_are_added_up_by_owner_currency_and_category(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        commit = {"stage": "negotiation", "expected_revenue_minor": LARGEST_AMOUNT}
        override = ForecastOverride(category=ForecastCategory.OMITTED, reason="not this year")
        lost = {"outcome": Outcome.LOST, "stage": "closed_lost"}
        deals = [
            self.deal(actor, 1, **commit),
            self.deal(actor, 2, **commit, expected_close_date=LAST),
            self.deal(actor, 3, stage="negotiation", expected_revenue_minor=None),
            self.deal(actor, 4, **commit, expected_close_date=LAST + DAY),
            self.deal(actor, 5, **commit, expected_close_date=FIRST - DAY),
            self.deal(actor, 6, **commit, expected_close_date=None),
            self.deal(actor, 7, **lost),
            self.deal(actor, 8, stage="proposal", expected_revenue_minor=3, assigned_to="bob"),
            self.deal(actor, 9, stage="proposal", expected_revenue_minor=5, currency_code="EUR"),
            self.deal(actor, 10, stage="proposal", expected_revenue_minor=7, forecast_override=override),
            self.deal(actor, 11, stage="nowhere", expected_revenue_minor=9),
        ]
        self.filled(records, actor, deals)
        self.filled(records, stranger, [self.deal(stranger, 12, **commit)])

        with records.reading(actor) as work:
            found = work.forecast_figures.open_amounts(FIRST, LAST)
        expected = {
            OpenAmount("ada", "USD", "commit", None, 3, 2, 2 * LARGEST_AMOUNT),
            OpenAmount("bob", "USD", "best_case", None, 1, 1, 3),
            OpenAmount("ada", "EUR", "best_case", None, 1, 1, 5),
            OpenAmount("ada", "USD", "omitted", None, 1, 1, 7),
            OpenAmount("ada", "USD", "pipeline", None, 1, 1, 9),
        }
        expect(set(found), expected, asked="open_amounts")

    def test_a_deal_is_shared_by_the_split_that_counts_on_the_day_of_its_expected_close(
        self, records: OpensStores, actor: Actor
    ) -> None:
        approved, ada, bob = SplitStatus.APPROVED, Share(user_id="ada", basis_points=4_000), "bob"
        shares = (ada, Share(user_id=bob, basis_points=6_000))
        whole = (Share(user_id="ada", basis_points=10_000),)
        deals = [self.deal(actor, count, expected_revenue_minor=count) for count in range(1, 6)]
        later = START + DAY
        self.filled(
            records,
            actor,
            deals,
            self.split(deals[0], 1, approved, *shares),
            self.split(deals[0], 2, SplitStatus.DRAFT, *whole),
            self.split(deals[1], 1, approved, *whole),
            self.split(deals[1], 2, SplitStatus.DISPUTED, *shares, decided_at=later),
            self.split(deals[2], 1, SplitStatus.REJECTED, *shares),
            self.split(deals[3], 1, approved, *shares, effective_from=FIRST),
            self.split(deals[3], 2, approved, *whole, effective_from=FIRST + DAY, decided_at=later),
        )

        with records.reading(actor) as work:
            found = work.forecast_figures.open_amounts(FIRST, LAST)
        shared = {row.total_minor: tuple(row.shares) for row in found if row.shares is not None}
        expect(shared, {1: shares, 2: shares, 4: shares}, asked="the shares of deals of 1, 2 and 4")
        expect([row[4:] for row in found if row.shares is None], [(2, 2, 3 + 5)], asked="what is not shared")

    def test_a_snapshot_has_every_open_deal_and_those_closed_since(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        won = {"outcome": Outcome.WON, "stage": "closed_won", "actual_value_minor": 77, "actual_close_date": FIRST}
        lost = {"outcome": Outcome.LOST, "stage": "closed_lost", "actual_close_date": FIRST}
        deals = [
            self.deal(actor, 1, stage="proposal", expected_close_date=None),
            self.deal(actor, 2, stage="negotiation", expected_revenue_minor=None, currency_code="EUR"),
            self.deal(actor, 3, **won),
            self.deal(actor, 4, **lost, assigned_to="bob"),
            self.deal(actor, 5, **{**won, "actual_close_date": FIRST - DAY}),
        ]
        self.filled(records, actor, deals)
        self.filled(records, stranger, [self.deal(stranger, 6)])

        with records.writing(actor) as work:
            expect(work.forecast_figures.copy_deals("s-1", FIRST), 4, asked="how many were copied")
        with records.reading(actor) as work:
            found = list(work.forecast_figures.deals("s-1"))
        value = deals[0].expected_revenue_minor or 0
        expected = [
            ("open", "ada", "USD", "best_case", value, None),
            ("open", "ada", "EUR", "commit", 0, FIRST),
            ("won", "ada", "USD", "closed", 77, FIRST),
            ("lost", "bob", "USD", "omitted", value, FIRST),
        ]
        expect([row[1:-1] for row in found], expected, asked="deals")
        expect([row.opportunity_id for row in found], [deal.id for deal in deals[:4]], asked="whose")
        expect({row.opened_at for row in found}, {START}, asked="when they were opened")
        with records.reading(stranger) as work:
            expect(list(work.forecast_figures.deals("s-1")), [], asked="the deals of a stranger's snapshot")

    def test_a_waterfall_is_the_one_that_is_counted_in_memory(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        """Whatever became of deals between the two, in every combination that matters."""
        before = [self._in_state(actor, count, count * 17) for count in range(1, 121)]
        self.filled(records, actor, before[:100])
        self.filled(records, stranger, [self.deal(stranger, 999)])
        with records.writing(actor) as work:
            work.forecast_figures.copy_deals("opening", FIRST - DAY)
        with records.writing(stranger) as work:
            work.forecast_figures.copy_deals("theirs", FIRST - DAY)
        with records.writing(actor) as work:
            for count, deal in enumerate(before, start=1):
                changed = self._in_state(actor, count, count * 61 + 5)
                if count > 100:
                    later = START + DAY if count % 2 else START
                    work.opportunities.add(changed.model_copy(update={"created_at": later}))
                elif count % 4:
                    stored = work.opportunities.get(deal.id)
                    fields = ("outcome", "assigned_to", "currency_code", "stage", "expected_close_date")
                    more = ("expected_revenue_minor", "actual_close_date", "actual_value_minor")
                    work.opportunities.save(
                        stored.changed(START + DAY, **{name: getattr(changed, name) for name in (*fields, *more)})
                    )
        with records.writing(actor) as work:
            work.forecast_figures.copy_deals("closing", FIRST - DAY)

        of_all = WaterfallScope("opening", "closing", START, FIRST, LAST)
        for users in (None, frozenset({"ada"}), frozenset[str]()):
            scope = of_all._replace(users=users)
            with records.reading(actor) as work:
                opening, closing = (_by_id(work.forecast_figures.deals(each)) for each in ("opening", "closing"))
                found = work.forecast_figures.movements(scope)
            expect(_added(found), _added(movement_sums(opening, closing, scope)), asked=f"movements of {users}")
            for column in waterfall_of(found):
                expect(column.adds_up, True, asked=f"whether {column} adds up")
        with records.reading(stranger) as work:
            expect(list(work.forecast_figures.movements(of_all)), [], asked="a stranger's")

    def _in_state(self, actor: Actor, count: int, place: int) -> Opportunity:
        outcome, owner, currency, stage, expected = _STATES[place % len(_STATES)]
        closed = {} if outcome == "open" else {"actual_close_date": FIRST}
        won = {"actual_value_minor": place % 10} if outcome == "won" else {}
        return self.deal(
            actor,
            count,
            outcome=Outcome(outcome),
            assigned_to=owner,
            currency_code=currency,
            stage=stage if outcome == "open" else f"closed_{outcome}",
            expected_close_date=expected,
            expected_revenue_minor=(None, 1, 2, LARGEST_AMOUNT)[place // 7 % 4],
            **closed,
            **won,
        )


def _by_id(deals: Sequence[SnapshotDeal]) -> dict[str, SnapshotDeal]:
    return {deal.opportunity_id: deal for deal in deals}


def _added(sums: Iterable[MovementSum]) -> dict[tuple[Any, ...], list[tuple[int, ...]]]:
    """Whatever their order."""
    found: dict[tuple[Any, ...], list[tuple[int, ...]]] = defaultdict(list)
    for each in sums:
        found[each[:4]].append(each[4:])
    return dict(found)
