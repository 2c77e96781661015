"""With ``moves_open`` what is open goes to who stands in, and what is still open and still there returns at the end."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, Role
from crm_core.approvals import (
    AddDelegation,
    Delegation,
    DelegationReturned,
    DelegationTransferred,
    EditDelegation,
)
from crm_core.leads import Lead, LeadAssigned, LeadStatus
from crm_core.opportunities import Opportunity, OpportunityEdited
from crm_core.testing import START, TENANT, a_pipeline, an_opportunity
from crm_operations.delegation import DelegationCoordinator, DelegationEnds, DelegationStarts
from crm_operations.records import TimerState
from crm_operations.settings import TimerSettings
from crm_operations.testing.sales_floor import SalesFloor
from crm_operations.testing.timers import FakeTimerQueue
from crm_operations.timers import TimerFiring, TimerHandler, TimerRun

DAY, WEEK = timedelta(days=1), timedelta(days=7)
ADA = Actor(tenant_id=TENANT, user_id="ada", roles=frozenset({Role.REP}))


class Office(SalesFloor):
    """A sales floor on which people go on holiday."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        dependencies = (world.people, world.settings_for, world.clock)
        self.delegations = DelegationCoordinator(world.records, *dependencies, world.new_id)
        handlers: list[TimerHandler] = [DelegationStarts(*dependencies), DelegationEnds(*dependencies)]
        queue = FakeTimerQueue(world.records)
        self.firing = TimerFiring(
            queue, world.records, handlers, world.settings_for, world.clock, TimerSettings(), lambda: 0.5
        )
        self._deals = 0
        world.preload(a_pipeline())
        self.hires("ada", "bob", "cy")

    def deal(self, **facts: Any) -> Opportunity:
        self._deals += 1
        deal = an_opportunity(self._deals, **facts)
        self.world.preload(deal)
        return deal

    def away(self, delegator: str = "ada", delegate: str = "bob", **facts: object) -> Delegation:
        asked = {"delegate": delegate, "ends_at": START + WEEK, "reason": "holiday", "moves_open": True, **facts}
        actor = Actor(tenant_id=TENANT, user_id=delegator, roles=frozenset({Role.REP}))
        return self.delegations.add(actor, AddDelegation.model_validate(asked))

    def passes(self, time: timedelta) -> TimerRun:
        self.world.clock.advance(time)
        return self.firing.run_until_none()

    def who_has(self, *each: Lead | Opportunity) -> str:
        return " ".join(self.world.records.now(one).assigned_to or "-" for one in each)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.requirement("US-022")
