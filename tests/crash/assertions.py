"""Whether a rehearsal in which something went wrong ended as one in which nothing did, or as if it never began."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from child_runs import Case
from environment import Environment
from harness import CrashHarness, EndState, Rows, differences
from kill_points import Fault, KillPoint
from scenarios import Scenario

from crm_adapters.durable import RunState


class Example(NamedTuple):
    """A run nobody disturbed: the moments it passed, and how the world looked after it."""

    moments: tuple[KillPoint, ...]
    end_state: EndState

    @property
    def steps(self) -> Sequence[str]:
        """In the order they were begun; there may be none."""
        return list(dict.fromkeys(moment.step for moment in self.moments if moment.is_of_a_step))

    @property
    def last_step(self) -> str:
        return self.steps[-1]

    @property
    def around_the_commit(self) -> tuple[KillPoint, ...]:
        """The moments before the first step, after the last one, and around that."""
        return tuple(moment for moment in self.moments if moment.step not in self.steps[:-1])


class Prepared(NamedTuple):
    case: Case
    before: Rows


_EXAMPLES: dict[tuple[Environment, str], Example] = {}


def undisturbed(harness: CrashHarness, scenario: Scenario) -> Example:
    """Run once a stage. Raises AssertionError when it does not end well."""
    name = harness.environment, str(scenario)
    if name not in _EXAMPLES:
        _EXAMPLES[name] = _run_undisturbed(harness, scenario)
    return _EXAMPLES[name]


def _run_undisturbed(harness: CrashHarness, scenario: Scenario) -> Example:
    case = harness.case(scenario)
    run_result = harness.run_case(case)
    assert run_result.error is None
    assert harness.recover([case]) == {case.tenant: RunState.DONE}
    assert scenario.is_old_news or harness.flaws(case) == []
    return Example(run_result.passed, harness.end_state(case))


def after_deaths(
    harness: CrashHarness, scenario: Scenario, moments: Callable[[Example], Sequence[KillPoint]]
) -> tuple[int, list[str]]:
    """One death at each moment, each in a tenant of its own: how many, and what is wrong when all is recovered."""
    example = undisturbed(harness, scenario)
    cases = {moment: harness.case(scenario) for moment in moments(example)}
    harness.crash_each([(case, Fault(dies_at=moment)) for moment, case in cases.items()])
    ended = harness.recover(cases.values())
    wrong = [
        f"died {moment}: {flaw}"
        for moment, case in cases.items()
        for flaw in unlike_the_example(harness, scenario, case, ended, example)
    ]
    return len(cases), wrong


def unlike_the_example(
    harness: CrashHarness, scenario: Scenario, case: Case, ended: Mapping[str, RunState | str], example: Example
) -> Iterator[str]:
    if ended[case.tenant] is not RunState.DONE:
        yield f"it is {ended[case.tenant]}"
    yield from () if scenario.is_old_news else harness.flaws(case)
    found = harness.end_state(case)
    yield from differences(found.rows, example.end_state.rows)
    yield from differences(found.effects, example.end_state.effects)


def prepared(harness: CrashHarness, scenario: Scenario) -> Prepared:
    case = harness.case(scenario)
    return Prepared(case, harness.world(case))


def unlike_before(
    harness: CrashHarness, scenario: Scenario, prepared: Prepared, ended: Mapping[str, RunState | str]
) -> Iterator[str]:
    """A partner's numbers that were given out stay given out, and a process that was the engine's stays so."""
    if ended[prepared.case.tenant] is not RunState.REFUSED:
        yield f"it is {ended[prepared.case.tenant]}"
    excluded = {"their crm_numbers", "our crm_runs", *scenario.leaves}
    for name, rows in harness.world(prepared.case).items():
        if name not in excluded and rows != prepared.before[name]:
            yield f"{name}: {rows} instead of {prepared.before[name]}"
