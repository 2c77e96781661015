"""A process dies at every boundary of every step of every workflow; afterwards the world is as if nobody had died."""

import pytest
from assertions import after_deaths
from harness import CrashHarness
from scenarios import SCENARIOS, Scenario


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_whoever_dies_at_a_step_leaves_nothing_lost_or_doubled(far: CrashHarness, scenario: Scenario) -> None:
    deaths, wrong = after_deaths(far, scenario, lambda example: example.moments)

    assert wrong == []
    assert deaths > 4
