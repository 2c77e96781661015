"""Clocks of a wired application, in a database: their timers fire once, tell of it, and go up the ladder."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.activities import ActivityType, LogActivity
from crm_core.leads import CreateLead, Lead
from crm_core.service_levels import Target
from crm_core.testing import START
from crm_operations.service_levels import SlaQuery

ME = administrator("main")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture
def crm(migrated_file: str, clock: VirtualClock) -> Iterator[Crm]:
    with open_crm(settings=CrmSettings.load(database_url=migrated_file, runner="in_process"), clock=clock) as crm:
        crm.initialise(ME)
        yield crm


def captured(crm: Crm) -> Lead:
    return crm.leads.capture(ME, CreateLead(name="Ada", source="website")).lead


def topics(crm: Crm) -> list[str]:
    with crm.database.reading(ME.tenant_id) as connection:
        found = connection.exec_driver_sql("SELECT topic FROM crm_outbox WHERE topic LIKE 'sla_clock.%' ORDER BY id")
        return [topic for (topic,) in found]


def rungs(crm: Crm, lead: Lead) -> list[tuple[int, str]]:
    """Of the first contact."""
    with crm.container.infrastructure.records().reading(ME) as work:
        first = work.sla_clocks.running([lead.ref])[0]
        return [(timer.rung, timer.state.value) for timer in work.timers.of(first.ref)]


@pytest.mark.requirement("FR-L3-002")
def test_it_is_told_once_at_risk_and_once_breached_and_climbs(crm: Crm, clock: VirtualClock) -> None:
    lead = captured(crm)
    clock.set(START + 18 * HOUR - timedelta(seconds=1))
    assert crm.timer_firing.run_until_none().fired == 0
    clock.set(START + 18 * HOUR)
    assert crm.timer_firing.run_until_none().fired == 1
    assert (topics(crm), rungs(crm, lead)) == (["sla_clock.at_risk"], [(0, "fired"), (1, "pending")])
    clock.set(START + 24 * HOUR)
    crm.timer_firing.run_until_none()
    clock.set(START + 32 * HOUR)
    crm.timer_firing.run_until_none()
    assert topics(crm) == ["sla_clock.at_risk", "sla_clock.breached"]
    assert rungs(crm, lead) == [(0, "fired"), (1, "fired"), (2, "fired"), (3, "pending")]
    assert [decision.kind for decision in crm.audit.explain(ME, lead.ref)] == ["sla"] * 3
    assert all(replay.is_same for replay in crm.audit.replay(ME, lead.ref))


def test_after_a_downtime_it_is_told_once(crm: Crm, clock: VirtualClock) -> None:
    captured(crm)
    clock.set(START + 60 * HOUR)
    crm.timer_firing.run_until_none()

    assert topics(crm).count("sla_clock.breached") == 1
    assert crm.timer_firing.run_until_none().fired == 0


def test_a_fact_that_stops_the_clock_leaves_no_timer(crm: Crm, clock: VirtualClock) -> None:
    lead = captured(crm)
    clock.set(START + HOUR)
    crm.activities.log(ME, LogActivity(related=lead.ref, activity_type=ActivityType.CALL, subject="Talked"))
    clock.set(START + 40 * HOUR)
    assert crm.timer_firing.run_until_none().fired == 0
    [row] = crm.service_levels.list(ME, SlaQuery(target=Target.FIRST_CONTACT))
    assert (row.state, row.stopped_at) == ("met", START + HOUR)
    assert crm.audit.verify(ME).flaws == ()
