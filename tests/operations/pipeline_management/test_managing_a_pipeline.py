"""Deals on their way: opened with a customer who exists, moved as the pipeline allows, one stage at a time."""

import pytest
from pydantic import ValidationError

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.leads import LeadNotFound
from crm_core.opportunities import (
    AcceptedSale,
    CreateOpportunity,
    InvalidOpportunityStageTransition,
    OpportunityEdited,
    OpportunityFilter,
    OpportunityNotFound,
    UpdateOpportunity,
)
from crm_core.pipelines import Outcome, Pipeline, PipelineRetired, PipelineStageError, StageTemplate, UpdatePipeline
from crm_core.testing import a_lead, a_pipeline, an_opportunity
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import CustomerDraft, CustomerNotFound
from crm_operations.testing import FakeWorld


def coordinator(world: FakeWorld) -> PipelineCoordinator:
    return PipelineCoordinator(
        world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
    )


@pytest.mark.requirement("PLAN-003", "PLAN-007")
def test_a_pipeline_of_ones_own_stages_can_be_the_default(crm_world: FakeWorld) -> None:
    stages = (
        StageTemplate(name="open", percent=40, next_stages=("won", "lost")),
        StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON),
        StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST),
    )
    crm_world.preload(a_pipeline())

    created = coordinator(crm_world).create_pipeline(crm_world.actor, "Short", stages, is_default=True)
    again = coordinator(crm_world).create_pipeline(crm_world.actor, "Short", is_default=True)

    assert again.id == created.id
    defaults = [pipeline.name for pipeline in coordinator(crm_world).pipelines(crm_world.actor) if pipeline.is_default]
    assert defaults == ["Short"]


def test_a_pipeline_that_leads_nowhere_is_refused(crm_world: FakeWorld) -> None:
    stages = (StageTemplate(name="open", percent=40, next_stages=("nowhere",)),)

    with pytest.raises(PipelineStageError):
        coordinator(crm_world).create_pipeline(crm_world.actor, "Broken", stages)

    assert list(coordinator(crm_world).pipelines(crm_world.actor)) == []


