"""A deal that is given to somebody who has delegated deals goes to who stands in."""

import pytest

from crm_core.opportunities import CreateOpportunity, Opportunity, UpdateOpportunity
from crm_core.testing import TENANT, a_delegation, a_pipeline, an_opportunity
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import CustomerDraft
from crm_operations.testing import FakeWorld


@pytest.fixture
def world(crm_world: FakeWorld) -> FakeWorld:
    for name in ("ada", "bob", "cy"):
        crm_world.people.known(TENANT, name)
    crm_world.preload(a_pipeline(), a_delegation(scopes=("deals",)))
    return crm_world


@pytest.fixture
def deals(world: FakeWorld) -> PipelineCoordinator:
    return PipelineCoordinator(
        world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
    )


def opened(world: FakeWorld, deals: PipelineCoordinator, owner: str) -> Opportunity:
    party = world.customers.create_from_lead(TENANT, CustomerDraft(name="Analytical"), key=owner).id
    request = CreateOpportunity(party_id=party, name="Engine", currency_code="EUR", assigned_to=owner)
    return deals.open(world.actor, request)


@pytest.mark.requirement("BR-009")
def test_one_that_is_opened(world: FakeWorld, deals: PipelineCoordinator) -> None:
    assert opened(world, deals, "ada").assigned_to == "bob"
    assert opened(world, deals, "cy").assigned_to == "cy"


def test_one_that_is_given_to_them(world: FakeWorld, deals: PipelineCoordinator) -> None:
    deal = an_opportunity(9, assigned_to="cy")
    world.preload(deal)

    assert deals.update(world.actor, deal.id, UpdateOpportunity(assigned_to="ada")).assigned_to == "bob"
    assert deals.update(world.actor, deal.id, UpdateOpportunity(notes="rang")).assigned_to == "bob"


def test_where_the_stand_in_has_left_it_is_theirs(world: FakeWorld, deals: PipelineCoordinator) -> None:
    world.people.known(TENANT, "bob", is_active=False)

    assert opened(world, deals, "ada").assigned_to == "ada"
