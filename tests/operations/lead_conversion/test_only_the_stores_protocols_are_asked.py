"""From a lead to a deal that moves on, nothing is asked of leads and deals but their query and persist interfaces."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.leads import Lead, LeadPersist, LeadQuery
from crm_core.opportunities import OpportunityPersist, OpportunityQuery
from crm_operations.lead_conversion import (
    Conversion,
    ConvertLead,
    LeadContextProvider,
    LeadConversionCoordinator,
    LeadToOpportunityWorkflow,
)
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.records import Records
from crm_operations.testing import FakeWorld

INTERFACES = {"leads": (LeadQuery, LeadPersist), "opportunities": (OpportunityQuery, OpportunityPersist)}


class Narrow:
    """A store of which only the methods of its interfaces can be reached."""

    def __init__(self, store: Any, name: str, called: list[str]) -> None:
        self._store = store
        self._interfaces = INTERFACES[name]
        self._called = called

    def __getattr__(self, method: str) -> Any:
        owner = next((each for each in self._interfaces if hasattr(each, method)), None)
        assert owner is not None, f"{method} is no method of {self._interfaces}"
        self._called.append(f"{owner.__name__}.{method}")
        return getattr(self._store, method)


class NarrowRecords:
    def __init__(self, records: Records) -> None:
        self._records = records
        self.called: list[str] = []

    @property
    def is_joined(self) -> bool:
        return self._records.is_joined

    def reading(self, actor: Actor) -> AbstractContextManager[Any]:
        return self._narrow(self._records.reading(actor))

    def writing(self, actor: Actor, *, batch: str | None = None) -> AbstractContextManager[Any]:
        return self._narrow(self._records.writing(actor, batch=batch))

    @contextmanager
    def _narrow(self, opened: AbstractContextManager[Any]) -> Iterator[Any]:
        with opened as work:
            stores = {name: Narrow(getattr(work, name), name, self.called) for name in INTERFACES}
            yield NarrowWork(work, stores)


class NarrowWork:
    def __init__(self, work: Any, stores: dict[str, Narrow]) -> None:
        self._work = work
        self._stores = stores

    def __getattr__(self, name: str) -> Any:
        return self._stores.get(name) or getattr(self._work, name)


@pytest.mark.requirement("INT-CRMOP-0090")
def test_a_lead_is_converted_through_its_query_and_persist_interfaces(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Callable[..., Lead]
) -> None:
    world, records, contexts = crm_world, NarrowRecords(crm_world.records), LeadContextProvider()
    workflow = LeadToOpportunityWorkflow(
        records, world.customers, world.people, contexts, world.settings_for, world.clock, world.new_id
    )
    conversion = LeadConversionCoordinator(
        world.runner, workflow, records, world.customers, contexts, world.settings_for, world.clock
    )
    deals = PipelineCoordinator(records, world.customers, world.people, world.settings_for, world.clock, world.new_id)

    answer = conversion.convert_lead(world.actor, ConvertLead(lead_id=qualifying(1).id))
    assert isinstance(answer, Conversion)
    deals.advance_to_stage(world.actor, answer.opportunity_id, "proposal")

    interfaces = {called.partition(".")[0] for called in records.called}
    assert interfaces == {"LeadQuery", "LeadPersist", "OpportunityQuery", "OpportunityPersist"}
    assert {"LeadQuery.get", "LeadPersist.save", "OpportunityPersist.add", "OpportunityPersist.save"} <= {
        *records.called
    }
