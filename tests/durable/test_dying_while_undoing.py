"""The last step is refused for good, and a process dies over undoing: the world is as if nobody had asked."""

from collections.abc import Mapping

import pytest
from fates import Fate, Side
from judging import Prepared, prepared, undisturbed, unlike_before
from rehearsals import REHEARSALS, Rehearsal
from theatre import Theatre

from crm_adapters.durable import RunState


@pytest.mark.requirement("BR-004", "FR-L3-004", "REL-001")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_whoever_dies_over_an_undo_leaves_the_world_as_it_was(far: Theatre, rehearsal: Rehearsal) -> None:
    last = undisturbed(far, rehearsal).last_step
    alive = prepared(far, rehearsal)
    played = far.play(alive.case, Fate(refused=(last,)))
    assert played.error == "Refused"
    dead = {moment: prepared(far, rehearsal) for moment in played.passed if moment.is_undo}
    assert len(dead) == len(Side) * rehearsal.undoes
    far.die_each([(one.case, Fate(dies=moment, refused=(last,))) for moment, one in dead.items()])

    everybody: dict[object, Prepared] = {
        "nobody died": alive,
        **{f"died {moment}": one for moment, one in dead.items()},
    }
    ended = far.recover([one.case for one in everybody.values()], again=False)

    assert _unlike_before(far, rehearsal, everybody, ended) == []
    assert far.failed(one.case for one in everybody.values()) == {one.case.tenant: [] for one in everybody.values()}
    far.recover([one.case for one in everybody.values()], again=True)
    assert rehearsal.is_old_news or [flaw for one in everybody.values() for flaw in far.flaws(one.case)] == []


@pytest.mark.requirement("FR-L3-004")
@pytest.mark.parametrize("rehearsal", REHEARSALS, ids=str)
def test_what_cannot_be_undone_is_shown_and_undone_once_it_can_be(far: Theatre, rehearsal: Rehearsal) -> None:
    last = undisturbed(far, rehearsal).last_step
    undos = {moment.step for moment in far.play(far.case(rehearsal), Fate(refused=(last,))).passed if moment.is_undo}
    assert len(undos) == rehearsal.undoes
    stuck: dict[object, Prepared] = {f"could not {undo}": prepared(far, rehearsal) for undo in sorted(undos)}
    for undo, one in zip(sorted(undos), stuck.values(), strict=True):
        assert far.play(one.case, Fate(refused=(last, undo))).error == "CompensationFailed"
    shown = far.failed(one.case for one in stuck.values())

    ended = far.recover([one.case for one in stuck.values()], resume=True, again=False)

    assert list(shown.values()) == [[RunState.COMPENSATION_FAILED]] * len(stuck)
    assert _unlike_before(far, rehearsal, stuck, ended) == []


def _unlike_before(
    theatre: Theatre, rehearsal: Rehearsal, cases: dict[object, Prepared], ended: Mapping[str, RunState | str]
) -> list[str]:
    return [f"{what}: {flaw}" for what, one in cases.items() for flaw in unlike_before(theatre, rehearsal, one, ended)]
