"""A tenant with a pipeline, leads that qualify, and the door to their conversion."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_core.leads import Lead, LeadScore
from crm_core.testing import a_lead, a_pipeline, an_activity
from crm_operations.lead_conversion import LeadContextProvider, LeadConversionCoordinator, LeadToOpportunityWorkflow
from crm_operations.testing import FakeWorld, QueueingRunner

GOOD = LeadScore(total=80, demographic=20, behavioral=20, engagement=20, firmographic=20)


@pytest.fixture
def queue(crm_world: FakeWorld) -> QueueingRunner:
    return QueueingRunner(crm_world.runner)


@pytest.fixture
def coordinator(crm_world: FakeWorld, queue: QueueingRunner) -> LeadConversionCoordinator:
    crm_world.preload(a_pipeline(is_default=True))
    contexts = LeadContextProvider()
    settings_for = crm_world.settings_for
    workflow = LeadToOpportunityWorkflow(
        crm_world.records,
        crm_world.customers,
        crm_world.people,
        contexts,
        settings_for,
        crm_world.clock,
        crm_world.new_id,
    )
    return LeadConversionCoordinator(
        queue, workflow, crm_world.records, crm_world.customers, contexts, settings_for, crm_world.clock
    )


@pytest.fixture
def qualifying(crm_world: FakeWorld) -> Callable[..., Lead]:
    """The lead of that number, with a good score and enough activities unless the test says otherwise."""

    def prepare(number: int, **changes: Any) -> Lead:
        lead = a_lead(number, **{"score": GOOD, "email": f"lead-{number}@example.com", **changes})
        crm_world.preload(lead)
        for count in (1, 2):
            about: dict[str, Any] = {"related_entity_type": lead.ref.kind, "related_entity_id": lead.id}
            crm_world.preload(an_activity(id=f"activity-{count}-{lead.id}", **about))
        return lead

    return prepare
