"""Where partners are built in a workflow is one commit: whoever dies before it did nothing, and after it everything.

Deaths between steps within the commit are alike whatever a workflow finds, and on every database: they are rehearsed in
one shape a workflow on SQLite, and elsewhere those around the commit.
"""

import pytest
from assertions import after_deaths
from harness import CrashHarness
from scenarios import FIRST, SCENARIOS, Scenario
from thoroughness import IN_FULL


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_whoever_dies_before_or_after_the_commit_leaves_nothing_lost_or_doubled(
    near: CrashHarness, scenario: Scenario
) -> None:
    in_full = IN_FULL or (near.crm.database.kind == "sqlite" and scenario in FIRST.values())
    deaths, wrong = after_deaths(
        near, scenario, lambda example: example.moments if in_full else example.around_the_commit
    )

    assert wrong == []
    assert deaths >= 2, "before the run and after it, at the least"
