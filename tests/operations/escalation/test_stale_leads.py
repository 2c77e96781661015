"""A lead nobody is in touch with for 14 days is escalated, once a spell, up the same ladder."""

import pytest
from ladder_floor import LadderFloor

STALE = "nobody has been in touch"


@pytest.fixture
def floor() -> LadderFloor:
    return LadderFloor()


def spells(floor: LadderFloor) -> list[tuple[str, int]]:
    return [(each.status.value, len(each.steps)) for each in floor.all(cause="stale")]


@pytest.mark.requirement("US-020", "BR-003")
def test_a_lead_goes_stale_after_14_days_once_a_spell_and_up_the_ladder(floor: LadderFloor) -> None:
    floor.lead()

    floor.at(days=13, hours=23)
    assert spells(floor) == []
    floor.at(days=14)
    assert floor.told(STALE) == ["ada", "ben"]
    floor.at(days=14, hours=8)
    assert floor.told(STALE)[2:] == ["cleo"]
    floor.at(days=15)
    assert floor.told(STALE)[3:] == ["dora"]
    floor.at(days=60)
    assert spells(floor) == [("open", 4)]


def test_human_activity_ends_the_spell_and_begins_to_count_anew(floor: LadderFloor) -> None:
    lead = floor.lead()
    floor.at(days=10)
    floor.call(lead.ref)

    floor.at(days=23)
    assert spells(floor) == []
    floor.at(days=24)
    assert spells(floor) == [("open", 1)]
    floor.at(days=24, hours=1)
    floor.call(lead.ref)
    assert spells(floor) == [("resolved", 1)]
    floor.at(days=38)
    assert spells(floor) == [("resolved", 1)], "nobody else is told, and the next spell has not begun"
    floor.at(days=38, hours=1)
    assert spells(floor) == [("resolved", 1), ("open", 1)]


def test_what_a_program_did_or_is_internal_keeps_nobody_in_touch(floor: LadderFloor) -> None:
    lead = floor.lead()
    floor.at(days=10)
    floor.call(lead.ref, automated=True)
    floor.call(lead.ref, direction="internal")

    floor.at(days=14)

    assert spells(floor) == [("open", 1)]


def test_a_lead_that_has_ended_is_not_stale_and_one_reopened_counts_from_then(floor: LadderFloor) -> None:
    lead = floor.lead()
    floor.at(days=14)
    floor.leads.disqualify(floor.actor, lead.id, "No budget.")
    assert spells(floor) == [("resolved", 1)]
    floor.at(days=40)
    assert floor.told(STALE) == ["ada", "ben"]

    floor.leads.reopen(floor.actor, lead.id, "They have one now.")
    floor.at(days=53)
    assert len(spells(floor)) == 1
    floor.at(days=54)

    assert spells(floor) == [("resolved", 1), ("open", 1)]
