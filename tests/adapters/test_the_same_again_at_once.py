"""Two hundred threads ask for the same at the same moment: each is answered, and it is there once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest

from crm_adapters.storage.kernel import engines
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.activities import ActivityFilter, ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.leads import CreateLead, LeadFilter, LeadStatus, UpdateLead
from crm_operations.lead_routing import Pool, RoutingRule
from crm_operations.providers import Person

THREADS = 200
T = TypeVar("T")


@pytest.fixture
def crm(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """With few connections: a server gives out only so many, to everybody on this machine."""
    monkeypatch.setattr(engines, "_POOL", {"pool_size": 16, "max_overflow": 0, "pool_timeout": 120})
    with open_crm(migrated_url) as opened:
        yield opened


@pytest.fixture
def me(crm: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(actor)
    return actor


def at_once(do: Callable[[int], T]) -> list[T]:
    barrier = Barrier(THREADS)

    def one(number: int) -> T:
        barrier.wait()
        return do(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_a_lead_with_an_external_id_is_captured_once(crm: Crm, me: Actor) -> None:
    request = CreateLead(name="Ada", external_id="web/1")

    leads = at_once(lambda _: crm.leads.capture(me, request).lead)

    assert len({lead.id for lead in leads}) == 1
    (lead,) = crm.leads.list(me, LeadFilter())
    assert lead.lead_number.endswith("-0001")
    assert crm.leads.capture(me, CreateLead(name="Bea")).lead.lead_number.endswith("-0002"), "no number was used up"
    assert crm.audit.verify(me).holds


def test_the_first_numbers_of_a_year_are_given_when_every_connection_is_in_use(crm: Crm, me: Actor) -> None:
    leads = at_once(lambda number: crm.leads.capture(me, CreateLead(name=f"Lead {number}")).lead)

    assert len({lead.lead_number for lead in leads}) == THREADS


def test_a_pipeline_is_made_once(crm: Crm, me: Actor) -> None:
    pipelines = at_once(lambda _: crm.deals.create_pipeline(me, "Partners"))

    assert len({pipeline.id for pipeline in pipelines}) == 1
    assert [pipeline.name for pipeline in crm.deals.pipelines(me)] == ["Sales", "Partners"]
    assert crm.audit.verify(me).holds


def test_the_same_rules_are_one_version_and_others_one_each(crm: Crm, me: Actor) -> None:
    crm.people.add(me.tenant_id, Person(id="rep", name="Rep"))

    def rule(name: str) -> RoutingRule:
        pool = Pool(users=frozenset({"rep"}))
        return RoutingRule(id="all", position=1, name=name, strategy="round_robin", pool=pool)

    same = at_once(lambda _: crm.routing.set_rules(me, [rule("In turn")]))
    others = at_once(lambda number: crm.routing.set_rules(me, [rule(f"In turn {number}")]))

    assert {rules.version for rules in same} == {1}
    assert sorted(rules.version for rules in others) == list(range(2, THREADS + 2))


def test_calls_with_a_new_lead_are_all_logged_and_it_is_contacted_once(crm: Crm, me: Actor) -> None:
    lead = crm.leads.capture(me, CreateLead(name="Ada")).lead

    def call(number: int) -> str:
        wish = LogActivity(related=lead.ref, activity_type=ActivityType.CALL, subject=f"Call {number}")
        return crm.activities.log(me, wish).id

    assert len(set(at_once(call))) == THREADS
    assert crm.leads.get(me, lead.id).status is LeadStatus.CONTACTED
    assert len(crm.activities.list(me, ActivityFilter(limit=1_000))) == THREADS
    assert crm.audit.verify(me).holds


def test_changes_of_one_lead_are_all_kept(crm: Crm, me: Actor) -> None:
    lead = crm.leads.capture(me, CreateLead(name="Ada")).lead

    at_once(lambda number: crm.leads.update(me, lead.id, UpdateLead(phone=f"{number}")))

    assert crm.leads.get(me, lead.id).version == 1 + THREADS


def test_records_say_whether_a_transaction_is_around_them(crm: Crm, me: Actor) -> None:
    records = crm.container.infrastructure.records()

    assert not records.is_joined
    with crm.database.local_transaction(me.tenant_id):
        assert records.is_joined
