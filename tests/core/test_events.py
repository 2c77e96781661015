"""Events are asked for by names that stay, whatever their classes are called."""

import pytest

from crm_core.activities import (
    ActivityCompleted,
    ActivityLogged,
    TaskAnswered,
    TaskAnswerWithdrawn,
    TaskAssigneesChanged,
)
from crm_core.events import DomainEvent, event_named
from crm_core.journeys import JourneyAbandoned, JourneyCompleted, JourneyMilestoneReached
from crm_core.leads import (
    LeadAssigned,
    LeadContacted,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadQualified,
    LeadReopened,
    LeadScored,
)
from crm_core.opportunities import (
    OpportunityCreated,
    OpportunityEdited,
    OpportunityLost,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)

NAMES: dict[type[DomainEvent], str] = {
    LeadCreated: "lead.created",
    LeadContacted: "lead.contacted",
    LeadScored: "lead.scored",
    LeadAssigned: "lead.assigned",
    LeadQualified: "lead.qualified",
    LeadDisqualified: "lead.disqualified",
    LeadReopened: "lead.reopened",
    LeadConvertedToOpportunity: "lead.converted",
    OpportunityCreated: "opportunity.created",
    OpportunityEdited: "opportunity.edited",
    OpportunityStageChanged: "opportunity.stage_changed",
    OpportunityWon: "opportunity.won",
    OpportunityLost: "opportunity.lost",
    OpportunityReopened: "opportunity.reopened",
    ActivityLogged: "activity.logged",
    ActivityCompleted: "activity.completed",
    TaskAnswered: "activity.answered",
    TaskAnswerWithdrawn: "activity.answer_withdrawn",
    TaskAssigneesChanged: "activity.assignees_changed",
    JourneyMilestoneReached: "journey.milestone_reached",
    JourneyCompleted: "journey.completed",
    JourneyAbandoned: "journey.abandoned",
}


@pytest.mark.requirement("PLAN-015")
@pytest.mark.parametrize(("event", "name"), NAMES.items())
def test_an_event_keeps_its_name(event: type[DomainEvent], name: str) -> None:
    assert event.name == name
    assert event_named(name) is event


def test_a_name_nobody_gave_names_no_event() -> None:
    assert event_named("lead.vanished") is None


def test_no_two_events_share_a_name() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
