"""Figures of what people sold and did, counted in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crm_core.figures import median
from crm_core.opportunities import Opportunity
from crm_core.performance import ActivityCount, ClosedSum, CycleOfUser, StageConversion
from crm_core.pipelines import Outcome
from crm_operations.testing.records.state import FakeSession
from crm_operations.testing.records.stores import FakeActivities, FakeOpportunities, FakePipelines

_WON_IS_FURTHEST = 1_000_000


class _Stay(NamedTuple):
    opportunity_id: str
    pipeline_id: str
    stage: str
    entered: datetime


class FakePerformanceFigures:
    def __init__(self, session: FakeSession) -> None:
        self._session = session

    def won_counts(self, first: date, last: date) -> Mapping[str, int]:
        return Counter(deal.assigned_to for deal in self._closed(first, last) if deal.outcome is Outcome.WON)

    def closed(self, first: date, last: date, own_currency: str) -> Sequence[ClosedSum]:
        counts: Counter[tuple[str, bool, str, date | None]] = Counter()
        values: Counter[tuple[str, bool, str, date | None]] = Counter()
        for deal in self._closed(first, last):
            is_won = deal.outcome is Outcome.WON
            day = None if deal.currency_code == own_currency else deal.actual_close_date
            group = (deal.assigned_to, is_won, deal.currency_code, day)
            counts[group] += 1
            values[group] += (deal.actual_value_minor if is_won else deal.expected_revenue_minor) or 0
        return [ClosedSum(*group, counts[group], values[group]) for group in counts]

    def cycles(self, first: date, last: date) -> Sequence[CycleOfUser]:
        took: dict[str, list[int | None]] = defaultdict(list)
        for deal in self._closed(first, last):
            if deal.outcome is Outcome.WON:
                ended = deal.closed_at
                seconds = None if ended is None else int(ended.timestamp()) - int(deal.created_at.timestamp())
                took[deal.assigned_to].append(seconds)
        return [
            CycleOfUser(user, len(seconds), median(sorted(each for each in seconds if each is not None)))
            for user, seconds in took.items()
        ]

    def activities(self, since: datetime, until: datetime) -> Sequence[ActivityCount]:
        counts = Counter(
            (each.completed_by, each.activity_type.value)
            for each in FakeActivities(self._session).all()
            if each.completed_by and each.completed_at and since <= each.completed_at < until and not each.automated
        )
        return [ActivityCount(user, kind, count) for (user, kind), count in counts.items()]

    def stage_conversions(self, since: datetime, until: datetime) -> Sequence[StageConversion]:
        owners = {deal.id: deal.assigned_to for deal in FakeOpportunities(self._session).all()}
        pipelines = {pipeline.id: pipeline for pipeline in FakePipelines(self._session).all()}
        places = {
            (pipeline.id, stage.name): (stage.display_order, stage)
            for pipeline in pipelines.values()
            for stage in pipeline.stages
        }
        stays: dict[str, list[tuple[datetime, int, _Stay]]] = defaultdict(list)
        for stay in self._stays():
            if stay.entered >= since and (stay.pipeline_id, stay.stage) in places:
                order, stage = places[stay.pipeline_id, stay.stage]
                rank = {Outcome.WON: _WON_IS_FURTHEST, Outcome.OPEN: order}.get(stage.outcome, -1)
                stays[stay.opportunity_id].append((stay.entered, rank, stay))
        entered: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
        reached: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
        for deal_id, mine in stays.items():
            mine.sort()
            for place, (at, rank, stay) in enumerate(mine):
                order, stage = places[stay.pipeline_id, stay.stage]
                if stage.outcome is not Outcome.OPEN or at >= until or deal_id not in owners:
                    continue
                key = (owners[deal_id], stay.pipeline_id, stay.stage, order)
                entered[key].add(deal_id)
                if any(later > rank for _, later, _ in mine[place + 1 :]):
                    reached[key].add(deal_id)
        return [
            StageConversion(
                user, pipeline, pipelines[pipeline].name, stage, order, len(entered[key]), len(reached.get(key, ()))
            )
            for key in entered
            for user, pipeline, stage, order in [key]
        ]

    def _stays(self) -> Iterator[_Stay]:
        for move in self._session.state.moves:
            began = move.at.replace(microsecond=0) - timedelta(seconds=move.seconds_in_stage)
            yield _Stay(move.subject.id, move.pipeline_id, move.from_stage, began)
        for step in self._session.state.passed:
            yield _Stay(step.opportunity_id, step.pipeline_id, step.from_stage, step.at.replace(microsecond=0))
        for deal in FakeOpportunities(self._session).all():
            yield _Stay(deal.id, deal.pipeline_id, deal.stage, deal.stage_entered_at.replace(microsecond=0))

    def _closed(self, first: date, last: date) -> Iterator[Opportunity]:
        return (
            deal
            for deal in FakeOpportunities(self._session).all()
            if deal.outcome is not Outcome.OPEN and deal.actual_close_date is not None
            if first <= deal.actual_close_date <= last
        )
