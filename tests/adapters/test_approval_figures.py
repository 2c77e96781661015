"""Figures of approvals on the three databases are those counted in memory, each by one statement."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.approvals import (
    ApprovalDimension,
    ApprovalFiguresQuery,
    ApprovalLevel,
    ApprovalRequest,
    ApprovalState,
    counts_of,
)
from crm_core.figures import Period
from crm_core.testing import START, VirtualClock, an_approval, tenant_named_after

PERIOD = Period(since=date(2026, 1, 10), until=date(2026, 4, 15), timezone="America/New_York")
TEAMS = {"ada": "North", "bob": "North", "eve": "South", "nobody": "Nowhere"}
DAY = timedelta(days=1)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


def some_requests(tenant: str, count: int = 200) -> Iterator[ApprovalRequest]:
    random = Random(17)
    made: list[ApprovalRequest] = []
    for number in range(1, count + 1):
        state = random.choice(list(ApprovalState))
        begun = START + random.randrange(-10, 100) * DAY + timedelta(microseconds=random.randrange(86_400_000_000))
        took = timedelta(microseconds=random.randrange(5 * 86_400_000_000))
        former = random.choice(made) if made and random.random() < 0.4 else None
        made.append(
            an_approval(
                number,
                tenant_id=tenant,
                owner=random.choice(("ada", "bob", "eve", "zoe")),
                level=random.choice(list(ApprovalLevel)),
                state=state,
                created_at=begun,
                decided_at=None if state is ApprovalState.PENDING else begun + took,
                former_request_id=former and former.id,
            )
        )
    return iter(made)


def test_every_grouping_counts_what_is_counted_in_memory(database: Database, records: SqlRecords, actor: Actor) -> None:
    requests = list(some_requests(actor.tenant_id))
    with records.writing(actor) as work:
        for request in requests:
            work.approvals.add(request)
    groupings = [frozenset(each) for size in range(4) for each in combinations(ApprovalDimension, size)]
    queries = [ApprovalFiguresQuery(PERIOD, by, TEAMS) for by in groupings]
    queries += [
        query._replace(owners=owners) for query in queries for owners in (frozenset({"ada", "eve"}), frozenset())
    ]
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    with records.reading(actor) as work:
        for query in queries:
            begun = len(statements)
            assert list(work.approval_figures.counted(query)) == counts_of(requests, query), query
            assert len([each for each in statements[begun:] if "crm_approvals" in each]) == 1
    with records.reading(actor.model_copy(update={"tenant_id": "another"})) as work:
        assert work.approval_figures.counted(queries[-3]) == []
