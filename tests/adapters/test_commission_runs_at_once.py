"""Runs of a tenant at once, on each database: whoever loses the race calculates again, and everybody is paid once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, EntryQuery, Scheme
from crm_core.testing import VirtualClock, a_credit
from crm_operations.commissions import CommissionWorkflow, RunCommissions
from crm_operations.commissions.staff import Staff
from crm_operations.providers import Person

AT_ONCE, DEALS = 4, 5


@pytest.fixture
def crm(migrated_url: str) -> Iterator[Crm]:
    with open_crm(migrated_url) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(actor)
    crm.people.add(actor.tenant_id, Person(id="ada", name="Ada"))
    for number in range(AT_ONCE):
        plan = AddCommissionPlan(name=f"Plan {number}", scheme=Scheme.FLAT, currency="USD", rate_basis_points=500)
        crm.commission_plans.add(actor, plan)
        crm.commission_assignments.assign(actor, AssignCommissionPlan(plan=plan.name, user_id="ada"))
    with crm.provide(Infrastructure.records).writing(actor) as work:
        work.credits.add([a_credit(deal, tenant_id=actor.tenant_id, user_id="ada") for deal in range(1, DEALS + 1)])
    return actor


def posted(crm: Crm, me: Actor) -> Counter[str]:
    """How many entries each plan has; their numbers have no gap, and none is there twice."""
    with crm.provide(Infrastructure.records).reading(me) as work:
        entries = list(work.commission_entries.entries(EntryQuery()))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert {entry.amount_minor for entry in entries} == {5_000}
    return Counter(entry.plan for entry in entries)


def test_runs_of_several_plans_at_once_all_post_what_they_should(crm: Crm, me: Actor) -> None:
    together = Barrier(AT_ONCE)

    def run(number: int) -> int:
        together.wait()
        return crm.commissions.run(me, RunCommissions(plan=f"Plan {number}", period="2026-Q1")).entries

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(run, range(AT_ONCE))) == [DEALS] * AT_ONCE

    assert posted(crm, me) == {f"Plan {number}": DEALS for number in range(AT_ONCE)}
    assert crm.audit.verify(me).holds


def test_of_two_who_post_the_same_at_once_the_other_one_finds_it_posted(crm: Crm, me: Actor) -> None:
    clock: Clock = VirtualClock()
    records = crm.provide(Infrastructure.records)
    workflow = CommissionWorkflow(records, crm.people, crm.settings_for, clock, lambda: uuid4().hex)
    staff = Staff.of(crm.people.members(me.tenant_id))
    together = Barrier(2)

    def post(_: int) -> int:
        together.wait()
        return workflow.calculate_commission(me, RunCommissions(plan="Plan 0", period="2026-Q1"), staff).entries

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(post, range(2))) == [0, DEALS]

    assert posted(crm, me) == {"Plan 0": DEALS}
