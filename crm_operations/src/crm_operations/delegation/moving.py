"""What is open goes to who stands in when a delegation begins, and what is still there returns at its end."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.approvals import Delegation, DelegationScope, stand_in
from crm_core.opportunities import Opportunity, OpportunityFilter, UpdateOpportunity
from crm_core.pipelines import Outcome
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.lead_routing import AssignLead, RoutingWork, move_leads
from crm_operations.providers import Person, last_here
from crm_operations.settings import RoutingSettings

STARTS, ENDS = "delegation.starts", "delegation.ends"
"""Kinds of timers; their subject is the delegation."""


class Moves:
    """Of one unit of work: with the people asked for before it, and the moment it is for."""

    def __init__(self, work: RoutingWork, people: Sequence[Person], settings: RoutingSettings, at: datetime) -> None:
        self._work = work
        self._people = people
        self._active = frozenset(person.id for person in people if person.is_active)
        self._settings = settings
        self._at = at

    def transfer(self, delegation: Delegation) -> Delegation:
        """Moves what the delegator has open, once; without an effect on one that is in no force, or moves nothing."""
        if not delegation.moves_open or delegation.moved_at is not None:
            return delegation
        leads: dict[str, str] = {}
        deals: dict[str, str] = {}
        if delegation.is_in_force(DelegationScope.LEADS, self._at):
            held = self._work.routable_leads.held_open(delegation.delegator)
            leads = self._move_leads(held, delegation.delegator, f"delegated: {delegation.reason}")
        if delegation.is_in_force(DelegationScope.DEALS, self._at):
            deals = self._move_deals(self._open_deals(delegation.delegator), delegation.delegator)
        if not leads and not deals:
            return delegation
        moved, event = delegation.transferred(leads, deals, at=self._at)
        self._work.outbox.announce(event)
        return self._work.delegations.save(moved)

    def give_back(self, delegation: Delegation) -> Delegation:
        """Returns what is still open and still with who got it, once; to nobody who has left."""
        if delegation.moved_at is None or delegation.returned_at is not None:
            return delegation
        delegator = delegation.delegator
        leads: dict[str, str] = {}
        deals: dict[str, str] = {}
        if delegator in self._active:
            there = self._work.routable_leads.get_many(delegation.moved_leads, lock=True)
            here = self._chain(delegation.leads_moved_to, DelegationScope.LEADS)
            still = [lead.id for lead in there if lead.assigned_to in here]
            leads = self._move_leads(still, delegator, f"{delegator} is back")
            found = self._work.opportunities.get_many(delegation.moved_deals, lock=True)
            here = self._chain(delegation.deals_moved_to, DelegationScope.DEALS)
            deals = self._move_deals([deal for deal in found if deal.is_open and deal.assigned_to in here], delegator)
        returned, event = delegation.returned(len(leads), len(deals), at=self._at)
        self._work.outbox.announce(event)
        return self._work.delegations.save(returned)

    def _chain(self, person: str | None, scope: DelegationScope) -> tuple[str, ...]:
        """Who got it, and whoever stands in for them by now; none where nothing was moved."""
        if person is None:
            return ()
        return stand_in(self._work.delegations.standing(self._at), person, scope, self._at)

    def _move_leads(self, lead_ids: Sequence[str], to_user: str, reason: str) -> dict[str, str]:
        commands = [AssignLead(lead_id=lead_id, user_id=to_user, reason=reason) for lead_id in lead_ids]
        return move_leads(self._work, commands, self._people, self._settings, self._at)

    def _open_deals(self, user_id: str) -> Sequence[Opportunity]:
        asked = OpportunityFilter(assigned_to=user_id, outcome=Outcome.OPEN, limit=PAGE_LENGTH)
        ids = [deal.id for deal in find_all(self._work.opportunities, asked)]
        return self._work.opportunities.get_many(ids, lock=True)

    def _move_deals(self, deals: Sequence[Opportunity], to_user: str) -> dict[str, str]:
        chain = self._chain(to_user, DelegationScope.DEALS)
        acts = last_here(chain, self._people)
        moved = []
        for deal in deals:
            if deal.assigned_to != acts:
                assigned, edited = deal.update(UpdateOpportunity(assigned_to=acts), at=self._at)
                self._work.outbox.announce(*edited)
                moved.append(assigned)
        if moved:
            self._work.opportunities.save_many(moved)
        return {deal.id: acts for deal in moved}
