"""A clock: stopped by facts, by when they happened; paused and resumed; and when each rung of its ladder comes."""

from datetime import datetime, timedelta

import pytest

from crm_core.service_levels import (
    ClockState,
    ClockStatus,
    Pause,
    PauseReason,
    SlaClock,
    SlaClockStopped,
    SlaStopped,
    SlaTerms,
    judged,
)
from crm_core.service_levels.clock import MOST_PAUSES, SlaClockNotFound
from crm_core.testing import START, TENANT, an_sla_clock
from crm_core.values import LAST_MOMENT
from crm_core.vocabulary import Priority

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
DAY = SlaTerms(policy="default", policy_version=0, seconds=86_400, warning_percent=75)
DUE = START + 24 * HOUR


def a_pause(start: datetime, end: datetime | None = None, cause: str | None = None) -> Pause:
    reason = PauseReason.BY_HAND if cause is None else PauseReason.APPROVAL
    return Pause(start=start, end=end, reason=reason, cause=cause)


def met(clock: SlaClock, happened_at: datetime, at: datetime | None = None) -> SlaClock:
    return clock.meet(DAY, happened_at=happened_at, at=at or happened_at)


def test_it_is_in_time_until_just_before_it_is_due() -> None:
    clock = an_sla_clock()

    assert (met(clock, DUE - INSTANT).status, met(clock, DUE).status) == (ClockStatus.MET, ClockStatus.MET_LATE)
    stopped = met(clock, START + 5 * HOUR, DUE + HOUR)
    assert (stopped.stopped_at, stopped.reported_at, stopped.updated_at) == (START + 5 * HOUR, DUE + HOUR, DUE + HOUR)
    assert (stopped.status, stopped.elapsed_seconds, stopped.is_running) == (ClockStatus.MET, 5 * 3_600, False)
    assert (stopped.warn_at, stopped.due_at) == (START + 18 * HOUR, DUE)


def test_an_earlier_fact_that_is_told_later_makes_it_in_time() -> None:
    late = met(an_sla_clock(), DUE + HOUR)
    corrected = met(late, START + HOUR, DUE + 2 * HOUR)

    assert (late.status, corrected.status) == (ClockStatus.MET_LATE, ClockStatus.MET)
    assert (corrected.stopped_at, corrected.reported_at, corrected.elapsed_seconds) == (
        START + HOUR,
        DUE + 2 * HOUR,
        3_600,
    )


def test_a_fact_from_before_it_began_stops_it_at_its_beginning() -> None:
    """Neither what happened nor when it was told comes before the promise."""
    for stopped in (met(an_sla_clock(), START - HOUR), an_sla_clock().cancel(DAY, at=START - HOUR)):
        assert (stopped.stopped_at, stopped.reported_at, stopped.elapsed_seconds) == (START, START, 0)


def test_one_that_is_cancelled_says_how_much_had_been_counted() -> None:
    cancelled = an_sla_clock().cancel(DAY, at=START + 2 * HOUR)

    assert (cancelled.status, cancelled.elapsed_seconds) == (ClockStatus.CANCELLED, 2 * 3_600)
    assert (cancelled.stopped_at, cancelled.due_at) == (START + 2 * HOUR, DUE)


def test_whole_seconds_are_counted() -> None:
    elapsed = met(an_sla_clock(), START + HOUR + timedelta(microseconds=999_999)).elapsed_seconds

    assert (elapsed, type(elapsed)) == (3_600, int)


def test_the_rule_is_told_what_the_clock_knows() -> None:
    clock = an_sla_clock(priority=Priority.URGENT, pauses=(a_pause(START, START + HOUR),))
    case, stopped = clock.case(DUE), clock.cancel(DAY, at=DUE).case(DUE + HOUR)

    assert (case.target, case.priority, case.started_at, case.at) == (clock.target, Priority.URGENT, START, DUE)
    assert (case.stopped_at, case.is_cancelled, case.pauses) == (None, False, clock.pauses)
    assert (stopped.stopped_at, stopped.is_cancelled) == (DUE, True)


def test_a_pause_that_has_ended_stays_as_it_is() -> None:
    pause = a_pause(START, START + HOUR)

    assert pause.ended(START + HOUR) is pause
    assert pause.ended(START - HOUR).end == START


def test_a_pause_moves_what_is_to_come() -> None:
    clock = an_sla_clock().pause(a_pause(START + HOUR, START + 4 * HOUR), DAY, at=START + HOUR)

    assert (clock.warn_at, clock.due_at) == (START + 21 * HOUR, DUE + 3 * HOUR)
    assert clock.paused_until == START + 4 * HOUR
    assert clock.rung_at(None, DAY) == clock.warn_at
    assert clock.rung_at(0, DAY) == clock.due_at
    assert clock.rung_at(3_600, DAY) == DUE + 4 * HOUR
    assert met(clock, START + 6 * HOUR).elapsed_seconds == 3 * 3_600


def test_behind_a_pause_without_an_end_nothing_comes_until_it_is_ended() -> None:
    paused = an_sla_clock().pause(a_pause(START + HOUR), DAY, at=START + HOUR)
    assert (paused.warn_at, paused.due_at, paused.paused_until) == (None, None, LAST_MOMENT)
    assert (paused.rung_at(None, DAY), paused.rung_at(0, DAY)) == (None, None)

    resumed = paused.resume(DAY, at=START + 3 * HOUR)
    assert resumed.pauses == (a_pause(START + HOUR, START + 3 * HOUR),)
    assert (resumed.due_at, resumed.paused_until) == (DUE + 2 * HOUR, START + 3 * HOUR)
    stopped = met(paused, START + 5 * HOUR)
    assert stopped.pauses == (a_pause(START + HOUR, START + 5 * HOUR),)
    assert (stopped.elapsed_seconds, stopped.warn_at, stopped.due_at) == (3_600, START + 22 * HOUR, DUE + 4 * HOUR)
    cancelled = paused.cancel(DAY, at=START + 5 * HOUR)
    assert (cancelled.pauses, cancelled.elapsed_seconds) == (stopped.pauses, 3_600)


