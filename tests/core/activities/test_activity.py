"""What was done, or is to be done, with a lead or a deal."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from crm_core.activities import (
    Activity,
    ActivityAlreadyCompleted,
    ActivityCompleted,
    ActivityDirection,
    ActivityLogged,
    ActivityNote,
    ActivityOutcome,
    ActivityType,
    HappensLater,
    LogActivity,
)
from crm_core.testing import START, TENANT, USER, a_lead, an_activity

TOMORROW = START + timedelta(days=1)


@pytest.mark.requirement("PLAN-011")
def test_types_and_outcomes_are_all_there() -> None:
    assert [str(kind) for kind in ActivityType] == [
        "call",
        "email",
        "meeting",
        "demo",
        "proposal",
        "contract",
        "follow_up",
        "task",
        "note",
    ]
    assert [str(outcome) for outcome in ActivityOutcome] == [
        "successful",
        "unsuccessful",
        "no_answer",
        "rescheduled",
        "cancelled",
    ]


@pytest.mark.requirement("PLAN-011")
@pytest.mark.parametrize("kind", ActivityType)
def test_a_type_knows_whether_it_falls_due_and_whether_somebody_was_spoken_to(kind: ActivityType) -> None:
    assert kind.requires_due_date == (kind in {"follow_up", "task"})
    assert kind.is_interaction == (kind in {"call", "email", "meeting", "demo"})


@pytest.mark.requirement("PLAN-004", "PLAN-015", "PLAN-016")
def test_a_logged_call_has_happened() -> None:
    request = LogActivity(
        related=a_lead().ref,
        activity_type=ActivityType.CALL,
        subject=" About the engine ",
        description="at length",
        outcome=ActivityOutcome.SUCCESSFUL,
        assigned_to="grace",
    )

    activity, event = Activity.log(request, entity_id="3", tenant_id=TENANT, by=USER, at=START)

    assert activity.to_dict() == {
        "id": "3",
        "tenant_id": TENANT,
        "version": 0,
        "related_entity_type": "lead",
        "related_entity_id": a_lead().id,
        "attributes": {},
        "custom": {},
        "external_id": None,
        "activity_type": "call",
        "subject": "About the engine",
        "description": "at length",
        "outcome": "successful",
        "direction": "outbound",
        "automated": False,
        "due_date": None,
        "completed_at": "2026-01-15T09:00:00Z",
        "completed_by": USER,
        "assigned_to": "grace",
        "assignees": [],
        "strategy": None,
        "answers": [],
        "created_by": USER,
        "created_at": "2026-01-15T09:00:00Z",
        "updated_at": "2026-01-15T09:00:00Z",
    }
    assert activity.related == a_lead().ref
    assert event == ActivityLogged(
        tenant_id=TENANT,
        subject=activity.ref,
        at=START,
        related=a_lead().ref,
        activity_type=ActivityType.CALL,
        outcome=ActivityOutcome.SUCCESSFUL,
        happened_at=START,
    )
    assert event.happening == activity.happening == request.happening(START)


def test_what_is_told_late_happened_when_it_did() -> None:
    told = {"related": a_lead().ref, "activity_type": "call", "subject": "Rang", "happened_at": START}
    request = LogActivity.model_validate({**told, "direction": "inbound", "automated": True})

    activity, event = Activity.log(request, entity_id="3", tenant_id=TENANT, by=USER, at=TOMORROW)

    assert (activity.completed_at, activity.created_at) == (START, TOMORROW)
    assert (event.at, event.happened_at, event.direction, event.automated) == (TOMORROW, START, "inbound", True)
    with pytest.raises(HappensLater, match="happened_at: 2026-01-15 09:00 UTC is ahead of now; name a past moment"):
        Activity.log(request, entity_id="3", tenant_id=TENANT, by=USER, at=START - timedelta(microseconds=1))
    with pytest.raises(ValidationError, match="happened_at: with a due_date it is still to do"):
        LogActivity.model_validate({**told, "due_date": TOMORROW})


@pytest.mark.parametrize("kind", [kind for kind in ActivityType if not kind.requires_due_date])
def test_an_activity_is_outbound_and_a_note_internal_unless_it_says_otherwise(kind: ActivityType) -> None:
    request = LogActivity(related=a_lead().ref, activity_type=kind, subject="Engine")
    inbound = request.model_copy(update={"direction": ActivityDirection.INBOUND})

    logged = [
        Activity.log(each, entity_id="3", tenant_id=TENANT, by=USER, at=START)[0].direction
        for each in (request, inbound)
    ]

    assert logged == ["internal" if kind == "note" else "outbound", "inbound"]


@pytest.mark.requirement("PLAN-004", "PLAN-011")
@pytest.mark.parametrize("kind", [kind for kind in ActivityType if kind.requires_due_date])
def test_a_task_needs_a_due_date_and_is_still_to_do(kind: ActivityType) -> None:
    with pytest.raises(ValidationError, match=f"due_date is missing: a {kind} needs one"):
        LogActivity(related=a_lead().ref, activity_type=kind, subject="Call back")

    request = LogActivity(related=a_lead().ref, activity_type=kind, subject="Call back", due_date=TOMORROW)
    task, _ = Activity.log(request, entity_id="3", tenant_id=TENANT, by=USER, at=START)

    assert (task.completed_at, task.completed_by) == (None, None)


def test_a_task_is_overdue_once_its_time_has_passed_and_it_is_not_done() -> None:
    task = an_activity(activity_type="task", due_date=TOMORROW, completed_at=None, completed_by=None)
    done, _ = task.complete(by=USER, at=TOMORROW + timedelta(days=1))

    assert not task.is_overdue(TOMORROW)
    assert task.is_overdue(TOMORROW + timedelta(seconds=1))
    assert not done.is_overdue(TOMORROW + timedelta(days=2))
    assert not an_activity(completed_at=None).is_overdue(TOMORROW)


def test_a_completed_task_tells_by_whom_and_how_it_went() -> None:
    task = an_activity(activity_type="task", due_date=TOMORROW, completed_at=None, completed_by=None)

    done, event = task.complete(by="grace", at=TOMORROW, outcome=ActivityOutcome.NO_ANSWER)

    assert (done.completed_at, done.completed_by, done.outcome) == (TOMORROW, "grace", ActivityOutcome.NO_ANSWER)
    assert event == ActivityCompleted(
        tenant_id=TENANT,
        subject=task.ref,
        at=TOMORROW,
        related=task.related,
        outcome=ActivityOutcome.NO_ANSWER,
        happened_at=TOMORROW,
    )


def test_a_planned_activity_may_be_said_to_be_done_later_than_it_was() -> None:
    planned = an_activity(activity_type="call", due_date=TOMORROW, completed_at=None, completed_by=None)

    done, event = planned.complete(by=USER, at=TOMORROW, happened_at=START)

    assert (done.completed_at, done.updated_at, event.happened_at) == (START, TOMORROW, START)
    assert (event.activity_type, event.happening) == ("call", done.happening)
    with pytest.raises(HappensLater):
        planned.complete(by=USER, at=START, happened_at=TOMORROW)


def test_an_outcome_that_was_told_before_stays() -> None:
    task = an_activity(completed_at=None, outcome="rescheduled")

    assert task.complete(by=USER, at=TOMORROW)[0].outcome is ActivityOutcome.RESCHEDULED


def test_an_activity_is_completed_once() -> None:
    with pytest.raises(ActivityAlreadyCompleted, match="'Talked about the engine' was completed at 2026-01-15"):
        an_activity().complete(by=USER, at=TOMORROW)


@pytest.mark.requirement("PLAN-013")
def test_a_note_says_something() -> None:
    assert ActivityNote(author=USER, at=START, text=" rang twice ").text == "rang twice"
    with pytest.raises(ValidationError):
        ActivityNote(author=USER, at=START, text=" ")
