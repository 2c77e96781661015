"""No workflow escapes the crash tests."""

from pathlib import Path

import pytest
from scenarios import FIRST, ON_A_SERVER, SCENARIOS, Scenario
from slowest_files import TAKE_LONG
from stored_forms import STORED, path_of
from thoroughness import IN_FULL

from crm_adapters.wiring import open_crm


@pytest.fixture
def registered(tmp_path: Path) -> set[str]:
    with open_crm(f"sqlite:///{tmp_path}/crm.db") as crm:
        return {workflow.name for workflow in crm.container.workflows.registered()}


def test_every_registered_workflow_has_a_rehearsal(registered: set[str]) -> None:
    without = registered - {scenario.workflow for scenario in SCENARIOS}

    assert without == set(), (
        f"nobody knows whether {', '.join(sorted(without))} survives a crash: add a Rehearsal for each of its shapes "
        "to tests/crash/scenarios.py, with what to prepare and how to start it"
    )


def test_every_rehearsal_is_of_a_registered_workflow(registered: set[str]) -> None:
    assert {scenario.workflow for scenario in SCENARIOS} - registered == set()


def test_every_registered_workflow_has_its_stored_form_pinned(registered: set[str]) -> None:
    without = {workflow for workflow in registered if not path_of(workflow).exists()}

    assert without == set(), f"keep the form in which {without} is stored: python tests/crash/stored_forms.py"
    assert {path.stem for path in STORED.glob("*.json")} == registered


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_one_scenario_a_workflow_is_rehearsed_unless_asked_in_full(place: str, scenario: Scenario) -> None:
    assert IN_FULL or FIRST[scenario.workflow] == scenario
    assert IN_FULL or place == "sqlite" or scenario in ON_A_SERVER


def test_long_folders_are_named_as_they_are() -> None:
    tests = Path(__file__).parents[1]

    assert {folder for folder in TAKE_LONG if not (tests / folder).is_dir()} == set()