@pytest.mark.requirement("FEAT-002")
def test_opens_a_deal_with_a_known_customer_only(crm_world: FakeWorld) -> None:
    crm_world.preload(a_pipeline())
    crm_world.people.known(crm_world.actor.tenant_id, "mara")
    customer = crm_world.customers.create_from_lead(crm_world.actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    request = CreateOpportunity(name="Engine", party_id=customer.id, assigned_to="mara", currency_code="EUR")

    opportunity = coordinator(crm_world).open(crm_world.actor, request)

    assert (opportunity.opportunity_number, opportunity.stage, opportunity.expected_revenue) == (
        "OPP-2026-0001",
        "prospecting",
        None,
    )
    with pytest.raises(CustomerNotFound):
        coordinator(crm_world).open(crm_world.actor, request.model_copy(update={"party_id": "nobody"}))


def test_several_deals_come_of_one_lead_each_with_its_source_or_one_of_its_own(crm_world: FakeWorld) -> None:
    lead = a_lead(source="referral")
    crm_world.preload(a_pipeline(), lead)
    crm_world.people.known(crm_world.actor.tenant_id, "mara")
    customer = crm_world.customers.create_from_lead(crm_world.actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    request = CreateOpportunity(name="Engine", party_id=customer.id, assigned_to="mara", currency_code="EUR")

    def opened(**wishes: str) -> str:
        return coordinator(crm_world).open(crm_world.actor, request.model_copy(update=wishes)).source

    assert [opened(lead_id=lead.id), opened(lead_id=lead.id, source="event")] == ["referral", "event"]
    assert opened() == "other"
    found = coordinator(crm_world).get_opportunities_by_stage(crm_world.actor, OpportunityFilter(lead_id=lead.id))
    assert len(found) == 2
    with pytest.raises(LeadNotFound):
        opened(lead_id="nobody")


@pytest.mark.requirement("PLAN-007", "PLAN-010")
def test_moves_one_stage_on_and_refuses_to_skip_or_to_close_by_moving(crm_world: FakeWorld) -> None:
    opportunity = an_opportunity(pipeline_id=a_pipeline().id)
    crm_world.preload(a_pipeline(), opportunity)

    moved = coordinator(crm_world).move_to_stage(crm_world.actor, opportunity.id, "qualification")

    assert moved.stage == "qualification"
    for target, refusal in (
        ("negotiation", "can move to: proposal, closed_lost"),
        ("closed_lost", "close it as won or lost"),
        ("prospecting", "can move to: proposal, closed_lost"),
    ):
        with pytest.raises(InvalidOpportunityStageTransition, match=refusal):
            coordinator(crm_world).move_to_stage(crm_world.actor, opportunity.id, target)
    with pytest.raises(PipelineStageError, match="its stages: prospecting"):
        coordinator(crm_world).move_to_stage(crm_world.actor, opportunity.id, "limbo")


def test_advancing_enters_every_stage_on_the_way_in_one_commit(crm_world: FakeWorld) -> None:
    opportunity = an_opportunity(pipeline_id=a_pipeline().id)
    crm_world.preload(a_pipeline(), opportunity)
    before = len(crm_world.changed_by)

    coordinator(crm_world).advance_to_stage(crm_world.actor, opportunity.id, "negotiation")

    assert [(move.from_stage, move.to_stage) for move in crm_world.records.moves] == [
        ("prospecting", "qualification"),
        ("qualification", "proposal"),
        ("proposal", "negotiation"),
    ]
    assert crm_world.changed_by[before:] == ["records.commit"]
    with pytest.raises(InvalidOpportunityStageTransition):
        coordinator(crm_world).advance_to_stage(crm_world.actor, opportunity.id, "prospecting")


def test_an_update_keeps_the_time_in_stage_and_a_stage_takes_back_a_persons_probability(crm_world: FakeWorld) -> None:
    opportunity = an_opportunity(pipeline_id=a_pipeline().id)
    crm_world.preload(a_pipeline(), opportunity)

    request = UpdateOpportunity(probability_basis_points=0, notes="cold")
    updated = coordinator(crm_world).update(crm_world.actor, opportunity.id, request)
    moved = coordinator(crm_world).move_to_stage(crm_world.actor, opportunity.id, "qualification")

    edited = [event for event in crm_world.records.announced if isinstance(event, OpportunityEdited)]
    assert [event.fields for event in edited] == [("notes", "probability")]
    assert (updated.probability.basis_points, updated.stage_entered_at) == (0, opportunity.stage_entered_at)
    assert moved.probability.basis_points == 2_500


def test_lists_by_stage_and_looks_up_by_number(crm_world: FakeWorld) -> None:
    near, far = an_opportunity(stage="negotiation"), an_opportunity(2)
    crm_world.preload(near, far)

    found = coordinator(crm_world).get_opportunities_by_stage(crm_world.actor, OpportunityFilter(stage="negotiation"))

    assert [opportunity.id for opportunity in found] == [near.id]
    assert coordinator(crm_world).get(crm_world.actor, far.opportunity_number).id == far.id
    with pytest.raises(OpportunityNotFound):
        coordinator(crm_world).get(crm_world.actor, "OPP-2026-9999")


@pytest.mark.requirement("SR-006")
def test_settings_are_for_administrators_and_deals_not_for_partners(crm_world: FakeWorld) -> None:
    rep = Actor(tenant_id=crm_world.actor.tenant_id, user_id="r", roles=frozenset({Role.REP}))
    partner = rep.model_copy(update={"roles": frozenset({Role.PARTNER})})

    with pytest.raises(NotPermitted):
        coordinator(crm_world).create_pipeline(rep, "Mine")
    with pytest.raises(NotPermitted):
        coordinator(crm_world).get(partner, "any")


def stages_of(pipeline: Pipeline, *, without: str = "", **percents: int) -> tuple[StageTemplate, ...]:
    return tuple(
        StageTemplate(
            name=stage.name,
            percent=percents.get(stage.name, stage.probability.basis_points // 100),
            outcome=stage.outcome,
            next_stages=tuple(name for name in stage.next_stages if name != without),
        )
        for stage in pipeline.stages
        if stage.name != without
    )


def test_a_pipeline_is_renamed_and_made_the_default(crm_world: FakeWorld) -> None:
    crm_world.preload(a_pipeline())
    other = coordinator(crm_world).create_pipeline(crm_world.actor, "Partners")

    edited = coordinator(crm_world).edit_pipeline(
        crm_world.actor, other.id, UpdatePipeline(name="Resellers", description="Through others", is_default=True)
    )

    assert (edited.name, edited.description, edited.stages) == ("Resellers", "Through others", other.stages)
    pipelines = coordinator(crm_world).pipelines(crm_world.actor)
    assert [pipeline.name for pipeline in pipelines if pipeline.is_default] == ["Resellers"]


def test_stages_come_and_go_and_keep_their_ids(crm_world: FakeWorld) -> None:
    before = coordinator(crm_world).create_pipeline(crm_world.actor, "Sales")
    added = StageTemplate(name="trial", percent=60, next_stages=("negotiation", "closed_lost"))
    stages = (*stages_of(before, without="proposal", qualification=33), added)

    edited = coordinator(crm_world).edit_pipeline(crm_world.actor, before.id, UpdatePipeline(stages=stages))

    assert [stage.name for stage in edited.stages] == [stage.name for stage in stages]
    assert edited.stage("qualification").id == before.stage("qualification").id
    assert edited.stage("qualification").probability.percentage == 33
    back = coordinator(crm_world).edit_pipeline(crm_world.actor, before.id, UpdatePipeline(stages=stages_of(before)))
    assert [stage.name for stage in back.stages] == [stage.name for stage in before.stages]


def test_a_stage_with_deals_in_it_stays_and_means_what_it_meant(crm_world: FakeWorld) -> None:
    pipeline = coordinator(crm_world).create_pipeline(crm_world.actor, "Sales")
    crm_world.preload(an_opportunity(pipeline_id=pipeline.id, stage="proposal"))
    wins = tuple(
        stage.model_copy(update={"outcome": Outcome.LOST, "next_stages": ()}) if stage.name == "proposal" else stage
        for stage in stages_of(pipeline)
    )

    for stages in (stages_of(pipeline, without="proposal"), wins):
        with pytest.raises(PipelineStageError, match="there are deals in proposal"):
            coordinator(crm_world).edit_pipeline(crm_world.actor, pipeline.id, UpdatePipeline(stages=stages))
    assert list(coordinator(crm_world).pipelines(crm_world.actor)) == [pipeline]


def test_stages_that_make_no_pipeline_are_refused(crm_world: FakeWorld) -> None:
    pipeline = coordinator(crm_world).create_pipeline(crm_world.actor, "Sales")

    with pytest.raises(PipelineStageError):
        coordinator(crm_world).edit_pipeline(
            crm_world.actor, pipeline.id, UpdatePipeline(stages=stages_of(pipeline)[:3])
        )
    with pytest.raises(ValidationError):
        UpdatePipeline(stages=())


def test_in_a_retired_pipeline_deals_go_on_and_none_begins(crm_world: FakeWorld) -> None:
    deals, actor = coordinator(crm_world), crm_world.actor
    crm_world.people.known(actor.tenant_id, "mara")
    customer = crm_world.customers.create_from_lead(actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    deals.create_pipeline(actor, "Sales", is_default=True)
    partners = deals.create_pipeline(actor, "Partners")
    request = CreateOpportunity(name="Engine", party_id=customer.id, assigned_to="mara", currency_code="EUR")
    before = deals.open(actor, request, partners.id)

    retired = deals.retire_pipeline(actor, partners.id)

    assert deals.retire_pipeline(actor, partners.id).retired_at == retired.retired_at == crm_world.clock.now()
    assert [each.name for each in deals.pipelines(actor)] == ["Sales"]
    assert [each.name for each in deals.pipelines(actor, with_retired=True)] == ["Sales", "Partners"]
    with pytest.raises(PipelineRetired, match="Partners is retired; name another one, or take it up again"):
        deals.open(actor, request, partners.id)
    with pytest.raises(PipelineRetired):
        deals.edit_pipeline(actor, partners.id, UpdatePipeline(is_default=True))
    assert deals.move_to_stage(actor, before.id, "qualification").stage == "qualification"

    deals.reinstate_pipeline(actor, partners.id)
    assert deals.open(actor, request, partners.id).pipeline_id == partners.id


def test_the_default_is_not_retired(crm_world: FakeWorld) -> None:
    sales = coordinator(crm_world).create_pipeline(crm_world.actor, "Sales", is_default=True)

    with pytest.raises(
        PipelineRetired, match="Sales is the default, where new deals begin; make another one the default"
    ):
        coordinator(crm_world).retire_pipeline(crm_world.actor, sales.id)


def test_a_sale_accepted_elsewhere_is_noted_until_it_is_no_longer(crm_world: FakeWorld) -> None:
    deal = an_opportunity()
    crm_world.preload(a_pipeline(), deal)
    sale = AcceptedSale(quotation_id="Q-1", waits_for="the yes of a manager")

    held = coordinator(crm_world).hold(crm_world.actor, deal.id, sale)
    released = coordinator(crm_world).release(crm_world.actor, deal.id)

    assert (held.accepted_sale, held.stage) == (sale, deal.stage)
    assert released.accepted_sale is None
