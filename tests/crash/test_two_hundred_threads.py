"""Two hundred threads over five processes want the same at once: a number, a turn in a routing pool, one conversion."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from child_processes import beside
from concurrency import take_part
from fresh_databases import FreshDatabases
from partner_crm import check, open_crm_with_partners
from partner_process import PartnerServer

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator
from crm_core.actor import Actor
from crm_core.leads import CreateLead
from crm_core.opportunities import OpportunityFilter
from crm_operations.lead_routing import Pool, RoutingOutcome, RoutingRule
from crm_operations.providers import Person

PROCESSES = 5
THREADS = 200
TEAM = tuple(f"rep-{number}" for number in range(8))

ConcurrentProcesses = Callable[[str, Sequence[str]], list[Any]]
"""What the threads are told, each doing the deed with its word."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    databases: FreshDatabases = request.getfixturevalue(f"{request.param}_databases")
    with databases.migrated() as url:
        yield url


@pytest.fixture
def crm(url: str, partner_server: PartnerServer) -> Iterator[Crm]:
    """The place the crowd meets in, with partners that live elsewhere; nothing runs durably from here."""
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.IN_PROCESS)
    with open_crm_with_partners(url, partner_server.address, partner_server.authkey, settings=settings) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm, partner_server: PartnerServer) -> Actor:
    actor = administrator(partner_server.fresh_tenant())
    crm.initialise(actor)
    return actor


@pytest.fixture
def run_concurrently(url: str, me: Actor, partner_server: PartnerServer) -> ConcurrentProcesses:
    def at_once(operation: str, words: Sequence[str]) -> list[Any]:
        assigned = (operation, url, me.tenant_id, partner_server.address, partner_server.authkey)
        with ExitStack() as all_of_them:
            processes = [all_of_them.enter_context(beside(take_part, *assigned)) for _ in range(PROCESSES)]
            assert [process.recv() for process in processes] == ["ready"] * PROCESSES
            for number, process in enumerate(processes):
                process.send(words[number::PROCESSES])
            return [answer for process in processes for answer in process.recv()]

    return at_once


def leads(crm: Crm, me: Actor, count: int) -> list[str]:
    with crm.database.local_transaction(me.tenant_id):
        return [crm.leads.capture(me, CreateLead(name=f"Lead {number}")).lead.id for number in range(count)]


def share_out(crm: Crm, me: Actor, capacities: Sequence[int]) -> None:
    for user, capacity in zip(TEAM, capacities, strict=True):
        crm.people.add(me.tenant_id, Person(id=user, name=user, capacity=capacity))
    everybody = Pool(users=frozenset(TEAM))
    rule = RoutingRule(id="all", position=1, name="In turn", strategy="round_robin", pool=everybody)
    crm.routing.set_rules(me, [rule])


@pytest.mark.requirement("REL-003", "BR-002")
def test_each_gets_a_number_of_its_own_and_none_is_left_out(
    crm: Crm, me: Actor, run_concurrently: ConcurrentProcesses
) -> None:
    numbers = run_concurrently("number", [f"Lead {number}" for number in range(THREADS)])

    assert sorted(number.rpartition("-")[2] for number in numbers) == [
        f"{count:04d}" for count in range(1, THREADS + 1)
    ]
    assert crm.audit.verify(me).holds


@pytest.mark.requirement("REL-003", "BR-002")
def test_a_pool_shares_evenly_among_those_who_have_room(
    crm: Crm, me: Actor, run_concurrently: ConcurrentProcesses
) -> None:
    small, rest = 4, (THREADS - 4) // (len(TEAM) - 1)
    share_out(crm, me, [small, *[THREADS] * (len(TEAM) - 1)])

    answers = run_concurrently("route", leads(crm, me, THREADS))

    assigned = Counter(answer["assigned_to"] for answer in answers)
    assert assigned == dict(zip(TEAM, [small, *[rest] * (len(TEAM) - 1)], strict=True))
    assert crm.audit.verify(me).holds


@pytest.mark.requirement("REL-003", "BR-002")
def test_a_full_pool_gives_nobody_more_than_they_can_hold(
    crm: Crm, me: Actor, run_concurrently: ConcurrentProcesses
) -> None:
    capacity = 15
    share_out(crm, me, [capacity] * len(TEAM))

    answers = run_concurrently("route", leads(crm, me, THREADS))

    outcomes = Counter(answer["outcome"] for answer in answers)
    assert outcomes == {
        RoutingOutcome.ASSIGNED: capacity * len(TEAM),
        RoutingOutcome.QUEUED: THREADS - capacity * len(TEAM),
    }
    assert set(Counter(answer["assigned_to"] for answer in answers if answer["assigned_to"]).values()) == {capacity}


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "REL-003", "BR-002")
def test_one_lead_is_converted_once_and_everybody_is_told_the_same(
    crm: Crm, me: Actor, run_concurrently: ConcurrentProcesses, partner_server: PartnerServer
) -> None:
    (lead,) = leads(crm, me, 1)

    answers = run_concurrently("convert", [lead] * THREADS)

    assert len(answers) == THREADS
    assert len({json.dumps(answer, sort_keys=True) for answer in answers}) == 1
    assert len(crm.deals.get_opportunities_by_stage(me, OpportunityFilter())) == 1
    assert partner_server.partners.call_log.happened(me.tenant_id, "customers.create_from_lead") == 1
    assert check(crm, partner_server, me.tenant_id) == []
