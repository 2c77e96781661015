"""What an older release stored is finished by this one; what a later one stored is left alone."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import stored_forms
from assertions import Example, undisturbed, unlike_the_example
from child_runs import Case
from harness import CrashHarness
from kill_points import Fault, KillPoint, Side
from scenarios import FIRST, SCENARIOS, Scenario
from sqlalchemy import create_engine, text
from stored_forms import REMEDY, Journal, changes, first_form, read_journal, with_the_ids_of, write_journal

from crm_adapters.durable import RunState
from crm_core.values import Value
from crm_operations.process import Workflow, read_answer, write_answer

A_CONVERSION = SCENARIOS[0]


def named(scenario: Scenario) -> str:
    return scenario.workflow


@pytest.mark.parametrize("scenario", FIRST.values(), ids=named)
def test_a_run_is_stored_in_the_form_of_the_first_release(far_on_sqlite: CrashHarness, scenario: Scenario) -> None:
    case = far_on_sqlite.case(scenario)
    far_on_sqlite.run_case(case)

    fresh = read_journal(far_on_sqlite.environment.processes_url, far_on_sqlite.run_of(case))

    changed = list(changes(first_form(scenario.workflow), fresh))
    assert changed == [], f"{scenario.workflow} is stored otherwise. {REMEDY} {scenario.workflow}"


def test_the_command_that_keeps_a_new_form_is_there() -> None:
    nothing_to_do = subprocess.run([sys.executable, stored_forms.__file__], capture_output=True, text=True, check=False)

    assert (nothing_to_do.returncode, nothing_to_do.stderr) == (0, "")


@pytest.mark.parametrize("scenario", FIRST.values(), ids=named)
def test_a_run_that_the_first_release_began_is_finished(far_on_sqlite: CrashHarness, scenario: Scenario) -> None:
    old = first_form(scenario.workflow)

    def as_of_old(fresh: Journal) -> Journal:
        adapted: Journal = with_the_ids_of(fresh, {**old, "steps": old["steps"][:-1]})
        return adapted

    assert _finished(far_on_sqlite, scenario, as_of_old) == []


@pytest.mark.parametrize("scenario", FIRST.values(), ids=named)
def test_what_a_release_without_the_newer_fields_stored_is_finished(
    far_on_sqlite: CrashHarness, scenario: Scenario
) -> None:
    workflows = far_on_sqlite.crm.container.workflows.registered()
    workflow = next(workflow for workflow in workflows if workflow.name == scenario.workflow)

    assert _finished(far_on_sqlite, scenario, lambda fresh: _without_defaults(fresh, workflow)) == []


def test_the_same_question_is_known_again_by_a_release_whose_command_has_a_field_more() -> None:
    class Asks(Value):
        what: str

    class AsksMore(Asks):
        how: str | None = None

    assert _hash(Asks(what="it")) == _hash(AsksMore(what="it")) != _hash(AsksMore(what="it", how="so"))


def test_a_run_in_the_format_of_a_later_release_is_left_to_it(far_on_sqlite: CrashHarness) -> None:
    case, run_id = _died(far_on_sqlite, A_CONVERSION)
    url = far_on_sqlite.environment.processes_url
    before = read_journal(url, run_id), far_on_sqlite.world(case)
    _in_format(url, run_id, "2")

    assert far_on_sqlite.leave_alone(case) == (RunState.RUNNING, "RunBusy")
    assert (read_journal(url, run_id), far_on_sqlite.world(case)) == before

    _in_format(url, run_id, "1")
    assert far_on_sqlite.recover([case]) == {case.tenant: RunState.DONE}


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(lambda answer: {**answer, "v": 2}, id="a version"),
        pytest.param(lambda answer: {**answer, "is": "CustomerWanted"}, id="a type"),
        pytest.param(lambda answer: {**answer, "value": {**answer["value"], "why": "so"}}, id="a field"),
    ],
)
def test_what_this_release_cannot_read_is_neither_gone_on_with_nor_undone(
    far_on_sqlite: CrashHarness, later: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    example = undisturbed(far_on_sqlite, A_CONVERSION)
    case, run_id = _died(far_on_sqlite, A_CONVERSION)
    url = far_on_sqlite.environment.processes_url
    known, before = read_journal(url, run_id), far_on_sqlite.world(case)
    write_journal(url, run_id, _with_customer(known, later))

    assert far_on_sqlite.recover([case], again=False) == {case.tenant: RunState.BROKEN}
    assert far_on_sqlite.world(case) == before
    assert far_on_sqlite.leave_alone(case) == (RunState.BROKEN, "NotReadable")
    assert far_on_sqlite.world(case) == before

    write_journal(url, run_id, known)
    ended = far_on_sqlite.recover([case], resume=True)
    assert list(unlike_the_example(far_on_sqlite, A_CONVERSION, case, ended, example)) == []


def _finished(harness: CrashHarness, scenario: Scenario, restored: Callable[[Journal], Journal]) -> list[str]:
    """What is wrong with a run that died before its last step and was stored like that, when it is recovered."""
    example = undisturbed(harness, scenario)
    case, run_id = _died(harness, scenario, example)
    url = harness.environment.processes_url
    write_journal(url, run_id, restored(read_journal(url, run_id)))
    return list(unlike_the_example(harness, scenario, case, harness.recover([case]), example))


def _died(harness: CrashHarness, scenario: Scenario, example: Example | None = None) -> tuple[Case, str]:
    last = (example or undisturbed(harness, scenario)).last_step
    case = harness.case(scenario)
    harness.crash_each([(case, Fault(dies_at=KillPoint(Side.BEFORE, last)))])
    return case, harness.run_of(case)


def _without_defaults(journal: Journal, workflow: Workflow[Any, Any]) -> Journal:
    order = journal["order"]
    return {
        "order": {**order, "command": _bare(order["command"], [workflow.command])},
        "steps": [{**step, "answer": _bare(step["answer"], workflow.answers)} for step in journal["steps"]],
    }


def _bare(stored: Mapping[str, Any], types: Any) -> Mapping[str, Any]:
    """What the release would have stored that knew none of the fields with a default."""
    answer = read_answer(stored, types)
    bare = answer.model_dump(mode="json", exclude_defaults=True) if isinstance(answer, Value) else answer
    return {**stored, **write_answer(None, ()), "is": stored["is"], "value": bare}


def _with_customer(journal: Journal, later: Callable[[dict[str, Any]], dict[str, Any]]) -> Journal:
    steps = [
        {**step, "answer": later(step["answer"]) if step["name"] == "create customer" else step["answer"]}
        for step in journal["steps"]
    ]
    return {**journal, "steps": steps}


def _in_format(processes_url: str, run_id: str, version: str) -> None:
    engine = create_engine(processes_url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE workflow_status SET application_version = :version WHERE workflow_uuid = :run"),
            {"version": version, "run": run_id},
        )
    engine.dispose()


def _hash(command: Value) -> str:
    from crm_adapters.durable.outcome import RunOrder
    from crm_adapters.wiring import administrator

    return RunOrder.of("ask:1", administrator("acme"), command).request_hash
