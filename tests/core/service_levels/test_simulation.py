"""A policy is tried on clocks that ran, by its own seconds, its calendar and its ladder."""

from datetime import date, timedelta
from typing import Any

from crm_core.identity import EntityKind
from crm_core.service_levels import (
    AddSlaPolicy,
    Audience,
    ClockStatus,
    Pause,
    PauseReason,
    Promise,
    Rung,
    Simulation,
    SlaPolicy,
    SlaSimulation,
    Target,
)
from crm_core.testing import START, TENANT, a_working_calendar, an_sla_clock
from crm_core.testing.builders import an_id

HOUR = timedelta(hours=1)
DAYS = (date(2026, 1, 1), date(2026, 3, 31))
LADDER = (
    Rung(tells=(Audience.OWNER,)),
    Rung(after_seconds=0, tells=(Audience.OWNER, Audience.TEAM_LEAD)),
    Rung(after_seconds=8 * 3_600, tells=(Audience.MANAGER,)),
)


def policy(hours: int = 4, **changes: Any) -> SlaPolicy:
    promises = (Promise(target=Target.FIRST_CONTACT, seconds=hours * 3_600),)
    request = AddSlaPolicy(name="Hot", subject=EntityKind.LEAD, promises=promises, ladder=LADDER, **changes)
    return SlaPolicy.add(request, entity_id=an_id(0x51, 1), tenant_id=TENANT, at=START)[0]


def stopped(hours: float, status: ClockStatus = ClockStatus.MET, **changes: Any) -> dict[str, Any]:
    return {"status": status, "stopped_at": START + hours * HOUR, "reported_at": START + hours * HOUR, **changes}


def simulated(tried: SlaPolicy, *every: dict[str, Any], hours: int = 100, calendar: Any = None) -> SlaSimulation:
    simulation = Simulation(tried, calendar, START + hours * HOUR)
    for number, changes in enumerate(every, start=1):
        simulation.count(an_sla_clock(number, **changes))
    return simulation.result(*DAYS)


def test_what_was_met_by_one_policy_would_have_been_late_by_another() -> None:
    found = simulated(policy(), stopped(2), stopped(5), stopped(13), stopped(1, ClockStatus.CANCELLED), {})

    [target] = found.targets
    assert (target.clocks, target.in_time, target.breached, target.cancelled, target.open) == (5, 1, 3, 1, 0)
    assert [(rung.rung, rung.reached) for rung in found.rungs] == [(0, 3), (1, 3), (2, 2)]
    assert (found.clocks, found.breached, found.notices) == (5, 3, 3 + 2 * 3 + 2)
    assert (found.policy, found.policy_version, found.since) == ("Hot", 1, DAYS[0])


def test_what_stops_at_the_moment_of_a_rung_reaches_it_not() -> None:
    """At due it is breached, and what stops it then was faster than whoever would have been told."""
    found = simulated(policy(), stopped(4))

    assert (found.breached, [rung.reached for rung in found.rungs]) == (1, [1, 0, 0])


def test_one_that_runs_is_judged_at_the_moment_of_asking() -> None:
    before, at_due = (simulated(policy(), {}, hours=hours) for hours in (3, 4))

    assert (before.targets[0].open, before.breached, [rung.reached for rung in before.rungs]) == (1, 0, [1, 0, 0])
    assert (at_due.targets[0].open, at_due.breached, [rung.reached for rung in at_due.rungs]) == (0, 1, [1, 1, 0])


def test_its_pauses_and_the_policys_calendar_count() -> None:
    pause = Pause(start=START, end=START + 3 * HOUR, reason=PauseReason.BY_HAND)
    office = a_working_calendar()

    assert simulated(policy(), stopped(6, pauses=(pause,))).breached == 0
    assert simulated(policy(), stopped(4.5)).breached == 1
    assert simulated(policy(), stopped(4.5), calendar=office).breached == 0  # an hour of it is lunch
    assert simulated(policy(), stopped(24), calendar=office).breached == 1


def test_a_target_it_does_not_promise_is_left_out() -> None:
    found = simulated(policy(), stopped(100, target=Target.QUALIFICATION))

    assert (found.clocks, [target.clocks for target in found.targets]) == (0, [0])
