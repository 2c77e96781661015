"""Who is told when a promise is missed: rung by rung, up the owner's manager chain, each person once."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from ladder_floor import LadderFloor

from crm_core.actor import Actor, Role
from crm_core.errors import Invalid, Refused
from crm_core.escalations import EscalationClosed, SnoozedTooOften
from crm_core.service_levels import DEFAULT_LADDER, Rung, SLAResult
from crm_core.testing import START
from crm_core.vocabulary import Priority
from crm_operations.providers import Urgency
from crm_operations.timers import TimerRun

FIRST = "first contact"
HOUR = timedelta(hours=1)


@pytest.fixture
def floor() -> LadderFloor:
    return LadderFloor()


def ladder(floor: LadderFloor, *rungs: Rung) -> None:
    levels = floor.world.settings.service_levels.model_copy(update={"ladder": rungs or DEFAULT_LADDER})
    floor.world.settings = floor.world.settings.model_copy(update={"service_levels": levels})


@pytest.mark.requirement("US-021")
def test_rungs_go_up_the_owners_manager_chain(floor: LadderFloor) -> None:
    floor.lead()

    floor.at(hours=17.9)
    assert floor.told(FIRST) == []
    floor.at(hours=18)
    assert floor.told(FIRST) == ["ada"]
    floor.at(hours=24)
    assert floor.told(FIRST) == ["ada", "ada", "ben"]
    floor.at(hours=32)
    assert floor.told(FIRST)[3:] == ["cleo"]
    floor.at(hours=48)
    assert floor.told(FIRST)[4:] == ["dora"]
    floor.at(hours=72)
    assert floor.told(FIRST)[5:] == [], "nobody stands in for Ada"


@pytest.mark.requirement("WFL-CRMOP-0063", "WFL-CRMOP-0064")
def test_the_warning_reminds_and_the_breach_escalates_each_with_its_event(floor: LadderFloor) -> None:
    floor.lead()
    floor.at(hours=24)

    found = [(each.message.urgency, each.message.title) for each in floor.world.records.notices]
    assert found[0] == (Urgency.REMINDER, "LEAD-2026-0001 Grace: first contact is due soon")
    assert found[-1] == (Urgency.ESCALATION, "LEAD-2026-0001 Grace: first contact is overdue")
    for notice in floor.world.records.notices:
        assert notice.due == START + timedelta(hours=24), "when it is due, not when somebody was told"
        assert notice.message.body.startswith("Due 2026-01-16 09:00 UTC. ")
    names = [event.name for event in floor.world.records.announced if event.name.startswith(("sla_clock", "escal"))]
    assert names == ["sla_clock.at_risk", "escalation.raised", "sla_clock.breached", "escalation.raised"]


def test_a_rung_nobody_holds_or_whose_holder_was_told_falls_to_the_next(floor: LadderFloor) -> None:
    floor.person("ada", manager_id="cleo")
    floor.lead()

    floor.at(hours=24)
    assert floor.told(FIRST) == ["ada", "ada", "cleo"], "her team has no lead"
    floor.at(hours=32)
    assert floor.told(FIRST)[3:] == ["dora"], "Cleo knows"


def test_people_who_left_are_passed_over_and_a_circle_ends(floor: LadderFloor) -> None:
    floor.person("ben", manager_id="cleo", roles=frozenset({Role.TEAM_LEAD}), is_active=False)
    floor.person("dora", manager_id="ada", roles=frozenset({Role.DIRECTOR}))
    floor.lead()

    floor.at(hours=24)
    assert floor.told(FIRST) == ["ada", "ada", "cleo"]
    floor.at(hours=72)
    assert floor.told(FIRST)[3:] == ["dora"]


def test_whoever_stands_in_for_somebody_away_is_told_in_their_place(floor: LadderFloor) -> None:
    floor.person("eve")
    floor.person("finn")
    floor.delegate("ben", "eve")
    floor.delegate("ada", "finn")
    floor.lead()

    floor.at(hours=24)
    assert floor.told(FIRST) == ["finn", "finn", "eve"]
    [escalation] = [each for each in floor.all() if each.target == "first_contact"]
    assert escalation.steps[-1].stands_in == ("finn for ada", "eve for ben")
    reasons = [each.message.reason for each in floor.world.records.notices if each.users == ("eve",)]
    assert reasons == ["You stand in for Ben."]


def test_the_last_rung_is_the_owners_stand_in(floor: LadderFloor) -> None:
    floor.person("finn")
    floor.lead()
    floor.at(hours=48)
    floor.delegate("ada", "finn")

    floor.at(hours=72)

    assert floor.told(FIRST)[-1] == "finn"


@pytest.mark.requirement("WFL-CRMOP-0062", "FUN-CRMOP-0033")
def test_high_severity_goes_one_rung_up_at_once(floor: LadderFloor) -> None:
    floor.lead(priority=Priority.HIGH)

    floor.at(hours=18)
    assert floor.told(FIRST) == ["ada", "ben"]
    floor.at(hours=24)
    assert floor.told(FIRST)[2:] == ["ada", "cleo", "dora"], "Ben knows, so his rung falls to Cleo, and hers to Dora"


def test_twice_the_target_is_severe(floor: LadderFloor) -> None:
    floor.lead()
    floor.at(hours=32)
    [escalation] = floor.all()
    assert escalation.severity == "medium"

    floor.at(hours=48)
    [escalation, *_] = floor.all()
    assert escalation.severity == "high"


def test_after_a_downtime_only_the_highest_due_rung_acts_and_the_others_are_on_record(floor: LadderFloor) -> None:
    lead = floor.lead()

    assert floor.down_until(hours=33).fired == 1
    assert floor.told() == ["cleo"]
    [escalation] = floor.all(subject_id=lead.id)
    steps = [(step.rung, step.outcome.value) for step in escalation.steps]
    assert steps == [(0, "passed"), (1, "passed"), (2, "notified")]
    floor.at(hours=48)
    assert floor.told(FIRST) == ["cleo", "dora"]


def test_a_fact_that_stops_the_clock_resolves(floor: LadderFloor) -> None:
    lead = floor.lead()
    floor.at(hours=25)

    floor.call(lead.ref)

    [escalation] = floor.all(subject_id=lead.id)
    assert (escalation.status, escalation.resolved_by) == ("resolved", floor.actor.user_id)
    before = floor.told(FIRST)
    floor.at(hours=100)
    assert floor.told(FIRST) == before


def test_an_acknowledged_one_stops_below_the_director(floor: LadderFloor) -> None:
    floor.lead()
    floor.at(hours=25)
    [escalation] = floor.all()
    floor.escalations.acknowledge(floor.actor, escalation.id)

    floor.at(hours=47)
    assert floor.told(FIRST) == ["ada", "ada", "ben"]
    floor.at(hours=48)
    assert floor.told(FIRST)[3:] == ["dora"]
    assert [step.outcome.value for step in floor.escalations.get(floor.actor, escalation.id).steps][2] == "held"
    with pytest.raises(EscalationClosed):
        floor.escalations.acknowledge(floor.actor, escalation.id)


def test_a_snoozed_one_rests_at_most_a_day_and_at_most_twice(floor: LadderFloor) -> None:
    floor.lead()
    floor.at(hours=25)
    [escalation] = floor.all()
    with pytest.raises(Invalid):
        floor.escalations.snooze(floor.actor, escalation.id, START + 25 * HOUR + timedelta(hours=24, seconds=1))
    floor.escalations.snooze(floor.actor, escalation.id)

    floor.at(hours=48.9)
    assert floor.told(FIRST) == ["ada", "ada", "ben"]
    floor.at(hours=49)
    assert len(floor.told(FIRST)) > 3, "what fell due meanwhile acts when the snooze ends"
    floor.escalations.snooze(floor.actor, escalation.id, START + 50 * HOUR)
    with pytest.raises(SnoozedTooOften):
        floor.escalations.snooze(floor.actor, escalation.id)


def test_what_a_person_resolved_is_silent_until_it_is_reopened(floor: LadderFloor) -> None:
    floor.lead()
    floor.at(hours=25)
    [escalation] = floor.all()
    floor.escalations.resolve(floor.actor, escalation.id, "They called us.")
    floor.at(hours=33)
    assert floor.told(FIRST) == ["ada", "ada", "ben"]

    floor.escalations.reopen(floor.actor, escalation.id)
    floor.at(hours=48)

    assert "dora" in floor.told(FIRST)
    with pytest.raises(Refused):
        floor.escalations.reopen(floor.actor, escalation.id)


def test_what_nobody_has_is_told_to_all_managers_once(floor: LadderFloor) -> None:
    floor.lead(owner=None)
    floor.at(hours=72)

    assert floor.told(FIRST) == ["role manager"]


@pytest.mark.requirement("FR-L3-001")
def test_a_rung_may_raise_the_priority_and_reassign(floor: LadderFloor) -> None:
    ladder(floor, Rung(after_seconds=0, tells=DEFAULT_LADDER[1].tells, reassigns=True, raises_priority=True))
    lead = floor.lead()

    assert floor.at(hours=24) == TimerRun()

    assert floor.leads.get(floor.actor, lead.id).priority is Priority.HIGH
    assert floor.routing.asked == [lead.id]
    [escalation] = floor.all()
    assert (escalation.steps[0].reassigns, escalation.steps[0].raises_priority) == (True, True)


def test_a_lead_that_was_given_to_somebody_meanwhile_is_not_routed_again(floor: LadderFloor) -> None:
    ladder(floor, Rung(after_seconds=0, tells=DEFAULT_LADDER[1].tells, reassigns=True))
    lead = floor.lead()
    floor.world.clock.advance(24 * HOUR)
    floor.firing.run_once()
    floor.give(lead, "ben")

    floor.firing.run_until_none()

    assert floor.routing.asked == []


@pytest.mark.requirement("WFL-CRMOP-0060", "WFL-CRMOP-0061", "FUN-CRMOP-0032")
def test_breaches_of_leads_and_deals_are_checked(floor: LadderFloor) -> None:
    floor.lead()
    floor.deal()
    floor.down_until(hours=50)

    def found(check: Callable[[Actor], Sequence[SLAResult]]) -> list[tuple[str, str]]:
        return [(each.target.value, each.state.value) for each in check(floor.actor)]

    assert found(floor.workflow.check_leads) == [("first_contact", "breached")]
    assert found(floor.workflow.check_opportunities) == [("follow_up", "breached")]
    floor.down_until(hours=60)
    assert found(floor.workflow.check_leads) == [("first_contact", "breached"), ("qualification", "at_risk")]
