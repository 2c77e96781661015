"""What people sold and did is the same on the three databases as counted in memory."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.activities import ActivityType
from crm_core.actor import Actor, Role
from crm_core.opportunities import OpportunityStageChanged
from crm_core.performance import ActivityCount, ClosedSum, CycleOfUser, StageConversion
from crm_core.pipelines import Outcome
from crm_core.testing import (
    VirtualClock,
    a_pipeline,
    an_activity,
    an_opportunity,
    tenant_named_after,
)
from crm_operations.records import Records, UnitOfWork
from crm_operations.testing import FakeRecords

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PIPELINE = a_pipeline()
STAGES = ("prospecting", "qualification", "proposal", "negotiation", "closed_won", "closed_lost")


@pytest.fixture
def everywhere(database: Database, request: pytest.FixtureRequest) -> "Everywhere":
    return Everywhere(database, tenant_named_after(request.node.nodeid))


class Everywhere:
    """The same in the database and in memory."""

    def __init__(self, database: Database, tenant: str) -> None:
        clock = VirtualClock()
        self.actor = Actor(tenant_id=tenant, user_id="ada", roles=frozenset(Role))
        self.all: tuple[Records, ...] = (SqlRecords(database, clock, new_id), FakeRecords(clock, new_id))
        self.pipeline = PIPELINE.model_copy(update={"tenant_id": tenant})
        self.do(lambda work: work.pipelines.add(self.pipeline))

    def do(self, write: Callable[[UnitOfWork], object]) -> None:
        for records in self.all:
            with records.writing(self.actor) as work:
                write(work)

    def deal(self, count: int, owner: str = "ada", **fields: Any) -> None:
        deal = an_opportunity(
            count, pipeline=self.pipeline, tenant_id=self.actor.tenant_id, assigned_to=owner, **fields
        )
        self.do(lambda work: work.opportunities.add(deal))

    def moved(self, count: int, source: str, target: str, at: datetime, days: int) -> None:
        move = OpportunityStageChanged(
            tenant_id=self.actor.tenant_id,
            subject=an_opportunity(count).ref,
            at=at,
            pipeline_id=self.pipeline.id,
            from_stage=source,
            to_stage=target,
            seconds_in_stage=days * 86_400,
        )
        self.do(lambda work: work.opportunities.record_move(move))

    def figures(self, ask: Callable[[UnitOfWork], Sequence[Any]]) -> list[Any]:
        answers = []
        for records in self.all:
            with records.reading(self.actor) as work:
                answers.append(sorted(ask(work)))
        assert answers[0] == answers[1], "the database and memory disagree"
        return answers[0]


def test_deals_won_are_counted_by_who_owns_them(everywhere: Everywhere) -> None:
    for number, (owner, outcome, day) in enumerate(
        [
            ("ada", Outcome.WON, FIRST),
            ("ada", Outcome.WON, LAST),
            ("bob", Outcome.WON, date(2026, 2, 1)),
            ("bob", Outcome.LOST, date(2026, 2, 1)),
            ("bob", Outcome.OPEN, None),
            ("cy", Outcome.WON, FIRST - DAY),
            ("cy", Outcome.WON, LAST + DAY),
        ],
        start=1,
    ):
        everywhere.deal(number, owner, outcome=outcome, actual_close_date=day)

    found = everywhere.figures(lambda work: list(work.performance_figures.won_counts(FIRST, LAST).items()))

    assert found == [("ada", 2), ("bob", 1)]


def test_what_is_closed_adds_up_by_owner_outcome_and_currency(everywhere: Everywhere) -> None:
    won, lost = {"outcome": Outcome.WON}, {"outcome": Outcome.LOST}
    deals: list[dict[str, Any]] = [
        {**won, "actual_value_minor": 100, "actual_close_date": FIRST},
        {**won, "actual_value_minor": 10**15, "actual_close_date": LAST},
        {**won, "actual_value_minor": 10**15, "actual_close_date": LAST},
        {**won, "actual_value_minor": None, "actual_close_date": LAST},
        {**lost, "expected_revenue_minor": 7, "actual_value_minor": None, "actual_close_date": FIRST},
        {**lost, "expected_revenue_minor": None, "actual_close_date": FIRST},
        {**won, "actual_value_minor": 9, "actual_close_date": FIRST, "currency_code": "EUR"},
        {**won, "actual_value_minor": 9, "actual_close_date": LAST, "currency_code": "EUR"},
        {**won, "actual_value_minor": 100, "actual_close_date": LAST + DAY},
        {"actual_close_date": None},
    ]
    for count, fields in enumerate(deals, start=1):
        everywhere.deal(count, **fields)

    assert everywhere.figures(lambda work: work.performance_figures.closed(FIRST, LAST, "USD")) == [
        ClosedSum("ada", False, "USD", None, 2, 7),
        ClosedSum("ada", True, "EUR", FIRST, 1, 9),
        ClosedSum("ada", True, "EUR", LAST, 1, 9),
        ClosedSum("ada", True, "USD", None, 4, 2 * 10**15 + 100),
    ]


def test_a_cycle_is_the_median_from_creation_to_closing(everywhere: Everywhere) -> None:
    for count, (owner, days) in enumerate([("ada", 10), ("ada", 30), ("ada", 11), ("bob", 5), ("bob", 8)], start=1):
        closed = {"outcome": Outcome.WON, "actual_close_date": LAST, "created_at": UNTIL - days * DAY}
        everywhere.deal(count, owner, closed_at=UNTIL, **closed)
    everywhere.deal(9, "cy", outcome=Outcome.WON, actual_close_date=LAST, closed_at=None)
    everywhere.deal(10, "ada", outcome=Outcome.LOST, actual_close_date=LAST, closed_at=UNTIL)

    assert everywhere.figures(lambda work: work.performance_figures.cycles(FIRST, LAST)) == [
        CycleOfUser("ada", 3, 11 * 86_400),
        CycleOfUser("bob", 2, 561_600),
        CycleOfUser("cy", 1, None),
    ]


def test_activities_are_of_who_completed_them(everywhere: Everywhere) -> None:
    calls: list[dict[str, Any]] = [
        {"completed_by": "ada", "completed_at": SINCE},
        {"completed_by": "ada", "completed_at": UNTIL - timedelta(seconds=1), "assigned_to": "bob"},
        {"completed_by": "ada", "completed_at": SINCE, "activity_type": ActivityType.MEETING},
        {"completed_by": "ada", "completed_at": UNTIL},
        {"completed_by": "ada", "completed_at": SINCE, "automated": True},
        {"completed_by": None, "completed_at": None},
    ]
    for count, fields in enumerate(calls, start=1):
        activity = an_activity(count, tenant_id=everywhere.actor.tenant_id, **fields)
        everywhere.do(lambda work, activity=activity: work.activities.add(activity))  # type: ignore[misc]

    assert everywhere.figures(lambda work: work.performance_figures.activities(SINCE, UNTIL)) == [
        ActivityCount("ada", "call", 2),
        ActivityCount("ada", "meeting", 1),
    ]


def test_a_stage_is_converted_by_deals_that_reached_a_later_one_or_were_won(everywhere: Everywhere) -> None:
    """Of four that entered qualification: one is there, one went on, one was won, one was lost."""
    entered = SINCE + DAY
    for count, (stage, outcome) in enumerate(
        [
            ("qualification", Outcome.OPEN),
            ("proposal", Outcome.OPEN),
            ("closed_won", Outcome.WON),
            ("closed_lost", Outcome.LOST),
        ],
        start=1,
    ):
        since = entered if stage == "qualification" else entered + 2 * DAY
        everywhere.deal(count, stage=stage, outcome=outcome, stage_entered_at=since)
        everywhere.moved(count, "prospecting", "qualification", entered, 30)
        if stage != "qualification":
            everywhere.moved(count, "qualification", stage, since, 2)
    # Back from a later stage, and entered again in the period without going on since.
    everywhere.deal(5, "bob", stage="qualification", stage_entered_at=entered + 5 * DAY)
    everywhere.moved(5, "qualification", "proposal", SINCE - 9 * DAY, 1)
    everywhere.moved(5, "proposal", "qualification", entered + 5 * DAY, 15)

    found = everywhere.figures(lambda work: work.performance_figures.stage_conversions(SINCE, UNTIL))

    place = {stage.name: stage.display_order for stage in PIPELINE.stages}
    facts = (PIPELINE.id, PIPELINE.name)
    assert found == [
        StageConversion("ada", *facts, "proposal", place["proposal"], 1, 0),
        StageConversion("ada", *facts, "qualification", place["qualification"], 4, 2),
        StageConversion("bob", *facts, "qualification", place["qualification"], 1, 0),
    ]


def test_whatever_way_deals_take_the_databases_agree_with_memory(everywhere: Everywhere) -> None:
    chance = random.Random(9)
    for count in range(1, 31):
        at = SINCE + timedelta(days=chance.randrange(-60, 60))
        way = ["prospecting", *chance.choices(STAGES, k=chance.randrange(4))]
        for source, target in pairwise(way):
            days = chance.randrange(20)
            at += days * DAY
            everywhere.moved(count, source, target, at, days)
        everywhere.deal(count, chance.choice("ab"), stage=way[-1], stage_entered_at=at)

    found = everywhere.figures(lambda work: work.performance_figures.stage_conversions(SINCE, UNTIL))

    assert sum(each.reached for each in found) > 5
    assert all(each.reached <= each.entered for each in found)
