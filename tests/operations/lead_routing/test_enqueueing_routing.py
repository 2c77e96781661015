"""Routing left to workers: batch by batch, each a commit, and only leads that nobody has by then."""

from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.leads import Lead
from crm_core.testing import TENANT
from crm_operations.lead_routing import BatchRouted, BulkRouting, EnqueuedBatch, RouteLeads
from crm_operations.testing.sales_floor import SalesFloor


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    """Two people who take turns, and batches of two leads."""
    floor.hires("A", "B")
    floor.settings(batch_size=2)
    floor.rule()
    return floor


def enqueued(floor: SalesFloor, **request: Any) -> list[EnqueuedBatch]:
    return list(floor.routing.enqueue_routing(floor.manager, RouteLeads(**request)))


def worked_off(floor: SalesFloor) -> BulkRouting:
    answers = floor.queue.work_off().values()
    return BulkRouting.of(each for answer in answers if isinstance(answer, BatchRouted) for each in answer.answers)


def holders(floor: SalesFloor, leads: list[Lead]) -> str:
    return "".join(floor.now(lead).assigned_to or "-" for lead in leads)


def test_batches_wait_until_a_worker_comes_and_then_share_fairly(floor: SalesFloor) -> None:
    leads = floor.leads(5)

    batches = enqueued(floor)

    assert [batch.leads for batch in batches] == [2, 2, 1]
    assert floor.queue.waiting == [batch.run_id for batch in batches]
    assert holders(floor, leads) == "-----"
    assert worked_off(floor).assigned == 5
    assert holders(floor, leads) == "ABABA"


def test_the_same_leads_are_the_same_runs(floor: SalesFloor) -> None:
    floor.leads(4)

    assert enqueued(floor) == enqueued(floor)
    assert len(floor.queue.waiting) == 2


def test_worked_off_twice_changes_nothing(floor: SalesFloor) -> None:
    leads = floor.leads(4)
    request = {"lead_ids": tuple(lead.id for lead in leads)}
    enqueued(floor, **request)
    worked_off(floor)
    before = floor.world.snapshot()

    enqueued(floor, **request)
    done = worked_off(floor)

    assert (done.assigned, done.already_routed) == (0, 4)
    assert floor.world.snapshot() == before


def test_a_lead_somebody_took_meanwhile_stays_there(floor: SalesFloor) -> None:
    first, second = floor.leads(2)
    enqueued(floor)
    floor.assigns(first, "B")

    worked_off(floor)

    assert holders(floor, [first, second]) == "BA"


def test_what_waited_is_routed_when_it_is_handed_over_again(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.rule(required_skills={"dutch"})
    enqueued(floor)
    assert worked_off(floor).queued == 1

    floor.rule()
    enqueued(floor)

    assert worked_off(floor).assigned == 1
    assert floor.now(lead).assigned_to is not None


def test_a_lead_that_is_not_there_stops_none_of_its_batch(floor: SalesFloor) -> None:
    lead = floor.lead()
    enqueued(floor, lead_ids=("missing", lead.id))

    done = worked_off(floor)

    assert (done.assigned, [each.lead_id for each in done.refused]) == (1, ["missing"])


def test_what_somebody_has_is_not_given_away_by_workers(floor: SalesFloor) -> None:
    with pytest.raises(Invalid, match="again: workers give away only leads nobody has"):
        floor.routing.enqueue_routing(floor.manager, RouteLeads(again=True))


def test_it_takes_the_permission_to_route(floor: SalesFloor) -> None:
    partner = Actor(tenant_id=TENANT, user_id="p", roles=frozenset({Role.PARTNER}))

    with pytest.raises(NotPermitted):
        floor.routing.enqueue_routing(partner, RouteLeads())
