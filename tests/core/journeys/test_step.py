"""What happened to a customer, told as a touch point of the journey."""

import pytest

from crm_core.activities import ActivityType
from crm_core.journeys import STEP_BY_HAPPENING, JourneyStepType, TouchPoint, journey_step_for
from crm_core.leads import LeadCreated, LeadQualified
from crm_core.opportunities import OpportunityLost, OpportunityStageChanged, OpportunityWon
from crm_core.pipelines import OpportunityStage
from crm_core.testing import a_lead


@pytest.mark.requirement("PLAN-030")
def test_the_steps_run_from_the_first_touch_to_the_close() -> None:
    assert [str(step) for step in JourneyStepType] == [
        "first_touch",
        "lead_capture",
        "qualification",
        "proposal_sent",
        "negotiation",
        "closed",
        "touch",
    ]
    assert [step for step in JourneyStepType if not step.is_milestone] == [JourneyStepType.TOUCH]


@pytest.mark.requirement("PLAN-030")
@pytest.mark.parametrize(
    ("activity", "step"),
    [
        (ActivityType.CALL, "touch"),
        (ActivityType.EMAIL, "touch"),
        (ActivityType.MEETING, "touch"),
        (ActivityType.DEMO, "touch"),
        (ActivityType.PROPOSAL, "proposal_sent"),
        (ActivityType.CONTRACT, "negotiation"),
        (ActivityType.FOLLOW_UP, None),
        (ActivityType.TASK, None),
        (ActivityType.NOTE, None),
    ],
)
def test_an_activity_the_customer_noticed_is_a_step(activity: ActivityType, step: str | None) -> None:
    step_found = journey_step_for(activity)

    assert (step_found and step_found.step_type) == step


@pytest.mark.requirement("PLAN-030")
@pytest.mark.parametrize(
    ("event", "step"),
    [
        (LeadCreated.name, "lead_capture"),
        (LeadQualified.name, "qualification"),
        (OpportunityWon.name, "closed"),
        (OpportunityLost.name, "closed"),
        ("activity.logged", None),
        ("a rumour", None),
    ],
)
def test_an_event_that_brings_the_journey_on_is_a_step(event: str, step: str | None) -> None:
    step_found = journey_step_for(event)

    assert (step_found and step_found.step_type) == step


@pytest.mark.requirement("PLAN-030")
@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (OpportunityStage.PROSPECTING, None),
        (OpportunityStage.QUALIFICATION, "qualification"),
        (OpportunityStage.PROPOSAL, "proposal_sent"),
        (OpportunityStage.NEGOTIATION, "negotiation"),
        (OpportunityStage.CLOSED_WON, None),
        (OpportunityStage.CLOSED_LOST, None),
        (None, None),
    ],
)
def test_a_change_of_stage_is_told_by_the_stage_entered(stage: str | None, step: str | None) -> None:
    step_found = journey_step_for(OpportunityStageChanged.name, entered_stage=stage)

    assert (step_found and step_found.step_type) == step


def test_only_a_change_of_stage_asks_for_the_stage() -> None:
    assert journey_step_for("note", entered_stage="proposal") is None


def test_every_activity_a_step_is_made_of_exists() -> None:
    events = {LeadCreated.name, LeadQualified.name, OpportunityWon.name, OpportunityLost.name}

    assert set(STEP_BY_HAPPENING) - events <= set(ActivityType)


def test_a_step_names_what_happened_and_to_what() -> None:
    lead = a_lead().ref

    assert journey_step_for("meeting", lead) == TouchPoint(
        step_type=JourneyStepType.TOUCH, step_name="meeting", entity_type=lead.kind, entity_id=lead.id
    )
    assert journey_step_for("proposal") == TouchPoint(
        step_type=JourneyStepType.PROPOSAL_SENT, step_name="proposal sent"
    )
