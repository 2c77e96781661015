"""Simulated weeks of two tenants under faults, in memory, on SQLite and on PostgreSQL.

``make simulate SEED=17 STEPS=2000`` goes on for longer; a failure prints its seed and the shortest story found.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import pytest
from company import Company
from company_in_memory import CompanyInMemory
from fresh_databases import FreshDatabases
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from shortest_story import shortest
from simulation import Simulation, Violation

SEED = int(os.environ.get("CRM_SIMULATION_SEED", "9"))
STEPS = int(os.environ.get("CRM_SIMULATION_STEPS", "50"))
LONGEST_STORY = 250
"""Steps; more become several stories."""

Kind = tuple[str, type[Company], bool]
"""The database, what runs on it, and whether partners are built in, so that a workflow is one commit."""
KINDS: Mapping[str, Kind] = {
    "in memory": ("sqlite", CompanyInMemory, False),
    "sqlite, one commit": ("sqlite", Company, True),
    "sqlite, step by step": ("sqlite", Company, False),
    "postgresql, one commit": ("postgresql", Company, True),
    "postgresql, step by step": ("postgresql", Company, False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_it_adds_up(request: pytest.FixtureRequest, kind: str) -> None:
    simulate(request, KINDS[kind], kind, number=SEED, steps=STEPS)


def simulate(request: pytest.FixtureRequest, kind: Kind, title: str, *, number: int, steps: int) -> None:
    """The first story of Hypothesis is its simplest, in which nobody does anything. Raises Violation."""
    database, company, one_commit = kind
    databases: FreshDatabases = request.getfixturevalue(f"{database}_databases")

    @contextmanager
    def opened() -> Iterator[Company]:
        with databases.migrated() as url, closing(company(url, one_commit=one_commit)) as opened_one:
            yield opened_one

    machine = type("Story", (Simulation,), {"opened": staticmethod(opened), "title": f"seed {number}, {title}"})
    stories = -(-steps // LONGEST_STORY)
    try:
        run_state_machine_as_test(
            seed(number)(machine),
            settings=settings(
                max_examples=stories + 1,
                stateful_step_count=min(steps, LONGEST_STORY),
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
            ),
        )
    except Violation as violation:
        raise shortest(machine, violation) from None
