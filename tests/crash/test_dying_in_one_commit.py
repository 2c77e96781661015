"""Where partners are built in a workflow is one commit: whoever dies before it did nothing, and after it everything.

Deaths between steps within the commit are alike whatever a workflow finds, and on every database: they are rehearsed in
one shape a workflow on SQLite, and on a server, for two workflows, those around the commit; all of them in make crash.
"""

from operator import attrgetter
from pathlib import Path

import pytest
from assertions import Example, after_deaths, prepared, undisturbed, unlike_the_example
from harness import CrashHarness
from kill_points import RUN, Fault, KillPoint, Side
from scenarios import FIRST, SCENARIOS, Scenario
from thoroughness import IN_FULL

from crm_adapters.storage import driver_named

AFTER_THE_COMMIT = KillPoint(Side.AFTER, RUN)


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_caller_who_dies_leaves_nothing_before_the_commit_and_everything_after_it(
    near: CrashHarness, scenario: Scenario
) -> None:
    twice = undisturbed(near, scenario)
    alive = near.case(scenario)
    once = Example(near.run_case(alive).passed, near.end_state(alive))
    cases = {moment: prepared(near, scenario) for moment in _rehearsed(near, scenario, twice)}
    near.crash_each([(one.case, Fault(dies_at=moment)) for moment, one in cases.items()])

    committed = near.end_state(cases[AFTER_THE_COMMIT].case)
    changed = [moment for moment, one in cases.items() if near.world(one.case) != one.before]
    ended = near.recover(one.case for one in cases.values())
    wrong = [
        f"died {moment}: {flaw}"
        for moment, one in cases.items()
        for flaw in unlike_the_example(near, scenario, one.case, ended, twice if moment == AFTER_THE_COMMIT else once)
    ]

    assert committed == once.end_state
    assert changed == [AFTER_THE_COMMIT]
    assert wrong == []
    assert len(cases) >= 4, "around the run and around the workflow, at the least"
    if near.crm.database.kind == "sqlite":
        assert not Path(str(driver_named(near.environment.processes_url).database)).exists(), "it opened the engine"


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_worker_that_dies_before_or_after_the_commit_leaves_nothing_lost_or_doubled(
    near_queue: CrashHarness, scenario: Scenario
) -> None:
    moments = attrgetter("moments" if IN_FULL else "around_the_commit")
    deaths, wrong = after_deaths(near_queue, scenario, moments)

    assert wrong == []
    assert deaths >= 4, "around the run and around the workflow, at the least"


def _rehearsed(harness: CrashHarness, scenario: Scenario, example: Example) -> tuple[KillPoint, ...]:
    in_full = IN_FULL or (harness.crm.database.kind == "sqlite" and scenario in FIRST.values())
    return example.moments if in_full else example.around_the_commit
