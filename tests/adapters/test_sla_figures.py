"""Figures of service levels on the three databases are those counted in memory, each by one statement."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.figures import Period
from crm_core.service_levels import (
    ClockStatus,
    ComplianceQuery,
    Dimension,
    SlaClock,
    Target,
    compliance_of,
)
from crm_core.testing import START, VirtualClock, an_sla_clock, tenant_named_after
from crm_operations.records import Records
from crm_operations.testing import FakeRecords

NOW = START + timedelta(days=30)
PERIOD = Period(since=date(2026, 1, 10), until=date(2026, 4, 15), timezone="America/New_York")
TEAMS = {"ada": "North", "bob": "North", "eve": "South", "nobody": "Nowhere"}
DAY = timedelta(days=1)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


def some_clocks(tenant: str, count: int = 200) -> Iterator[SlaClock]:
    random = Random(17)
    for number in range(1, count + 1):
        status = random.choice(list(ClockStatus))
        is_running = status is ClockStatus.RUNNING
        due = START + random.randrange(-10, 100) * DAY + timedelta(hours=random.randrange(24))
        yield an_sla_clock(
            number,
            tenant_id=tenant,
            subject_id=f"lead-{number}",
            policy=random.choice(("default", "Hot")),
            target=random.choice((Target.FIRST_CONTACT, Target.FIRST_CONTACT, Target.QUALIFICATION)),
            owner=random.choice(("ada", "bob", "eve", "zoe", None)),
            calendar_id=random.choice((None, "berlin", "paris")),
            status=status,
            due_at=None if random.random() < 0.05 else due,
            elapsed_seconds=None if is_running else random.randrange(0, 40) * 3_600,
            paused_until=NOW + DAY if random.random() < 0.2 else START,
        )


def fill(records: Records, actor: Actor) -> list[SlaClock]:
    clocks = list(some_clocks(actor.tenant_id))
    with records.writing(actor) as work:
        for clock in clocks:
            work.sla_clocks.add(clock)
    return clocks


def test_every_grouping_counts_what_is_counted_in_memory(database: Database, records: SqlRecords, actor: Actor) -> None:
    clocks = fill(records, actor)
    groupings = [set(each) for size in range(6) for each in combinations(Dimension, size)]
    asked = groupings if database.kind == "sqlite" else [set(), {Dimension.TEAM}, set(Dimension)]
    queries = [ComplianceQuery(PERIOD, NOW, frozenset(by), TEAMS) for by in asked]
    hot: dict[str, Any] = {"policy": "Hot", "target": Target.FIRST_CONTACT, "users": frozenset({"ada", "eve"})}
    queries += [query._replace(**hot) for query in queries]
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    with records.reading(actor) as work:
        for query in queries:
            begun = len(statements)
            counted = list(work.sla_figures.compliance(query))
            assert counted == compliance_of(clocks, query), query
            assert len([each for each in statements[begun:] if "crm_sla_clocks" in each]) == 1
    with records.reading(actor.model_copy(update={"tenant_id": "another"})) as work:
        assert work.sla_figures.compliance(queries[0]) == []


@pytest.mark.parametrize(
    "until",
    [{None: NOW + 40 * DAY}, {None: NOW + 50 * DAY, "berlin": NOW + 60 * DAY, "paris": NOW}],
    ids=["all alike", "by calendar"],
)
def test_what_is_due_soon_is_by_the_moment_of_its_calendar(
    records: SqlRecords, actor: Actor, until: dict[str | None, datetime]
) -> None:
    clocks = {clock.id: clock for clock in fill(records, actor)}
    fake = FakeRecords(VirtualClock(), new_id)
    fill(fake, actor)

    with records.reading(actor) as work, fake.reading(actor) as memory:
        found = work.sla_figures.upcoming(NOW, until, 50)
        assert [each.id for each in found] == [each.id for each in memory.sla_figures.upcoming(NOW, until, 50)]
        assert work.sla_figures.upcoming(NOW, until, 1) == found[:1]
    assert all(each == clocks[each.id].model_copy(update={"version": 1}) for each in found)
    assert all(each.is_running and each.paused_until <= NOW for each in found)
    assert {each.calendar_id for each in found} == {None, "berlin"} | ({"paris"} - until.keys())


def test_what_started_in_a_period_comes_page_by_page(records: SqlRecords, actor: Actor) -> None:
    clocks = [
        an_sla_clock(number, tenant_id=actor.tenant_id, started_at=START + number * DAY, target=target)
        for number, target in enumerate((Target.FIRST_CONTACT, Target.QUALIFICATION) * 4)
    ]
    fake = FakeRecords(VirtualClock(), new_id)
    for each in (records, fake):
        with each.writing(actor) as work:
            for clock in clocks:
                work.sla_clocks.add(clock)

    def pages(of: Records) -> list[list[str]]:
        found, after = [], ""
        with of.reading(actor) as work:
            while page := work.sla_figures.started(START + DAY, START + 7 * DAY, [Target.QUALIFICATION], after, 2):
                found.append([clock.id for clock in page])
                after = page[-1].id
        return found

    assert pages(records) == [[clocks[1].id, clocks[3].id], [clocks[5].id]] == pages(fake)
