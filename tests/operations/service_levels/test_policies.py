"""Policies: the first that matches holds, by its calendar; what runs keeps its revision."""

from datetime import UTC, datetime
from typing import Any

import pytest
from clock_floor import HOUR, ClockFloor

from crm_core.activities import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.calendars import AddCalendar, CalendarNotFound, EditCalendar
from crm_core.conditions import ConditionError
from crm_core.errors import Invalid
from crm_core.identity import EntityKind
from crm_core.leads import UpdateLead
from crm_core.opportunities import Opportunity
from crm_core.service_levels import (
    AddSlaPolicy,
    Audience,
    ClockState,
    EditSlaPolicy,
    Promise,
    Rung,
    SlaPolicyExists,
    SlaPolicyFilter,
    SlaPolicyNotFound,
    SlaPolicyRetired,
    Target,
)
from crm_core.vocabulary import Priority

FIRST, QUALIFY, FOLLOW, PROPOSE = Target
LEAD, DEAL = EntityKind.LEAD, EntityKind.OPPORTUNITY


@pytest.fixture
def floor() -> ClockFloor:
    return ClockFloor()


def add(floor: ClockFloor, name: str, target: Target, hours: int, **fields: Any) -> None:
    promise = Promise(target=target, seconds=hours * 3_600)
    floor.policies.add(floor.actor, AddSlaPolicy(name=name, subject=target.kind, promises=(promise,), **fields))


def test_the_first_that_matches_holds_for_each_target_by_itself(floor: ClockFloor) -> None:
    add(floor, "Hot", FIRST, 1, position=1, condition='lead.priority == "high"')
    add(floor, "Web", FIRST, 4, position=2, condition='lead.source == "website"')
    add(floor, "Slow", QUALIFY, 200, position=3)
    hot, web, other = floor.lead(priority=Priority.HIGH), floor.lead(), floor.lead(source="event")

    named = {each.id: floor.clock(each.ref, FIRST) for each in (hot, web, other)}
    assert [(clock.policy, clock.seconds) for clock in named.values()] == [
        ("Hot", 3_600),
        ("Web", 4 * 3_600),
        ("default", 24 * 3_600),
    ]
    assert {floor.clock(each.ref, QUALIFY).policy for each in (hot, web, other)} == {"Slow"}


def test_a_condition_that_asks_a_deal_for_its_value_selects_by_it(floor: ClockFloor) -> None:
    add(floor, "Large", FOLLOW, 8, condition="opportunity.expected_revenue_minor >= 500000")
    small, large = floor.deal(expected_revenue_minor=499_999), floor.deal(expected_revenue_minor=500_000)

    assert [floor.clock(each.ref, FOLLOW).policy for each in (small, large)] == ["default", "Large"]


def test_a_condition_whose_types_do_not_fit_one_lead_hinders_no_capture(floor: ClockFloor) -> None:
    add(floor, "Odd", FIRST, 1, condition="lead.attributes.employees > 100")
    lead = floor.lead(attributes={"employees": "many"})
    assert floor.clock(lead.ref, FIRST).policy == "default"


def test_what_runs_keeps_its_revision_and_what_starts_takes_the_newest(floor: ClockFloor) -> None:
    add(floor, "Web", FIRST, 4)
    before = floor.lead()
    floor.policies.edit(floor.actor, "Web", EditSlaPolicy(promises=(Promise(target=FIRST, seconds=60),)))
    after = floor.lead()

    old, new = floor.clock(before.ref, FIRST), floor.clock(after.ref, FIRST)
    assert [(clock.policy_version, clock.seconds) for clock in (old, new)] == [(1, 14_400), (2, 60)]
    floor.policies.retire(floor.actor, "Web")
    assert floor.clock(floor.lead().ref, FIRST).policy == "default"
    floor.policies.reinstate(floor.actor, "Web")
    assert floor.clock(floor.lead().ref, FIRST).policy_version == 2
    assert [each.revision for each in floor.policies.list(floor.actor, SlaPolicyFilter())] == [1, 2]
    assert floor.policies.get(floor.actor, "Web", 1).seconds_for(FIRST) == 14_400


def test_a_later_change_of_priority_touches_only_clocks_started_afterwards(floor: ClockFloor) -> None:
    add(floor, "Hot", FIRST, 1, condition='lead.priority == "high"')
    lead = floor.lead()
    floor.leads.update(floor.actor, lead.id, UpdateLead(priority=Priority.HIGH))
    assert floor.clock(lead.ref, FIRST).policy == "default"


