"""The last step is refused for good, and a process dies over undoing: the world is as if nobody had asked."""

from collections.abc import Mapping

import pytest
from assertions import Prepared, prepared, undisturbed, unlike_before
from harness import CrashHarness
from kill_points import Fault, Side
from scenarios import SCENARIOS, Scenario

from crm_adapters.durable import RunState


@pytest.mark.requirement("BR-004", "FR-L3-004", "REL-001")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_whoever_dies_over_an_undo_leaves_the_world_as_it_was(far: CrashHarness, scenario: Scenario) -> None:
    last = undisturbed(far, scenario).last_step
    alive = prepared(far, scenario)
    run_result = far.run_case(alive.case, Fault(refused=(last,)))
    assert run_result.error == "Refused"
    dead = {moment: prepared(far, scenario) for moment in run_result.passed if moment.is_undo}
    assert len(dead) == len(Side) * scenario.undoes
    far.crash_each([(one.case, Fault(dies_at=moment, refused=(last,))) for moment, one in dead.items()])

    everybody: dict[object, Prepared] = {
        "nobody died": alive,
        **{f"died {moment}": one for moment, one in dead.items()},
    }
    ended = far.recover([one.case for one in everybody.values()], again=False)

    assert _unlike_before(far, scenario, everybody, ended) == []
    assert far.failed(one.case for one in everybody.values()) == {one.case.tenant: [] for one in everybody.values()}
    far.recover([one.case for one in everybody.values()], again=True)
    assert scenario.is_old_news or [flaw for one in everybody.values() for flaw in far.flaws(one.case)] == []


@pytest.mark.requirement("FR-L3-004")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_cannot_be_undone_is_shown_and_undone_once_it_can_be(far: CrashHarness, scenario: Scenario) -> None:
    last = undisturbed(far, scenario).last_step
    undos = {
        moment.step for moment in far.run_case(far.case(scenario), Fault(refused=(last,))).passed if moment.is_undo
    }
    assert len(undos) == scenario.undoes
    stuck: dict[object, Prepared] = {f"could not {undo}": prepared(far, scenario) for undo in sorted(undos)}
    for undo, one in zip(sorted(undos), stuck.values(), strict=True):
        assert far.run_case(one.case, Fault(refused=(last, undo))).error == "CompensationFailed"
    shown = far.failed(one.case for one in stuck.values())

    ended = far.recover([one.case for one in stuck.values()], resume=True, again=False)

    assert list(shown.values()) == [[RunState.COMPENSATION_FAILED]] * len(stuck)
    assert _unlike_before(far, scenario, stuck, ended) == []


def _unlike_before(
    harness: CrashHarness, scenario: Scenario, cases: dict[object, Prepared], ended: Mapping[str, RunState | str]
) -> list[str]:
    return [f"{what}: {flaw}" for what, one in cases.items() for flaw in unlike_before(harness, scenario, one, ended)]
