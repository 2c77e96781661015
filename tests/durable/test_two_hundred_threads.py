"""Two hundred threads over five processes want the same at once: a number, a turn in a routing pool, one conversion."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from children import beside
from crowd import take_part
from fresh_databases import FreshDatabases
from outside import Outside
from world import check, open_world

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_core.opportunities import OpportunityFilter
from crm_operations.lead_routing import Pool, RoutingOutcome, RoutingRule
from crm_operations.providers import Person

PROCESSES = 5
THREADS = 200
TEAM = tuple(f"rep-{number}" for number in range(8))

Crowd = Callable[[str, Sequence[str]], list[Any]]
"""What the threads are told, each doing the deed with its word."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    databases: FreshDatabases = request.getfixturevalue(f"{request.param}_databases")
    with databases.migrated() as url:
        yield url


@pytest.fixture
def crm(url: str, outside: Outside) -> Iterator[Crm]:
    """The place the crowd meets in, with partners that live elsewhere; nothing runs durably from here."""
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.IN_PROCESS)
    with open_world(url, outside.address, outside.authkey, settings=settings) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm, outside: Outside) -> Actor:
    actor = administrator(outside.fresh_tenant())
    crm.initialise(actor)
    return actor


@pytest.fixture
def crowd(url: str, me: Actor, outside: Outside) -> Crowd:
    def at_once(deed: str, words: Sequence[str]) -> list[Any]:
        given = (deed, url, me.tenant_id, outside.address, outside.authkey)
        with ExitStack() as all_of_them:
            processes = [all_of_them.enter_context(beside(take_part, *given)) for _ in range(PROCESSES)]
            assert [process.recv() for process in processes] == ["ready"] * PROCESSES
            for number, process in enumerate(processes):
                process.send(words[number::PROCESSES])
            return [answer for process in processes for answer in process.recv()]

    return at_once


def leads(crm: Crm, me: Actor, count: int) -> list[str]:
    with crm.database.together(me.tenant_id):
        return [crm.leads.capture(me, CreateLead(name=f"Lead {number}")).lead.id for number in range(count)]


def share_out(crm: Crm, me: Actor, capacities: Sequence[int]) -> None:
    for user, capacity in zip(TEAM, capacities, strict=True):
        crm.people.add(me.tenant_id, Person(id=user, name=user, capacity=capacity))
    everybody = Pool(users=frozenset(TEAM))
    rule = RoutingRule(id="all", position=1, name="In turn", strategy="round_robin", pool=everybody)
    crm.routing.set_rules(me, [rule])


@pytest.mark.requirement("REL-003", "BR-002")
def test_each_gets_a_number_of_its_own_and_none_is_left_out(crm: Crm, me: Actor, crowd: Crowd) -> None:
    numbers = crowd("number", [f"Lead {number}" for number in range(THREADS)])

    assert sorted(number.rpartition("-")[2] for number in numbers) == [
        f"{count:04d}" for count in range(1, THREADS + 1)
    ]
    assert crm.audit.verify(me).holds


@pytest.mark.requirement("REL-003", "BR-002")
def test_a_pool_shares_evenly_among_those_who_have_room(crm: Crm, me: Actor, crowd: Crowd) -> None:
    small, rest = 4, (THREADS - 4) // (len(TEAM) - 1)
    share_out(crm, me, [small, *[THREADS] * (len(TEAM) - 1)])

    answers = crowd("route", leads(crm, me, THREADS))

    given = Counter(answer["assigned_to"] for answer in answers)
    assert given == dict(zip(TEAM, [small, *[rest] * (len(TEAM) - 1)], strict=True))
    assert crm.audit.verify(me).holds


@pytest.mark.requirement("REL-003", "BR-002")
def test_a_full_pool_gives_nobody_more_than_they_can_hold(crm: Crm, me: Actor, crowd: Crowd) -> None:
    capacity = 15
    share_out(crm, me, [capacity] * len(TEAM))

    answers = crowd("route", leads(crm, me, THREADS))

    outcomes = Counter(answer["outcome"] for answer in answers)
    assert outcomes == {
        RoutingOutcome.ASSIGNED: capacity * len(TEAM),
        RoutingOutcome.QUEUED: THREADS - capacity * len(TEAM),
    }
    assert set(Counter(answer["assigned_to"] for answer in answers if answer["assigned_to"]).values()) == {capacity}


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "REL-003", "BR-002")
def test_one_lead_is_converted_once_and_everybody_is_told_the_same(
    crm: Crm, me: Actor, crowd: Crowd, outside: Outside
) -> None:
    (lead,) = leads(crm, me, 1)

    answers = crowd("convert", [lead] * THREADS)

    assert len(answers) == THREADS
    assert len({json.dumps(answer, sort_keys=True) for answer in answers}) == 1
    assert len(crm.deals.get_opportunities_by_stage(me, OpportunityFilter())) == 1
    assert outside.partners.ledger.happened(me.tenant_id, "customers.create_from_lead") == 1
    assert check(crm, outside, me.tenant_id) == []
