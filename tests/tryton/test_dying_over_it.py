"""Whoever dies once Tryton has done something, and before anything is noted of it, leaves nothing lost or doubled."""

from collections.abc import Callable, Sequence

import pytest
from children import in_a_child
from deeds import TENANT, Deed, changes_of, die_over, recover
from fates import DEATH
from theirs import Theirs
from there import Place
from world import ready_deal, ready_lead

from crm_adapters.durable import RunState
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.leads import LeadStatus
from crm_core.pipelines import Outcome

SALES = "SELECT state FROM sale_sale WHERE origin = 'sale.opportunity,' || ?"


def address(number: int) -> str:
    return f"ada{number}@engines.example"


@pytest.fixture
def die_at_each_change(place: Place) -> Callable[[Callable[[int], Deed]], Sequence[Deed]]:
    """One death after each change in Tryton, each over a deed of its own; what was recovered is answered."""

    def die(prepared: Callable[[int], Deed]) -> Sequence[Deed]:
        changes, error = in_a_child(changes_of, place, prepared(0)).answer
        assert error is None
        deeds = [prepared(number) for number in range(1, len(changes) + 1)]
        scenes = [(deed, number) for number, deed in enumerate(deeds, 1)]
        assert in_a_child(die_over, place, scenes, things=len(scenes)).answer == [DEATH] * len(deeds)
        assert in_a_child(recover, place, deeds, things=len(deeds)).answer == {
            deed.subject: RunState.DONE for deed in deeds
        }
        return deeds

    return die


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
def test_a_conversion_makes_one_party_and_one_opportunity(
    crm: Crm,
    actor: Actor,
    theirs: Theirs,
    die_at_each_change: Callable[[Callable[[int], Deed]], Sequence[Deed]],
) -> None:
    deeds = die_at_each_change(lambda number: Deed("lead-conversion", ready_lead(crm, actor, address(number)).id))

    assert len(deeds) == 2
    leads = [crm.leads.get(actor, deed.subject) for deed in deeds]
    assert {lead.status for lead in leads} == {LeadStatus.CONVERTED_TO_OPPORTUNITY}
    wanted = sorted((f"ada{number}@engines.example",) for number in range(len(deeds) + 1))
    mails = "SELECT value FROM party_contact_mechanism WHERE type = 'email' ORDER BY value"
    assert theirs.rows(TENANT, mails) == wanted
    made = theirs.rows(TENANT, "SELECT reference FROM sale_opportunity WHERE reference IS NOT NULL")
    assert len(made) == len(deeds) + 1
    assert {lead.converted_to_opportunity_id for lead in leads} <= {reference for (reference,) in made}


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
def test_a_won_deal_has_one_confirmed_sale(
    crm: Crm,
    actor: Actor,
    theirs: Theirs,
    die_at_each_change: Callable[[Callable[[int], Deed]], Sequence[Deed]],
) -> None:
    deeds = die_at_each_change(lambda number: Deed("deal-won", ready_deal(crm, actor, address(number)).id))

    assert len(deeds) == 5
    for deed in deeds:
        assert crm.deals.get(actor, deed.subject).outcome is Outcome.WON
        ((theirs_id, state),) = theirs.rows(
            TENANT, "SELECT id, state FROM sale_opportunity WHERE reference = ?", deed.subject
        )
        sales = theirs.rows(TENANT, SALES, theirs_id)
        assert (state, sales) == ("won", [("processing",)])
