"""A bulk run counts everybody's leads now and then, and again where others routed meanwhile."""

from collections.abc import Sequence

import pytest

from crm_operations.lead_routing import RouteLeads
from crm_operations.providers import Workload
from crm_operations.testing.records.routing import FakeRoutableLeads
from crm_operations.testing.sales_floor import SalesFloor


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many leads each count found."""
    found: list[int] = []
    count = FakeRoutableLeads.open_workload

    def noted(leads: FakeRoutableLeads, user_ids: Sequence[str]) -> Sequence[Workload]:
        answer = count(leads, user_ids)
        found.append(sum(each.open_leads for each in answer))
        return answer

    monkeypatch.setattr(FakeRoutableLeads, "open_workload", noted)
    return found


@pytest.fixture
def floor() -> SalesFloor:
    floor = SalesFloor()
    floor.hires("A", "B", capacity=1_000)
    floor.rule("least_loaded")
    floor.settings(batch_size=1)
    return floor


def test_counting_goes_by_how_many_there_are(floor: SalesFloor, counted: list[int]) -> None:
    for held, commits_a_count in ((0, 1), (200, 10)):
        floor.leads(held // 2, assigned_to="A")
        floor.leads(held // 2, assigned_to="B")
        counted.clear()

        floor.come_at_once(20)

        assert len(counted) == 20 / commits_a_count


def test_what_was_assigned_since_counts(floor: SalesFloor) -> None:
    floor.leads(100, assigned_to="A")
    floor.leads(98, assigned_to="B")

    assert floor.come_at_once(9) == "BBABABABA"


def test_somebody_else_who_routes_meanwhile_is_noticed(floor: SalesFloor) -> None:
    floor.leads(100, assigned_to="A")
    floor.leads(100, assigned_to="B")
    mine, theirs = floor.leads(3), floor.leads(2)
    others = iter(theirs)

    def meanwhile(_: int) -> None:
        if (lead := next(others, None)) is not None:
            floor.assigns(lead, "B")

    floor.routing.route_leads(floor.manager, RouteLeads(lead_ids=tuple(lead.id for lead in mine)), meanwhile)

    assert [floor.now(lead).assigned_to for lead in mine] == ["A", "A", "A"]


def test_a_new_person_is_counted(floor: SalesFloor, counted: list[int]) -> None:
    floor.leads(400, assigned_to="A")
    floor.leads(3, assigned_to="C")

    def meanwhile(_: int) -> None:
        floor.hires("C", capacity=5)

    leads = floor.leads(4)
    floor.routing.route_leads(floor.manager, RouteLeads(lead_ids=tuple(lead.id for lead in leads)), meanwhile)

    assert counted == [400, 404]
    assert [floor.now(lead).assigned_to for lead in leads] == ["B", "B", "B", "B"]
