"""Whoever is named as an owner must exist and work here; what one takes oneself needs no entry in the directory."""

from collections.abc import Callable

import pytest

from crm_core.activities import ActivityType, LogActivity
from crm_core.leads import Lead, LeadStatus
from crm_core.opportunities import CreateOpportunity, UpdateOpportunity
from crm_core.testing import START, a_lead, a_pipeline, an_opportunity
from crm_core.voting import BUILT_IN
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.lead_conversion import (
    Conversion,
    ConvertLead,
    LeadContextProvider,
    LeadConversionCoordinator,
    LeadToOpportunityWorkflow,
)
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import AssigneeLeft, CustomerDraft, PersonNotFound
from crm_operations.testing import FakeWorld

Assign = Callable[[str], object]
"""Gives a piece of work to that person."""


def conversion(world: FakeWorld) -> LeadConversionCoordinator:
    contexts = LeadContextProvider()
    workflow = LeadToOpportunityWorkflow(
        world.records, world.customers, world.people, contexts, world.settings_for, world.clock, world.new_id
    )
    return LeadConversionCoordinator(
        world.runner, workflow, world.records, world.customers, contexts, world.settings_for, world.clock
    )


def operations(world: FakeWorld, lead: Lead) -> dict[str, Assign]:
    """Every door at which a person may be named, by what is asked of it."""
    actor = world.actor
    opportunity = an_opportunity(2, pipeline_id=a_pipeline().id)
    world.preload(opportunity)
    customer = world.customers.create_from_lead(actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    deals = PipelineCoordinator(
        world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
    )
    activities = ActivityCoordinator(
        world.records, world.people, BUILT_IN, world.settings_for, world.clock, world.new_id
    )

    def convert(user_id: str) -> ConvertLead:
        return ConvertLead(lead_id=lead.id, assigned_to=user_id, override_reason="an old friend")

    def opened(user_id: str) -> CreateOpportunity:
        return CreateOpportunity(name="Engine", party_id=customer.id, assigned_to=user_id, currency_code="EUR")

    def task(user_id: str) -> LogActivity:
        kind = ActivityType.TASK
        return LogActivity(
            related=opportunity.ref, activity_type=kind, subject="Call back", due_date=START, assigned_to=user_id
        )

    return {
        "plan": lambda user_id: conversion(world).plan(actor, convert(user_id)),
        "convert": lambda user_id: conversion(world).convert_lead(actor, convert(user_id)),
        "open": lambda user_id: deals.open(actor, opened(user_id)),
        "update": lambda user_id: deals.update(actor, opportunity.id, UpdateOpportunity(assigned_to=user_id)),
        "log": lambda user_id: activities.log(actor, task(user_id)),
    }


@pytest.fixture
def lead(crm_world: FakeWorld) -> Lead:
    lead = a_lead(status=LeadStatus.QUALIFIED)
    crm_world.preload(a_pipeline(), lead)
    return lead


OPERATIONS = ["plan", "convert", "open", "update", "log"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unknown_name_is_refused_with_the_command_that_adds_it(
    crm_world: FakeWorld, lead: Lead, operation: str
) -> None:
    assign = operations(crm_world, lead)[operation]
    before = crm_world.snapshot()

    with pytest.raises(PersonNotFound, match="crm person add nobody"):
        assign("nobody")

    assert crm_world.snapshot() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_somebody_who_left_is_refused(crm_world: FakeWorld, lead: Lead, operation: str) -> None:
    crm_world.people.known(crm_world.actor.tenant_id, "mara", is_active=False)

    with pytest.raises(AssigneeLeft, match="Mara is not active any more"):
        operations(crm_world, lead)[operation]("mara")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_somebody_who_is_here_is_given_it(crm_world: FakeWorld, lead: Lead, operation: str) -> None:
    crm_world.people.known(crm_world.actor.tenant_id, "mara")

    operations(crm_world, lead)[operation]("mara")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_one_takes_oneself_needs_no_entry(crm_world: FakeWorld, lead: Lead, operation: str) -> None:
    operations(crm_world, lead)[operation](crm_world.actor.user_id)


def test_a_conversion_that_is_done_is_told_again_though_its_owner_left(crm_world: FakeWorld, lead: Lead) -> None:
    crm_world.people.known(crm_world.actor.tenant_id, "mara")
    assign = operations(crm_world, lead)["convert"]
    done = assign("mara")
    crm_world.people.known(crm_world.actor.tenant_id, "mara", is_active=False)

    assert isinstance(done, Conversion)
    assert assign("mara") == done
