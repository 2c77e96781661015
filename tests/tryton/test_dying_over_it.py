"""Whoever dies once Tryton has done something, and before anything is noted of it, leaves nothing lost or doubled."""

from collections.abc import Callable, Sequence

import pytest
from child_processes import in_a_child
from crash_runs import TENANT, WorkflowCall, changes_of, die_over, recover
from kill_points import DEATH
from partner_crm import ready_lead, ready_opportunity
from tryton_backend import TrytonBackend
from tryton_crm import Place

from crm_adapters.durable import RunState
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.leads import LeadStatus
from crm_core.pipelines import Outcome

SALES = "SELECT state FROM sale_sale WHERE origin = 'sale.opportunity,' || ?"


def address(number: int) -> str:
    return f"ada{number}@engines.example"


@pytest.fixture
def die_at_each_change(place: Place) -> Callable[[Callable[[int], WorkflowCall]], Sequence[WorkflowCall]]:
    """One death after each change in Tryton, each over a deed of its own; what was recovered is answered."""

    def die(prepared: Callable[[int], WorkflowCall]) -> Sequence[WorkflowCall]:
        changes, error = in_a_child(changes_of, place, prepared(0)).answer
        assert error is None
        calls = [prepared(number) for number in range(1, len(changes) + 1)]
        scenes = [(call, number) for number, call in enumerate(calls, 1)]
        assert in_a_child(die_over, place, scenes, things=len(scenes)).answer == [DEATH] * len(calls)
        assert in_a_child(recover, place, calls, things=len(calls)).answer == {
            call.subject: RunState.DONE for call in calls
        }
        return calls

    return die


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
def test_a_conversion_makes_one_party_and_one_opportunity(
    crm: Crm,
    actor: Actor,
    backend: TrytonBackend,
    die_at_each_change: Callable[[Callable[[int], WorkflowCall]], Sequence[WorkflowCall]],
) -> None:
    calls = die_at_each_change(
        lambda number: WorkflowCall("lead-conversion", ready_lead(crm, actor, address(number)).id)
    )

    assert len(calls) == 2
    leads = [crm.leads.get(actor, call.subject) for call in calls]
    assert {lead.status for lead in leads} == {LeadStatus.CONVERTED_TO_OPPORTUNITY}
    expected = sorted((f"ada{number}@engines.example",) for number in range(len(calls) + 1))
    mails = "SELECT value FROM party_contact_mechanism WHERE type = 'email' ORDER BY value"
    assert backend.rows(TENANT, mails) == expected
    references = backend.rows(TENANT, "SELECT reference FROM sale_opportunity WHERE reference IS NOT NULL")
    assert len(references) == len(calls) + 1
    assert {lead.converted_to_opportunity_id for lead in leads} <= {reference for (reference,) in references}


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
def test_a_won_deal_has_one_confirmed_sale(
    crm: Crm,
    actor: Actor,
    backend: TrytonBackend,
    die_at_each_change: Callable[[Callable[[int], WorkflowCall]], Sequence[WorkflowCall]],
) -> None:
    calls = die_at_each_change(
        lambda number: WorkflowCall("deal-won", ready_opportunity(crm, actor, address(number)).id)
    )

    assert len(calls) == 5
    for call in calls:
        assert crm.deals.get(actor, call.subject).outcome is Outcome.WON
        ((record_id, state),) = backend.rows(
            TENANT, "SELECT id, state FROM sale_opportunity WHERE reference = ?", call.subject
        )
        sales = backend.rows(TENANT, SALES, record_id)
        assert (state, sales) == ("won", [("processing",)])
