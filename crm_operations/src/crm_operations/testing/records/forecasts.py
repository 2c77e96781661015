"""The stores of forecasts in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from crm_core.credits import Share
from crm_core.forecasts import (
    ForecastSnapshot,
    ForecastSnapshotFilter,
    MovementSum,
    OpenAmount,
    SnapshotDeal,
    WaterfallScope,
    movement_sums,
)
from crm_core.opportunities import Opportunity
from crm_core.pipelines import ForecastCategory, Outcome, usual_category
from crm_core.splits import Split, in_force
from crm_operations.testing.records.entity_store import FakeEntityStore
from crm_operations.testing.records.state import FakeSession
from crm_operations.testing.records.stores import FakeOpportunities, FakePipelines


class FakeForecastSnapshots(FakeEntityStore[ForecastSnapshot, ForecastSnapshotFilter]):
    def newest(self, until: date) -> ForecastSnapshot | None:
        found = (each for each in self.all() if each.taken_on <= until)
        return max(found, key=lambda each: (each.taken_on, each.id), default=None)

    def earliest(self, since: date) -> ForecastSnapshot | None:
        found = (each for each in self.all() if each.taken_on >= since)
        return min(found, key=lambda each: (each.taken_on, each.id), default=None)


class FakeForecastFigures:
    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._deals = session.state.snapshot_deals

    def open_amounts(self, first: date, last: date) -> Sequence[OpenAmount]:
        splits: dict[str, list[Split]] = defaultdict(list)
        for split in self._session.state.entities.values():
            if isinstance(split, Split):
                splits[split.opportunity_id].append(split)
        alike: dict[tuple[str, str, str, str | None], list[Opportunity]] = defaultdict(list)
        shares: dict[str | None, Sequence[Share]] = {}
        for deal in FakeOpportunities(self._session).all():
            day = deal.expected_close_date
            if deal.outcome is not Outcome.OPEN or day is None or not first <= day <= last:
                continue
            agreed = in_force(splits[deal.id], day)
            if agreed is not None:
                shares[agreed.id] = agreed.shares
            split_id = None if agreed is None else agreed.id
            alike[deal.assigned_to, deal.currency_code, self._category(deal), split_id].append(deal)
        return [
            OpenAmount(
                owner,
                currency,
                category,
                shares.get(split_id),
                len(deals),
                sum(deal.expected_revenue_minor is not None for deal in deals),
                sum(deal.expected_revenue_minor or 0 for deal in deals),
            )
            for (owner, currency, category, split_id), deals in alike.items()
        ]

    def copy_deals(self, snapshot_id: str, closed_since: date) -> int:
        copied = [
            self._copied(deal)
            for deal in FakeOpportunities(self._session).all()
            if deal.is_open or (deal.actual_close_date is not None and deal.actual_close_date >= closed_since)
        ]
        self._deals[snapshot_id] = tuple(sorted(copied, key=lambda each: each.opportunity_id))
        return len(copied)

    def deals(self, snapshot_id: str) -> Sequence[SnapshotDeal]:
        return self._deals.get(snapshot_id, ())

    def movements(self, scope: WaterfallScope) -> Sequence[MovementSum]:
        return movement_sums(self._by_id(scope.opening_id), self._by_id(scope.closing_id), scope)

    def _by_id(self, snapshot_id: str) -> Mapping[str, SnapshotDeal]:
        return {deal.opportunity_id: deal for deal in self.deals(snapshot_id)}

    def _copied(self, deal: Opportunity) -> SnapshotDeal:
        value = deal.actual_value_minor if deal.outcome is Outcome.WON else deal.expected_revenue_minor
        return SnapshotDeal(
            opportunity_id=deal.id,
            outcome=deal.outcome.value,
            owner_id=deal.assigned_to,
            currency_code=deal.currency_code,
            category=self._category(deal),
            value_minor=value or 0,
            expected_close_date=deal.expected_close_date,
            opened_at=deal.created_at,
        )

    def _category(self, deal: Opportunity) -> str:
        if deal.outcome is not Outcome.OPEN:
            return deal.outcome.categories[0].value
        if deal.forecast_override is not None:
            return deal.forecast_override.category.value
        pipelines = (each for each in FakePipelines(self._session).all() if each.id == deal.pipeline_id)
        stages = (stage for pipeline in pipelines for stage in pipeline.stages if stage.name == deal.stage)
        found: ForecastCategory = next((stage.category for stage in stages), usual_category(deal.stage, deal.outcome))
        return found.value
