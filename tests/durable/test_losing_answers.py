"""The wire loses the answer of each call to a partner once: what happened is found, and happens no second time."""

import pytest
from fates import Fate
from judging import prepared, undisturbed, unlike_before, unlike_the_example
from rehearsals import REHEARSALS, Rehearsal
from theatre import Theatre


@pytest.mark.requirement("REL-001", "REL-005")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_what_happened_without_an_answer_happens_once(far: Theatre, rehearsal: Rehearsal) -> None:
    example = undisturbed(far, rehearsal)
    wrong = []
    asked = _asked(far, rehearsal, Fate())
    assert len(asked) == rehearsal.changes
    for method in asked:
        case = far.case(rehearsal)
        far.outside.partners.trouble.lose_answers(method)
        assert far.play(case).error is None
        assert far.outside.partners.trouble.struck(method) == 1
        far.outside.partners.trouble.calm()
        wrong += [
            f"{method}: {flaw}" for flaw in unlike_the_example(far, rehearsal, case, far.recover([case]), example)
        ]

    assert wrong == []


@pytest.mark.requirement("BR-004", "REL-005")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_what_was_undone_without_an_answer_is_undone(far: Theatre, rehearsal: Rehearsal) -> None:
    refused = Fate(refused=(undisturbed(far, rehearsal).last_step,))
    wrong = []
    asked = _asked(far, rehearsal, refused)
    assert len(asked) >= rehearsal.changes + min(rehearsal.undoes, 1)
    for method in asked:
        one = prepared(far, rehearsal)
        far.outside.partners.trouble.lose_answers(method)
        assert far.play(one.case, refused).error == "Refused"
        assert far.outside.partners.trouble.struck(method) == 1
        far.outside.partners.trouble.calm()
        ended = far.recover([one.case], again=False)
        wrong += [f"{method}: {flaw}" for flaw in unlike_before(far, rehearsal, one, ended)]

    assert wrong == []


def _asked(theatre: Theatre, rehearsal: Rehearsal, fate: Fate) -> list[str]:
    """What a run asks of its partners that has an effect."""
    case = theatre.case(rehearsal)
    ledger = theatre.outside.partners.ledger
    before = len(ledger.calls(case.tenant))
    theatre.play(case, fate)
    return sorted({call.method for call in ledger.calls(case.tenant)[before:]})
