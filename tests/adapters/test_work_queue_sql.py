"""The work queue in SQL finds what plain Python finds, on every database, whoever asks and page by page."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import product
from random import Random
from typing import Any

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords, SqlWorkQueue
from crm_core.activities import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.actor import Actor, Role
from crm_core.approvals import ApprovalState, DelegationScope
from crm_core.entities import Entity
from crm_core.leads import LeadStatus
from crm_core.opportunities import AcceptedSale
from crm_core.pipelines import Outcome
from crm_core.service_levels import ClockStatus, targets_of
from crm_core.testing import (
    START,
    TENANT,
    VirtualClock,
    a_lead,
    a_pipeline,
    an_activity,
    an_approval,
    an_opportunity,
    an_sla_clock,
)
from crm_core.voting import Ballot, Vote
from crm_operations.testing import FakeRecords, FakeWorkQueue
from crm_operations.work_queue import AskedWork, WorkKind, WorkOrder, WorkPlace, WorkRow

NOW = START + timedelta(days=40)
PEOPLE = ("ada", "ada.b", "b_b", "bxb", "O'Hara", "zoë+1")
ACTOR = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset(Role))


def company(random: Random) -> Iterator[Entity]:
    """Leads, deals in stages that have days and that have none, requests, and activities about them, in every state."""
    pipeline = a_pipeline()
    days = (14, None, 1, None, None, None)
    stages = zip(pipeline.stages, days, strict=True)
    pipeline = pipeline.changed(START, stages=tuple(each.model_copy(update={"rotting_days": d}) for each, d in stages))
    yield pipeline

    def moment() -> Any:
        return NOW - timedelta(days=random.choice((0, 1, 13, 14, 15, 30)), microseconds=random.choice((0, 0, 1)))

    for count in range(1, 41):
        owner = random.choice((*PEOPLE, None))
        lead = a_lead(count, assigned_to=owner, status=random.choice(list(LeadStatus)), created_at=moment())
        closes = random.choice((None, *(NOW.date() + timedelta(days=days) for days in (-1, 0, 7, 8))))
        deal = an_opportunity(
            count,
            assigned_to=random.choice(PEOPLE),
            outcome=random.choice((Outcome.OPEN, Outcome.OPEN, Outcome.WON)),
            created_at=moment(),
            pipeline=pipeline,
            stage=random.choice(pipeline.stages).name,
            stage_entered_at=moment(),
            expected_close_date=closes,
            expected_revenue_minor=random.choice((None, 0, 5)),
            accepted_sale=random.choice((None, None, AcceptedSale(quotation_id="Q", waits_for="the yes\nof 'zoë'"))),
        )
        yield lead
        yield deal
        yield an_approval(
            count,
            electorate=tuple(random.sample(PEOPLE, 2)),
            state=random.choice((ApprovalState.PENDING, ApprovalState.PENDING, ApprovalState.RECALLED)),
            expires_at=moment(),
            created_at=moment(),
        )
        about = random.choice((lead, deal))
        for target in random.sample(list(targets_of(about.kind)), 2):
            warned = random.choice((None, moment()))
            yield an_sla_clock(
                2 * count + (target is targets_of(about.kind)[0]),
                subject_kind=about.kind,
                subject_id=about.id,
                number="-",
                target=target,
                owner=owner,
                status=random.choice((ClockStatus.RUNNING, ClockStatus.RUNNING, ClockStatus.MET)),
                started_at=moment(),
                warn_at=warned,
                due_at=warned and warned + timedelta(days=random.choice((0, 2))),
                paused_until=moment() + timedelta(days=random.choice((0, 5))),
            )
        for number in range(2):
            done = random.choice((None, moment()))
            yield an_activity(
                2 * count + number,
                related=random.choice((lead, deal)).ref,
                activity_type=random.choice(list(ActivityType)),
                direction=random.choice(list(ActivityDirection)),
                outcome=random.choice((None, *ActivityOutcome)),
                automated=random.random() < 0.2,
                due_date=moment() + timedelta(days=1),
                completed_at=done,
                completed_by=None if done is None else "ada",
                assigned_to=random.choice((*PEOPLE, None)),
                created_at=moment(),
            )
        asked = tuple(random.sample(PEOPLE, 3))
        said = [Vote(user=asked[0], for_user=asked[0], vote=Ballot.YES, at=NOW)]
        yield an_activity(
            2 * count + 100,
            related=random.choice((lead, deal)).ref,
            activity_type=ActivityType.TASK,
            due_date=moment() + timedelta(days=1),
            completed_at=random.choice((None, None, NOW)),
            assignees=asked,
            strategy="unison",
            answers=tuple(said[: random.choice((0, 1))]),
            created_at=moment(),
        )


def questions() -> Iterator[AskedWork]:
    some = {
        DelegationScope.LEADS: {"ada", "zoë+1"},
        DelegationScope.DEALS: {"b_b"},
        DelegationScope.APPROVALS: {"O'Hara"},
    }
    nobody = {scope: set[str]() for scope in DelegationScope}
    owners = (None, some, nobody, *({scope: {person} for scope in DelegationScope} for person in PEOPLE))
    for whose, kind, order in product(owners, (None, *WorkKind), WorkOrder):
        yield AskedWork(
            at=NOW,
            today=NOW.date(),
            owners=whose,
            stale_since=NOW - timedelta(days=14),
            closing_until=NOW.date() + timedelta(days=7),
            kind=kind,
            overdue=whose is some,
            order=order,
            limit=1_000,
        )


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


@pytest.mark.requirement("FR-L2-007")
def test_the_statement_finds_what_plain_python_finds(database: Database) -> None:
    fill(SqlRecords(database, VirtualClock(NOW), new_id))
    in_sql, in_python = SqlWorkQueue(database), queue_in_python()

    for asked, whole in zip(questions(), found_in_python(), strict=True):
        assert list(in_sql.pending(TENANT, asked)) == whole, asked
    everything = next(questions())
    assert in_sql.pending("another", everything) == []
    assert len({row.kind for row in in_python.pending(TENANT, everything)}) == len(WorkKind)
    for order in WorkOrder:
        asked = everything._replace(order=order)
        assert [*pages(in_sql, asked)] == in_python.pending(TENANT, asked)


def fill(records: SqlRecords | FakeRecords) -> None:
    with records.writing(ACTOR) as work:
        for entity in company(Random(7)):
            store_of(work, entity).add(entity)


@cache
def queue_in_python() -> FakeWorkQueue:
    fake = FakeRecords(VirtualClock(NOW), new_id)
    fill(fake)
    return FakeWorkQueue(fake)


@cache
def found_in_python() -> list[list[WorkRow]]:
    """For each of the questions; the same for every database, and it takes longer than any of them."""
    return [list(queue_in_python().pending(TENANT, asked)) for asked in questions()]


def store_of(work: Any, entity: Entity) -> Any:
    names = {
        "pipeline": "pipelines",
        "lead": "leads",
        "opportunity": "opportunities",
        "approval": "approvals",
        "activity": "activities",
        "sla_clock": "sla_clocks",
    }
    return getattr(work, names[entity.kind.value])


def pages(queue: SqlWorkQueue, asked: AskedWork) -> Iterator[WorkRow]:
    page = queue.pending(TENANT, asked._replace(limit=7))
    while page:
        yield from page
        last = page[-1]
        place = WorkPlace(last.due_at, last.since, last.subject_id, last.kind.value)
        page = queue.pending(TENANT, asked._replace(limit=7, after=place))
