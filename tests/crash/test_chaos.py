"""The storm in short: workers are killed and connections cut while commands pour in, and all is done once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHAOS = Path(__file__).parents[1] / "chaos" / "chaos.py"


def weathered(*words: str, **environment: str) -> Any:
    """The figures of a storm after which nothing was amiss."""
    command: list[Any] = [sys.executable, CHAOS, "--json", "--seed", "1", *words]
    completed = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert completed.stdout, completed.stderr
    outcome = json.loads(completed.stdout)
    assert outcome["flaws"] == []
    assert completed.returncode == 0
    return outcome["figures"]


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "REL-002", "SCL-001", "BR-002")
def test_two_workers_that_are_killed_do_every_command_once(postgresql_url: str) -> None:
    figures = weathered(
        *("--commands", "100", "--workers", "2", "--seconds-between-kills", "2", "--kills", "4"),
        CRM_TEST_POSTGRES_URL=postgresql_url,
    )

    assert figures["workers killed"] >= 1
    assert figures["connections cut"] >= 1
    assert figures["runs taken over"] >= 1
    assert figures["timers"]["fired"] >= 1


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001", "BR-002")
def test_the_one_worker_on_sqlite_that_is_killed_does_every_command_once() -> None:
    figures = weathered(
        *("--database", "sqlite", "--commands", "60", "--seconds-between-kills", "2", "--kills", "2"),
    )

    assert figures["workers killed"] >= 1
    assert figures["runs taken over"] >= 1
    assert figures["timers"]["fired"] >= 1
