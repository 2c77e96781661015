"""Where a lead may go from where it stands."""

from itertools import product

import pytest

from crm_core.leads import LeadPolicy, LeadStatus

NEW, CONTACTED, QUALIFIED = LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.QUALIFIED
DISQUALIFIED, CONVERTED = LeadStatus.DISQUALIFIED, LeadStatus.CONVERTED_TO_OPPORTUNITY

ALLOWED = {
    (NEW, CONTACTED),
    (NEW, QUALIFIED),
    (NEW, DISQUALIFIED),
    (CONTACTED, QUALIFIED),
    (CONTACTED, DISQUALIFIED),
    (QUALIFIED, CONVERTED),
}


@pytest.mark.requirement("PLAN-009")
def test_there_are_these_five_statuses() -> None:
    assert [str(status) for status in LeadStatus] == [
        "new",
        "contacted",
        "qualified",
        "disqualified",
        "converted_to_opportunity",
    ]


@pytest.mark.requirement("PLAN-009")
@pytest.mark.parametrize(("source", "target"), list(product(LeadStatus, LeadStatus)))
def test_a_lead_goes_only_the_ways_of_the_table(source: LeadStatus, target: LeadStatus) -> None:
    assert source.can_transition_to(target) == ((source, target) in ALLOWED)
    assert LeadPolicy().allows(source, target) == ((source, target) in ALLOWED)


@pytest.mark.requirement("PLAN-009")
@pytest.mark.parametrize("status", LeadStatus)
def test_a_lead_is_active_until_it_is_converted_or_disqualified(status: LeadStatus) -> None:
    assert status.is_active == (status in {NEW, CONTACTED, QUALIFIED})


def test_a_tenant_may_draw_another_graph() -> None:
    policy = LeadPolicy(transitions={QUALIFIED: frozenset({DISQUALIFIED})})

    assert policy.allows(QUALIFIED, DISQUALIFIED)
    assert not policy.allows(QUALIFIED, CONVERTED)
    assert not policy.allows(NEW, CONTACTED)
