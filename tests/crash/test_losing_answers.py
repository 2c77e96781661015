"""The wire loses the answer of each call to a partner once: what happened is found, and happens no second time."""

import pytest
from assertions import prepared, undisturbed, unlike_before, unlike_the_example
from harness import CrashHarness
from kill_points import Fault
from scenarios import SCENARIOS, Scenario


@pytest.mark.requirement("REL-001", "REL-005")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_happened_without_an_answer_happens_once(far: CrashHarness, scenario: Scenario) -> None:
    example = undisturbed(far, scenario)
    wrong = []
    asked = _asked(far, scenario, Fault())
    assert len(asked) == scenario.changes
    for method in asked:
        case = far.case(scenario)
        far.partner_server.partners.faults.lose_answers(method)
        assert far.run_case(case).error is None
        assert far.partner_server.partners.faults.struck(method) == 1
        far.partner_server.partners.faults.calm()
        wrong += [f"{method}: {flaw}" for flaw in unlike_the_example(far, scenario, case, far.recover([case]), example)]

    assert wrong == []


@pytest.mark.requirement("BR-004", "REL-005")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_was_undone_without_an_answer_is_undone(far: CrashHarness, scenario: Scenario) -> None:
    refused = Fault(refused=(undisturbed(far, scenario).last_step,))
    wrong = []
    asked = _asked(far, scenario, refused)
    assert len(asked) >= scenario.changes + (0 if scenario.is_undone_alike else min(scenario.undoes, 1))
    for method in asked:
        one = prepared(far, scenario)
        far.partner_server.partners.faults.lose_answers(method)
        assert far.run_case(one.case, refused).error == "Refused"
        assert far.partner_server.partners.faults.struck(method) == 1
        far.partner_server.partners.faults.calm()
        ended = far.recover([one.case], again=False)
        wrong += [f"{method}: {flaw}" for flaw in unlike_before(far, scenario, one, ended)]

    assert wrong == []


def _asked(harness: CrashHarness, scenario: Scenario, fault: Fault) -> list[str]:
    """What a run asks of its partners that has an effect."""
    case = harness.case(scenario)
    call_log = harness.partner_server.partners.call_log
    before = len(call_log.calls(case.tenant))
    harness.run_case(case, fault)
    return sorted({call.method for call in call_log.calls(case.tenant)[before:]})
