"""What counts as human, and what makes the first contact: every combination of what an activity says."""

from itertools import product

import pytest

from crm_core.activities import ActivityDirection, ActivityOutcome, ActivityType, Happening
from crm_core.testing import START

EVERY = [
    Happening(activity_type=kind, direction=direction, automated=automated, outcome=outcome, happened_at=happened_at)
    for kind, direction, automated, outcome, happened_at in product(
        ActivityType, ActivityDirection, (False, True), (None, *ActivityOutcome), (START, None)
    )
]


def told(happening: Happening) -> dict[str, object]:
    return {name: value for name, value in happening.to_dict().items() if name != "happened_at"}


def test_human_is_a_completed_talk_in_either_direction_that_took_place_and_no_program_held() -> None:
    human = [each for each in EVERY if each.is_human]

    assert len(human) == 4 * 2 * 4
    assert {each.activity_type for each in human} == {"call", "email", "meeting", "demo"}
    assert {each.direction for each in human} == {"outbound", "inbound"}
    assert {each.outcome for each in human} == {None, "successful", "unsuccessful", "no_answer"}
    assert not any(each.automated or each.happened_at is None for each in human)


def test_first_contact_is_an_attempt_outbound_or_an_inbound_call_or_meeting_a_person_took() -> None:
    first = [told(each) for each in EVERY if each.makes_first_contact()]

    outbound = [each for each in EVERY if each.is_human and each.direction == "outbound"]
    taken = [
        {"activity_type": kind, "direction": "inbound", "automated": False, "outcome": outcome}
        for kind in ("call", "meeting")
        for outcome in (None, "successful", "unsuccessful")
    ]
    assert sorted(map(str, first)) == sorted(map(str, [*map(told, outbound), *taken]))


@pytest.mark.parametrize(
    ("outcome", "counts"), [(None, False), ("no_answer", False), ("unsuccessful", True), ("successful", True)]
)
def test_a_policy_may_ask_for_an_answer(outcome: ActivityOutcome | None, counts: bool) -> None:
    call = Happening(activity_type=ActivityType.CALL, outcome=outcome, happened_at=START)
    taken = Happening(activity_type=ActivityType.CALL, direction=ActivityDirection.INBOUND, happened_at=START)

    assert call.makes_first_contact()
    assert call.makes_first_contact(answered=True) == counts
    assert taken.makes_first_contact(answered=True), "whoever called was spoken to"