def test_what_is_open_moves_at_once_and_everything_says_so(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    closed = office.lead(assigned_to="ada", status=LeadStatus.DISQUALIFIED)
    of_another = office.lead(assigned_to="cy")

    delegation = office.away()

    assert office.who_has(lead, deal, closed, of_another) == "bob bob ada cy"
    assert (delegation.moved_leads, delegation.moved_deals) == ((lead.id,), (deal.id,))
    assert (delegation.leads_moved_to, delegation.deals_moved_to, delegation.moved_at) == ("bob", "bob", START)
    (decision,) = office.decisions(lead)
    assert decision.reasons == ("bob for ada by hand of ada: delegated: holiday",)
    events = office.world.records.announced
    assert [type(each) for each in events[1:]] == [LeadAssigned, OpportunityEdited, DelegationTransferred]
    assert office.world.records.notices[-1].users == ("bob",)


def test_without_it_what_is_open_stays(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")

    office.away(moves_open=False)

    assert office.who_has(lead, deal) == "ada ada"
    assert office.world.records.timers == []


def test_it_moves_at_the_start_and_returns_at_the_end(office: Office) -> None:
    before, closing = office.lead(assigned_to="ada"), office.lead(assigned_to="ada")
    deal = office.deal(assigned_to="ada")
    office.away(starts_at=START + DAY, ends_at=START + WEEK)
    assert office.who_has(before, deal) == "ada ada"

    assert office.passes(DAY - timedelta(microseconds=1)) == TimerRun()
    assert office.passes(timedelta(microseconds=1)) == TimerRun(fired=1)
    assert office.who_has(before, closing, deal) == "bob bob bob"

    meanwhile = office.lead()
    office.assigns(meanwhile, "ada")
    given_on = office.lead(assigned_to="ada")
    with office.world.records.writing(office.admin) as work:
        lost, _ = work.leads.get(closing.id).disqualify(
            "no budget", at=office.world.clock.now(), policy=office.world.settings.lead_policy
        )
        work.leads.save(lost)
    assert office.passes(6 * DAY) == TimerRun(fired=1)

    assert office.who_has(before, deal) == "ada ada"
    assert office.who_has(closing) == "bob", "closed meanwhile"
    assert office.who_has(meanwhile) == "bob", "received meanwhile"
    assert office.who_has(given_on) == "ada"
    returned = office.world.records.announced[-1]
    assert isinstance(returned, DelegationReturned)
    assert (returned.leads, returned.deals) == (1, 1)
    assert office.decisions(before)[0].reasons[0] == "ada by hand of system:timers: ada is back"


def test_what_went_to_a_third_one_stays_there(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    office.away()
    office.assigns(lead, "cy")
    with office.world.records.writing(office.admin) as work:
        work.opportunities.save(work.opportunities.get(deal.id).changed(START, assigned_to="cy"))

    office.passes(WEEK)

    assert office.who_has(lead, deal) == "cy cy"


def test_revoking_returns_at_once_and_nothing_fires_afterwards(office: Office) -> None:
    lead = office.lead(assigned_to="ada")
    delegation = office.away()

    office.delegations.revoke(ADA, delegation.id)

    assert office.who_has(lead) == "ada"
    assert [timer.state for timer in office.world.records.timers] == [TimerState.CANCELLED]
    assert office.passes(2 * WEEK) == TimerRun()


def test_one_that_is_revoked_before_it_begins_moves_nothing(office: Office) -> None:
    lead = office.lead(assigned_to="ada")
    delegation = office.away(starts_at=START + DAY)

    assert office.delegations.revoke(ADA, delegation.id).returned_at is None

    assert office.passes(2 * WEEK) == TimerRun()
    assert office.who_has(lead) == "ada"


def test_one_that_is_prolonged_returns_at_its_new_end(office: Office) -> None:
    lead = office.lead(assigned_to="ada")
    delegation = office.away()
    office.delegations.edit(ADA, delegation.id, EditDelegation(ends_at=START + 2 * WEEK))

    assert office.passes(WEEK) == TimerRun()
    assert office.who_has(lead) == "bob"
    assert office.passes(WEEK) == TimerRun(fired=1)
    assert office.who_has(lead) == "ada"


def test_what_went_on_to_who_stands_in_for_the_delegate_returns_too(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    office.away(ends_at=START + 2 * DAY)
    office.away("bob", "cy", starts_at=START + DAY)
    office.passes(DAY)
    assert office.who_has(lead, deal) == "cy cy"

    office.passes(DAY)
    assert office.who_has(lead, deal) == "ada ada"
    office.passes(WEEK)
    assert office.who_has(lead, deal) == "ada ada"


def test_each_scope_moves_by_its_own_chain(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    office.away("bob", "cy", scopes=("leads",), moves_open=False)

    office.away()

    assert office.who_has(lead, deal) == "cy bob"
    office.passes(WEEK)
    assert office.who_has(lead, deal) == "ada ada"


def test_only_what_is_delegated_moves(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")

    office.away(scopes=("deals", "approvals"))

    assert office.who_has(lead, deal) == "ada bob"


def test_nothing_returns_to_somebody_who_has_left(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    office.away()
    office.hires("ada", is_active=False)

    office.passes(WEEK)

    assert office.who_has(lead, deal) == "bob bob"


def test_whoever_is_away_again_hands_on_what_returns(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    office.away()
    office.away(delegate="cy", starts_at=START + WEEK, ends_at=START + 2 * WEEK, moves_open=False)

    office.passes(WEEK)

    assert office.who_has(lead, deal) == "cy cy"


def test_where_the_delegate_has_left_by_the_start_nothing_moves(office: Office) -> None:
    lead, deal = office.lead(assigned_to="ada"), office.deal(assigned_to="ada")
    delegation = office.away(starts_at=START + DAY)
    office.hires("bob", is_active=False)

    office.passes(DAY)

    assert office.who_has(lead, deal) == "ada ada"
    assert office.world.records.now(delegation).moved_at is None


def test_after_a_downtime_over_all_of_it_nothing_moves(office: Office) -> None:
    lead = office.lead(assigned_to="ada")
    office.away(starts_at=START + DAY, ends_at=START + 2 * DAY)

    assert office.passes(WEEK) == TimerRun(fired=2)

    assert office.who_has(lead) == "ada"
    assert len(office.decisions(lead)) == 0