def test_it_is_paused_until_the_last_of_its_pauses_ends() -> None:
    clock = an_sla_clock()
    for hours in (5, 3):
        clock = clock.pause(a_pause(START, START + hours * HOUR, cause=f"{hours}"), DAY, at=START)

    assert clock.paused_until == START + 5 * HOUR
    assert clock.resume(DAY, at=START + HOUR, cause="5").paused_until == START + 3 * HOUR


def test_only_the_pauses_of_the_reason_and_cause_are_ended() -> None:
    by_hand, waiting, other = a_pause(START), a_pause(START, cause="one"), a_pause(START, cause="two")
    clock = an_sla_clock()
    for pause in (by_hand, waiting, other):
        clock = clock.pause(pause, DAY, at=START)
    at = START + HOUR

    def goes_on(resumed: SlaClock) -> list[Pause]:
        return [pause for pause in resumed.pauses if pause.end is None]

    assert goes_on(clock.resume(DAY, at=at, reason=PauseReason.BY_HAND)) == [waiting, other]
    assert goes_on(clock.resume(DAY, at=at, reason=PauseReason.APPROVAL)) == [by_hand]
    assert goes_on(clock.resume(DAY, at=at, reason=PauseReason.APPROVAL, cause="one")) == [by_hand, other]
    assert goes_on(clock.resume(DAY, at=at)) == []
    assert clock.resume(DAY, at=at, cause="three") is clock


def test_a_pause_says_for_what_it_goes_on() -> None:
    clock = an_sla_clock().pause(a_pause(START, START + HOUR, cause="one"), DAY, at=START)

    assert clock.is_paused_for(PauseReason.APPROVAL, "one", START)
    assert not clock.is_paused_for(PauseReason.APPROVAL, "one", START + HOUR)
    assert not clock.is_paused_for(PauseReason.APPROVAL, "two", START)
    assert not clock.is_paused_for(PauseReason.ACTIVITY, "one", START)


def test_a_pause_after_the_breach_moves_nothing() -> None:
    paused = an_sla_clock().pause(a_pause(DUE, DUE + HOUR), DAY, at=DUE)

    assert (paused.due_at, paused.paused_until) == (DUE, START)
    just_before = an_sla_clock().pause(a_pause(DUE - INSTANT, DUE + HOUR), DAY, at=DUE - INSTANT)
    assert (just_before.due_at, just_before.paused_until) == (DUE + HOUR + INSTANT, DUE + HOUR)


def test_a_pause_that_is_still_going_on_when_it_is_breached_pauses_no_longer_than_now() -> None:
    clock = an_sla_clock().pause(a_pause(START + HOUR, START + 2 * HOUR), DAY, at=START + HOUR)
    again = clock.pause(a_pause(DUE + 5 * HOUR, DUE + 9 * HOUR), DAY, at=DUE + 5 * HOUR)

    assert (again.due_at, again.paused_until) == (DUE + HOUR, START + 2 * HOUR)


@pytest.mark.parametrize("stopped", [met(an_sla_clock(), DUE), an_sla_clock().cancel(DAY, at=START)], ids=str)
def test_what_has_stopped_is_neither_paused_nor_resumed(stopped: SlaClock) -> None:
    with pytest.raises(SlaClockStopped, match=f"^the .* of {stopped.number} is {stopped.status}; .* resumed$"):
        stopped.pause(a_pause(START), DAY, at=START)
    with pytest.raises(SlaClockStopped):
        stopped.resume(DAY, at=START)


def test_there_is_a_most_of_pauses() -> None:
    pauses = tuple(a_pause(START + number * INSTANT) for number in range(MOST_PAUSES - 1))
    full = an_sla_clock(pauses=pauses).pause(a_pause(START), DAY, at=START)

    with pytest.raises(SlaClockStopped, match=f"^the .* of .* was paused {MOST_PAUSES} times; .* more often$"):
        full.pause(a_pause(START), DAY, at=START)


def test_its_events_tell_of_its_lead() -> None:
    clock = an_sla_clock(owner="ada")
    event = clock.event_of(SlaStopped, at=DUE)

    assert (event.tenant_id, event.subject, event.related, event.at) == (TENANT, clock.ref, clock.subject, DUE)
    assert (event.number, event.target, event.policy, event.owner, event.due_at) == (
        clock.number,
        clock.target,
        "default",
        "ada",
        DUE,
    )


def test_it_is_judged_and_stands_as_the_rule_says() -> None:
    clock = an_sla_clock().pause(a_pause(START, START + HOUR), DAY, at=START)
    at = DUE + 5 * HOUR
    result, standing = clock.judge(DAY, at), clock.stand(DAY, at)

    assert result == judged(clock.case(at), DAY)
    assert (standing.state, standing.severity) == (result.state, result.severity)
    assert (standing.elapsed, standing.paused, standing.closed) == (28 * 3_600, 3_600, 0)
    assert clock.stand(DAY, START + 20 * HOUR).state is ClockState.AT_RISK


def test_one_that_does_not_run_is_told_by_its_number() -> None:
    error = SlaClockNotFound.because_none_runs("LEAD-2026-0001")

    assert str(error) == "no clock runs for LEAD-2026-0001; see `crm sla list --subject LEAD-2026-0001`"
