"""Adds touch points to customer journeys: one for each event a customer notices (PLAN-030).

It runs as a subscriber of the relay, so no command waits for it; an event delivered twice counts once.
"""

from crm_core.activities import ActivityDirection, ActivityLogged
from crm_core.actor import Actor, Role
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.journeys import CustomerJourney, TouchPoint, journey_step_for
from crm_core.leads import LeadConvertedToOpportunity, LeadDisqualified
from crm_core.opportunities import OpportunityLost, OpportunityStageChanged, OpportunityWon
from crm_operations.records import Records, UnitOfWork

SALES_JOURNEY = "sales"
"""The journey every lead begins by being captured."""


class JourneyFollower:
    """A subscriber that adds each event a customer notices to the lead's or the customer's open journey."""

    def __init__(self, records: Records, new_id: NewId) -> None:
        self._records = records
        self._new_id = new_id

    def __call__(self, event: DomainEvent) -> None:
        """Adds the event's touch point. Raises Conflict when the journey changed meanwhile; delivering again helps."""
        related = event.related if isinstance(event, ActivityLogged) else event.subject
        with self._records.writing(_system_actor(event.tenant_id)) as work:
            lead_id, party_id = _journey_key(work, related)
            if lead_id is None and party_id is None:
                return
            journey = self._open_journey(work, lead_id, party_id)
            touch = _touch(event, related)
            if journey is None and touch is not None:
                self._begin(work, event, touch, lead_id, party_id)
            elif journey is not None:
                _update(work, journey, event, touch)

    def _open_journey(self, work: UnitOfWork, lead_id: str | None, party_id: str | None) -> CustomerJourney | None:
        """The lead's own journey takes precedence over the party's, since a customer may have several deals."""
        if lead_id is not None:
            return work.journeys.find_open(None, SALES_JOURNEY, lead_id=lead_id)
        return work.journeys.find_open(party_id, SALES_JOURNEY)

    def _begin(
        self, work: UnitOfWork, event: DomainEvent, touch: TouchPoint, lead_id: str | None, party_id: str | None
    ) -> None:
        if lead_id is not None and work.journeys.last_run(None, SALES_JOURNEY, lead_id=lead_id):
            return  # the lead's journey is over; a late event begins no other
        run = 0 if party_id is None else work.journeys.last_run(party_id, SALES_JOURNEY)
        journey, reached = CustomerJourney.begin(
            SALES_JOURNEY,
            touch,
            journey_id=self._new_id(),
            tenant_id=event.tenant_id,
            at=event.at,
            party_id=party_id,
            lead_id=lead_id,
            run=run + 1,
        )
        work.journeys.add(journey)
        work.outbox.announce(reached)


def _update(work: UnitOfWork, journey: CustomerJourney, event: DomainEvent, touch: TouchPoint | None) -> None:
    updated = journey
    if isinstance(event, LeadConvertedToOpportunity):
        run = work.journeys.last_run(event.party_id, SALES_JOURNEY) + 1
        updated = updated.attach_party(event.party_id, at=event.at, run=run)
    if touch is not None:
        updated, reached = updated.advance(touch, at=event.at)
        if reached is not None:
            work.outbox.announce(reached)
    if isinstance(event, OpportunityWon):
        updated, completed = updated.complete(at=event.at)
        work.outbox.announce(completed)
    elif isinstance(event, OpportunityLost | LeadDisqualified):
        updated, abandoned = updated.abandon(event.reason, at=event.at)
        work.outbox.announce(abandoned)
    if updated is not journey:
        work.journeys.save(updated)


def _touch(event: DomainEvent, related: EntityRef) -> TouchPoint | None:
    if isinstance(event, ActivityLogged):
        if event.direction is ActivityDirection.INTERNAL:
            return None
        return journey_step_for(event.activity_type, event.subject)
    entered = event.to_stage if isinstance(event, OpportunityStageChanged) else None
    return journey_step_for(event.name, related, entered_stage=entered)


def _journey_key(work: UnitOfWork, related: EntityRef) -> tuple[str | None, str | None]:
    """The lead and the customer an event is about."""
    if related.kind is EntityKind.LEAD:
        lead = work.leads.get(related.id)
        return lead.id, lead.party_id
    if related.kind is EntityKind.OPPORTUNITY:
        opportunity = work.opportunities.get(related.id)
        return opportunity.lead_id, opportunity.party_id
    return None, None


def _system_actor(tenant_id: str) -> Actor:
    """In the history, journeys are changed by ``system:journeys``."""
    return Actor(tenant_id=tenant_id, user_id="system:journeys", roles=frozenset({Role.ADMIN}))
