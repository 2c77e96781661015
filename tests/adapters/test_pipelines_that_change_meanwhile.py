"""A deal enters a stage while it is removed, or begins in a pipeline while it is retired: one waits for the other."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Event, local
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import event

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.entities import Entity
from crm_core.identity import EntityKind
from crm_core.leads import CreateLead
from crm_core.opportunities import CreateOpportunity, OpportunityFilter
from crm_core.pipelines import Outcome, Pipeline, PipelineRetired, PipelineStageError, StageTemplate, UpdatePipeline
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead
from crm_operations.providers import CustomerDraft

SHORTLY, LONG = 0.1, 30.0
"""Seconds: what somebody is given to show that they wait, and what they may wait."""
STAGES = (
    StageTemplate(name="first", percent=10, next_stages=("next", "won", "lost")),
    StageTemplate(name="next", percent=50, next_stages=("won", "lost")),
    StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON),
    StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST),
)


class Company(NamedTuple):
    """Two processes on one database; the second changes the pipeline."""

    crm: Crm
    other: Crm
    actor: Actor
    pipeline: Pipeline
    customer_id: str

    def open(self) -> str:
        request = CreateOpportunity(
            name="Engine",
            party_id=self.customer_id,
            assigned_to=self.actor.user_id,
            currency_code="EUR",
            expected_revenue_minor=100,
        )
        return self.crm.deals.open(self.actor, request, self.pipeline.id).id

    def lost(self) -> str:
        deal = self.open()
        self.crm.closing.close_as_lost(self.actor, CloseAsLost(opportunity_id=deal, reason="too dear"))
        return deal

    def lead(self) -> str:
        return self.crm.leads.capture(self.actor, CreateLead(name="Ada", currency_code="EUR")).lead.id

    def convert(self, lead_id: str) -> object:
        command = ConvertLead(lead_id=lead_id, pipeline_id=self.pipeline.id, override_reason="so")
        return self.crm.conversion.convert_lead(self.actor, command)

    def remove(self, stage: str) -> Pipeline:
        """Another one takes its place."""
        swapped = {stage: f"another {stage}"}
        stages = tuple(
            each.model_copy(
                update={
                    "name": swapped.get(each.name, each.name),
                    "next_stages": tuple(swapped.get(name, name) for name in each.next_stages),
                }
            )
            for each in STAGES
        )
        return self.other.deals.edit_pipeline(self.actor, self.pipeline.id, UpdatePipeline(stages=stages))

    def retire(self) -> Pipeline:
        return self.other.deals.retire_pipeline(self.actor, self.pipeline.id)

    def homeless(self) -> set[str]:
        """Stages that deals are in and the pipeline does not have."""
        filters = OpportunityFilter(pipeline_id=self.pipeline.id)
        standing = {each.stage for each in self.crm.deals.get_opportunities_by_stage(self.actor, filters)}
        every = self.crm.deals.pipelines(self.actor, with_retired=True)
        return standing - {stage.name for each in every if each.id == self.pipeline.id for stage in each.stages}


class Way(NamedTuple):
    """How a deal comes into a stage: what there is before, and what then happens."""

    stage: str
    prepare: Callable[[Company], str]
    enter: Callable[[Company, str], object]


WAYS: Mapping[str, Way] = {
    "opened": Way("first", lambda _: "", lambda company, _: company.open()),
    "converted": Way("first", Company.lead, Company.convert),
    "moved": Way(
        "next", Company.open, lambda company, deal: company.crm.deals.move_to_stage(company.actor, deal, "next")
    ),
    "won": Way(
        "won",
        Company.open,
        lambda company, deal: company.crm.closing.close_as_won(company.actor, CloseAsWon(opportunity_id=deal)),
    ),
    "lost": Way(
        "lost",
        Company.open,
        lambda company, deal: company.crm.closing.close_as_lost(
            company.actor, CloseAsLost(opportunity_id=deal, reason="so")
        ),
    ),
    "reopened": Way("first", Company.lost, lambda company, deal: company.crm.closing.reopen(company.actor, deal, "so")),
}
BEGINNINGS = ("opened", "converted")


@pytest.fixture
def company(migrated_url: str) -> Iterator[Company]:
    with open_crm(migrated_url) as crm, open_crm(migrated_url) as other:
        actor = administrator(f"tenant-{uuid4().hex}")
        crm.initialise(actor)
        customer = crm.customers.create_from_lead(actor.tenant_id, CustomerDraft(name="Engines"), key="engines")
        yield Company(crm, other, actor, crm.deals.create_pipeline(actor, "Repairs", STAGES), customer.id)


HeldBack = Callable[[Crm, EntityKind], AbstractContextManager[tuple[Event, Event]]]


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> HeldBack:
    """Stops a process just before it commits what it wrote of that kind; tells when, and waits to be told to go on."""
    here = local()

    def noting(write: Callable[..., Any]) -> Callable[..., Any]:
        def noted(store: Any, entity: Entity) -> Any:
            here.wrote = {*getattr(here, "wrote", ()), entity.kind}
            return write(store, entity)

        return noted

    for name in ("add", "save"):
        monkeypatch.setattr(SqlEntityStore, name, noting(getattr(SqlEntityStore, name)))

    @contextmanager
    def held(crm: Crm, kind: EntityKind) -> Iterator[tuple[Event, Event]]:
        reached, released = Event(), Event()

        def hold(_connection: object) -> None:
            if kind in getattr(here, "wrote", ()) and not reached.is_set():
                reached.set()
                released.wait(LONG)

        event.listen(crm.database.engine, "commit", hold)
        try:
            yield reached, released
        finally:
            released.set()

    return held


@pytest.mark.parametrize("way", WAYS)
def test_a_stage_is_not_removed_while_a_deal_enters_it(company: Company, held_back: HeldBack, way: str) -> None:
    stage, prepare, enter = WAYS[way]
    prepared = prepare(company)

    with ThreadPoolExecutor(2) as pool, held_back(company.crm, EntityKind.OPPORTUNITY) as (reached, released):
        entering = pool.submit(enter, company, prepared)
        assert reached.wait(LONG)
        removing = pool.submit(company.remove, stage)
        assert not wait([removing], SHORTLY).done
        released.set()
        entering.result()
        with pytest.raises(PipelineStageError, match="deals"):
            removing.result()

    assert company.homeless() == set()


@pytest.mark.parametrize("way", WAYS)
def test_a_deal_does_not_enter_a_stage_while_it_is_removed(company: Company, held_back: HeldBack, way: str) -> None:
    stage, prepare, enter = WAYS[way]
    prepared = prepare(company)

    with ThreadPoolExecutor(2) as pool, held_back(company.other, EntityKind.PIPELINE) as (reached, released):
        removing = pool.submit(company.remove, stage)
        assert reached.wait(LONG)
        entering = pool.submit(enter, company, prepared)
        assert not wait([entering], SHORTLY).done
        released.set()
        removing.result()
        with suppress(PipelineStageError):  # where it names the stage; else it enters the one in its place
            entering.result()

    assert company.homeless() == set()


@pytest.mark.parametrize("way", BEGINNINGS)
def test_a_pipeline_is_retired_once_the_deal_that_begins_there_has_begun(
    company: Company, held_back: HeldBack, way: str
) -> None:
    _, prepare, enter = WAYS[way]
    prepared = prepare(company)

    with ThreadPoolExecutor(2) as pool, held_back(company.crm, EntityKind.OPPORTUNITY) as (reached, released):
        entering = pool.submit(enter, company, prepared)
        assert reached.wait(LONG)
        retiring = pool.submit(company.retire)
        assert not wait([retiring], SHORTLY).done
        released.set()
        entering.result()
        assert retiring.result().retired_at is not None


@pytest.mark.parametrize("way", BEGINNINGS)
def test_no_deal_begins_in_a_pipeline_that_is_being_retired(company: Company, held_back: HeldBack, way: str) -> None:
    _, prepare, enter = WAYS[way]
    prepared = prepare(company)

    with ThreadPoolExecutor(2) as pool, held_back(company.other, EntityKind.PIPELINE) as (reached, released):
        retiring = pool.submit(company.retire)
        assert reached.wait(LONG)
        entering = pool.submit(enter, company, prepared)
        assert not wait([entering], SHORTLY).done
        released.set()
        retiring.result()
        with pytest.raises(PipelineRetired):
            entering.result()
