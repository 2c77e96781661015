"""The rule that says how a promise stands: its boundaries, its severity, its explanation, and what always adds up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.service_levels import (
    LEAD_TARGETS,
    OPPORTUNITY_TARGETS,
    CalendarTerms,
    ClockState,
    Pause,
    PauseReason,
    Severity,
    SLABreachRule,
    SlaCase,
    SLAResult,
    SlaTerms,
    Target,
    judged,
)
from crm_core.testing import START
from crm_core.vocabulary import Priority

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
DAY = SlaTerms(policy="Fast", policy_version=3, seconds=86_400, warning_percent=75)
OFFICE = CalendarTerms(
    name="Office",
    revision=2,
    timezone="Europe/Berlin",
    week=("mon-fri 09:00-12:00 13:00-18:00",),
    days=("12-24 closed",),
)


def case(after: timedelta, **fields: Any) -> SlaCase:
    known = {"target": Target.FIRST_CONTACT, "priority": Priority.MEDIUM, "started_at": START, "at": START + after}
    return SlaCase(**{**known, **fields})


def state(after: timedelta, **fields: Any) -> ClockState:
    return judged(case(after, **fields), DAY).state


@pytest.mark.requirement("IFC-CRMOP-0047", "IFC-CRMOP-0048", "IFC-CRMOP-0049")
@pytest.mark.parametrize("target", Target)
def test_leads_and_opportunities_are_judged_each_by_their_targets(target: Target) -> None:
    rule, asked = SLABreachRule(DAY), case(24 * HOUR, target=target)
    ours, others = rule.evaluate_lead, rule.evaluate_opportunity
    if target in OPPORTUNITY_TARGETS:
        ours, others = others, ours

    assert isinstance(result := ours(asked), SLAResult)
    assert (result.target, result.state) == (target, ClockState.BREACHED)
    with pytest.raises(Invalid, match=rf"^target: {target} is not promised of a \w+; name one that is$"):
        others(asked)
    assert {*LEAD_TARGETS, *OPPORTUNITY_TARGETS} == set(Target)


@pytest.mark.requirement("FR-L3-002")
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0 * HOUR, ClockState.ON_TRACK),
        (18 * HOUR - INSTANT, ClockState.ON_TRACK),
        (18 * HOUR, ClockState.AT_RISK),
        (24 * HOUR - INSTANT, ClockState.AT_RISK),
        (24 * HOUR, ClockState.BREACHED),
        (2400 * HOUR, ClockState.BREACHED),
    ],
)
def test_at_risk_from_the_warning_on_and_breached_at_the_moment_it_is_due(after: timedelta, expected: str) -> None:
    assert state(after) == expected


def test_what_stopped_it_counts_when_it_happened_whenever_it_is_judged() -> None:
    for judged_after in (24 * HOUR, 240 * HOUR):
        assert state(judged_after, stopped_at=START + 24 * HOUR - INSTANT) is ClockState.MET
        assert state(judged_after, stopped_at=START + 24 * HOUR) is ClockState.MET_LATE
        assert state(judged_after, is_cancelled=True, stopped_at=START) is ClockState.CANCELLED


@pytest.mark.parametrize(
    ("after", "priority", "expected"),
    [
        (1 * HOUR, Priority.URGENT, None),
        (20 * HOUR, Priority.MEDIUM, Severity.LOW),
        (24 * HOUR, Priority.MEDIUM, Severity.MEDIUM),
        (48 * HOUR - INSTANT, Priority.LOW, Severity.MEDIUM),
        (48 * HOUR, Priority.LOW, Severity.HIGH),
        (24 * HOUR, Priority.HIGH, Severity.HIGH),
        (20 * HOUR, Priority.URGENT, Severity.HIGH),
    ],
)
def test_severity_is_low_medium_and_high_past_twice_the_target_or_by_priority(
    after: timedelta, priority: Priority, expected: Severity | None
) -> None:
    assert judged(case(after, priority=priority), DAY).severity is expected


def pause(start: timedelta, end: timedelta | None) -> Pause:
    return Pause(start=START + start, end=None if end is None else START + end, reason=PauseReason.BY_HAND, note="why")


def test_a_pause_is_half_open_and_overlapping_ones_count_once() -> None:
    pauses = (pause(2 * HOUR, 6 * HOUR), pause(4 * HOUR, 8 * HOUR), pause(8 * HOUR, 9 * HOUR))
    result = judged(case(10 * HOUR, pauses=pauses), DAY)

    assert (result.elapsed_seconds, result.paused_seconds) == (3 * 3_600, 7 * 3_600)
    assert result.due_at == START + 31 * HOUR
    assert [state(after, pauses=pauses) for after in (2 * HOUR - INSTANT, 2 * HOUR, 9 * HOUR - INSTANT, 9 * HOUR)] == [
        ClockState.ON_TRACK,
        ClockState.PAUSED,
        ClockState.PAUSED,
        ClockState.ON_TRACK,
    ]


def test_a_pause_after_the_breach_does_not_unmake_it_and_one_without_an_end_makes_nothing_due() -> None:
    late = judged(case(30 * HOUR, pauses=(pause(25 * HOUR, None),)), DAY)
    assert (late.state, late.due_at) == (ClockState.BREACHED, START + 24 * HOUR)
    waiting = judged(case(300 * HOUR, pauses=(pause(5 * HOUR, None),)), DAY)
    assert (waiting.state, waiting.due_at, waiting.elapsed_seconds) == (ClockState.PAUSED, None, 5 * 3_600)


def test_a_closed_calendar_is_no_pause_and_a_verdict_explains_itself() -> None:
    friday = datetime(2026, 1, 16, 16, tzinfo=UTC)
    terms = DAY.model_copy(update={"seconds": 4 * 3_600, "calendar": OFFICE})
    over_the_weekend = Pause(start=friday, end=friday + 61 * HOUR, reason=PauseReason.APPROVAL)
    asked = case(0 * HOUR, started_at=friday, at=friday + 66 * HOUR, pauses=(over_the_weekend,))
    result = judged(asked, terms)

    assert (result.paused_seconds, result.closed_seconds, result.elapsed_seconds) == (3_600, 63 * 3_600, 2 * 3_600)
    assert result.due_at == datetime(2026, 1, 19, 13, tzinfo=UTC)
    assert [(span.start.hour, span.end.hour) for span in result.counted] == [(8, 10)]
    assert result.reasons[0] == "first contact by Fast 3, Office 2: on track"
    assert result.reasons[1:3] == (
        "2 h of 4 h counted in 1 interval since 2026-01-16 16:00 UTC",
        "due 2026-01-19 13:00 UTC",
    )
    assert result.reasons[-1].endswith("approval")


moments = st.integers(0, 40 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def cases(draw: st.DrawFn) -> tuple[SlaCase, SlaTerms]:
    pauses = []
    for start, end in draw(st.lists(st.tuples(moments, st.none() | moments), max_size=4)):
        reason = draw(st.sampled_from(PauseReason))
        pauses.append(Pause(start=start, end=None if end is None else max(start, end), reason=reason))
    asked = case(
        0 * HOUR,
        at=draw(moments),
        stopped_at=draw(st.none() | moments),
        pauses=tuple(pauses),
    )
    seconds, calendar = draw(st.integers(1, 30 * 86_400)), draw(st.sampled_from([None, OFFICE]))
    return asked, DAY.model_copy(update={"seconds": seconds, "calendar": calendar})


@settings(max_examples=150, deadline=None)
@given(cases())
def test_working_time_plus_pauses_plus_closed_time_is_elapsed_time(drawn: tuple[SlaCase, SlaTerms]) -> None:
    asked, terms = drawn
    result = judged(asked, terms)

    passed = (max(asked.started_at, asked.stopped_at or asked.at) - asked.started_at) // timedelta(seconds=1)
    parts = (result.elapsed_seconds, result.paused_seconds, result.closed_seconds)
    assert min(parts) >= 0
    assert sum(parts) == passed
    assert result.remaining_seconds == terms.seconds - result.elapsed_seconds
    if result.due_at is not None:
        assert result.warn_at is not None
        assert result.started_at < result.warn_at <= result.due_at
        assert judged(asked.model_copy(update={"stopped_at": result.due_at}), terms).state is ClockState.MET_LATE
        before = asked.model_copy(update={"stopped_at": result.due_at - INSTANT})
        assert judged(before, terms).state is ClockState.MET


def test_the_warning_comes_at_a_whole_second() -> None:
    terms = DAY.model_copy(update={"seconds": 10})

    assert judged(case(HOUR), terms).warn_at == START + timedelta(seconds=8)


def test_a_verdict_says_what_was_counted_when_it_was_due_and_why_it_was_paused() -> None:
    pauses = (
        Pause(start=START + HOUR, end=START + 2 * HOUR, reason=PauseReason.BY_HAND, note="they are away"),
        Pause(start=START + 3 * HOUR, reason=PauseReason.APPROVAL),
    )
    waiting = judged(case(5 * HOUR, pauses=pauses), DAY)
    stopped = judged(case(5 * HOUR, pauses=pauses[:1], stopped_at=START + 4 * HOUR), DAY)

    assert stopped.stopped_at == START + 4 * HOUR
    assert waiting.reasons == (
        "first contact by Fast 3, clock time: paused",
        "2 h of 24 h counted in 2 intervals since 2026-01-15 09:00 UTC",
        "not due while a pause has no end",
        "paused 2026-01-15 10:00 UTC until 2026-01-15 11:00 UTC, by hand: they are away",
        "paused 2026-01-15 12:00 UTC until further notice, approval",
    )
    assert stopped.reasons == (
        "first contact by Fast 3, clock time: met, stopped 2026-01-15 13:00 UTC",
        "3 h of 24 h counted in 2 intervals since 2026-01-15 09:00 UTC",
        "due 2026-01-16 10:00 UTC",
        "paused 2026-01-15 10:00 UTC until 2026-01-15 11:00 UTC, by hand: they are away",
    )
