"""Whether a rehearsal in which something went wrong ended as one in which nothing did, or as if it never began."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from acts import Case
from fates import Fate, Moment
from rehearsals import Rehearsal
from stage import Stage
from theatre import Aftermath, Rows, Theatre, differences

from crm_adapters.durable import RunState


class Example(NamedTuple):
    """A run nobody disturbed: the moments it passed, and how the world looked after it."""

    moments: tuple[Moment, ...]
    aftermath: Aftermath

    @property
    def last_step(self) -> str:
        return [moment.step for moment in self.moments if moment.is_of_a_step][-1]


class Prepared(NamedTuple):
    case: Case
    before: Rows


_EXAMPLES: dict[tuple[Stage, str], Example] = {}


def undisturbed(theatre: Theatre, rehearsal: Rehearsal) -> Example:
    """Run once a stage. Raises AssertionError when it does not end well."""
    name = theatre.stage, str(rehearsal)
    if name not in _EXAMPLES:
        _EXAMPLES[name] = _run_undisturbed(theatre, rehearsal)
    return _EXAMPLES[name]


def _run_undisturbed(theatre: Theatre, rehearsal: Rehearsal) -> Example:
    case = theatre.case(rehearsal)
    played = theatre.play(case)
    assert played.error is None
    assert theatre.recover([case]) == {case.tenant: RunState.DONE}
    assert rehearsal.is_old_news or theatre.flaws(case) == []
    return Example(played.passed, theatre.aftermath(case))


def after_deaths(theatre: Theatre, rehearsal: Rehearsal) -> tuple[int, list[str]]:
    """One death at each moment, each in a tenant of its own: how many, and what is wrong when all is recovered."""
    example = undisturbed(theatre, rehearsal)
    cases = {moment: theatre.case(rehearsal) for moment in example.moments}
    theatre.die_each([(case, Fate(dies=moment)) for moment, case in cases.items()])
    ended = theatre.recover(cases.values())
    wrong = [
        f"died {moment}: {flaw}"
        for moment, case in cases.items()
        for flaw in unlike_the_example(theatre, rehearsal, case, ended, example)
    ]
    return len(cases), wrong


def unlike_the_example(
    theatre: Theatre, rehearsal: Rehearsal, case: Case, ended: Mapping[str, RunState | str], example: Example
) -> Iterator[str]:
    if ended[case.tenant] is not RunState.DONE:
        yield f"it is {ended[case.tenant]}"
    yield from () if rehearsal.is_old_news else theatre.flaws(case)
    found = theatre.aftermath(case)
    yield from differences(found.rows, example.aftermath.rows)
    yield from differences(found.effects, example.aftermath.effects)


def prepared(theatre: Theatre, rehearsal: Rehearsal) -> Prepared:
    case = theatre.case(rehearsal)
    return Prepared(case, theatre.world(case))


def unlike_before(
    theatre: Theatre, rehearsal: Rehearsal, prepared: Prepared, ended: Mapping[str, RunState | str]
) -> Iterator[str]:
    """A partner's numbers that were given out stay given out."""
    if ended[prepared.case.tenant] is not RunState.REFUSED:
        yield f"it is {ended[prepared.case.tenant]}"
    told = {"their crm_numbers", *rehearsal.leaves}
    for name, rows in theatre.world(prepared.case).items():
        if name not in told and rows != prepared.before[name]:
            yield f"{name}: {rows} instead of {prepared.before[name]}"