def test_a_policy_that_names_a_calendar_counts_its_working_time_in_the_revision_of_the_start(floor: ClockFloor) -> None:
    floor.world.clock.set(datetime(2026, 1, 16, 16, tzinfo=UTC))
    week = ("mon-fri 09:00-12:00 13:00-18:00",)
    floor.calendars.add(floor.actor, AddCalendar(name="Office", week=week, timezone="UTC"))
    add(floor, "Office hours", FIRST, 4, calendar="Office")
    lead = floor.lead()
    floor.calendars.edit(floor.actor, "Office", EditCalendar(week=("mon-fri 14:00-18:00",)))

    clock = floor.clock(lead.ref, FIRST)
    assert (clock.calendar, clock.calendar_version) == ("Office", 1)
    assert clock.due_at == datetime(2026, 1, 19, 11, tzinfo=UTC)
    floor.world.clock.set(datetime(2026, 1, 19, 10, tzinfo=UTC))
    result = floor.result(lead.ref, FIRST)
    assert (result.elapsed_seconds, result.closed_seconds, result.paused_seconds) == (3 * 3_600, 63 * 3_600, 0)
    assert result.state is ClockState.AT_RISK
    assert floor.clock(floor.lead().ref, FIRST).calendar_version == 2


def test_a_policy_can_ask_for_an_answer(floor: ClockFloor) -> None:
    add(floor, "Answered", FIRST, 4, asks_for_answer=True)
    lead = floor.lead()
    floor.log(lead.ref, outcome=ActivityOutcome.NO_ANSWER)
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK
    floor.log(lead.ref, outcome=ActivityOutcome.SUCCESSFUL)
    assert floor.state(lead.ref, FIRST) is ClockState.MET


@pytest.mark.parametrize("counts", [False, True])
def test_a_customers_mail_is_a_follow_up_where_the_policy_says_so(floor: ClockFloor, counts: bool) -> None:
    add(floor, "Answers", FOLLOW, 48, customers_answer_counts=counts)
    deal = floor.deal()
    floor.after(hours=1)
    floor.log(deal.ref, ActivityType.EMAIL, direction=ActivityDirection.INBOUND)
    assert len(floor.clocks(deal.ref, FOLLOW)) == 1 + counts


def test_a_policy_says_which_stage_proposes_and_whether_plans_pause(floor: ClockFloor) -> None:
    add(floor, "Early", PROPOSE, 24, proposal_stage="qualification")
    add(floor, "Restless", FOLLOW, 24, pauses_for_activities=False)
    deal: Opportunity = floor.deal()
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now + 10 * HOUR)
    assert floor.state(deal.ref, FOLLOW) is ClockState.ON_TRACK
    floor.deals.move_to_stage(floor.actor, deal.id, "qualification")
    assert floor.state(deal.ref, PROPOSE) is ClockState.MET


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"subject": LEAD, "promises": ((FOLLOW, 1),)}, Invalid),
        ({"subject": EntityKind.PIPELINE, "promises": ((FIRST, 1),)}, Invalid),
        ({"subject": LEAD, "promises": ((FIRST, 1), (FIRST, 2))}, Invalid),
        ({"subject": LEAD, "promises": ((FIRST, 1),), "calendar": "Nowhere"}, CalendarNotFound),
        ({"subject": LEAD, "promises": ((FIRST, 1),), "condition": "lead.shoe_size > 4"}, ConditionError),
        ({"subject": LEAD, "promises": ((FIRST, 1),), "condition": 'lead.score > "A"'}, ConditionError),
        ({"subject": DEAL, "promises": ((FOLLOW, 1),), "condition": "lead.score > 4"}, ConditionError),
        (
            {
                "subject": LEAD,
                "promises": ((FIRST, 1),),
                "ladder": (Rung(after_seconds=5, tells=(Audience.OWNER,)),) * 2,
            },
            Invalid,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_when_it_is_written(
    floor: ClockFloor, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    promises = tuple(Promise(target=target, seconds=seconds) for target, seconds in fields.pop("promises"))
    with pytest.raises(refusal):
        floor.policies.add(floor.actor, AddSlaPolicy(name="Odd", promises=promises, **fields))
    assert list(floor.policies.list(floor.actor, SlaPolicyFilter())) == []


def test_a_name_is_taken_once_and_what_is_retired_is_not_edited(floor: ClockFloor) -> None:
    add(floor, "Web", FIRST, 4)
    with pytest.raises(SlaPolicyExists):
        add(floor, "Web", FIRST, 4)
    with pytest.raises(SlaPolicyNotFound, match="there are: Web"):
        floor.policies.get(floor.actor, "Wbe")
    floor.policies.retire(floor.actor, "Web")
    with pytest.raises(SlaPolicyRetired):
        floor.policies.edit(floor.actor, "Web", EditSlaPolicy(position=4))


def test_an_edit_that_changes_nothing_is_no_revision(floor: ClockFloor) -> None:
    add(floor, "Web", FIRST, 4)
    assert floor.policies.edit(floor.actor, "Web", EditSlaPolicy(position=100)).revision == 1
