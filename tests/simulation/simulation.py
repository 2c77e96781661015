"""The simulation: people of two tenants do what they like for weeks while faults strike, and all of it must add up.

Hypothesis draws each step: who, what, which fault, how much later, and one number all else of the step is drawn from.
"""

import inspect
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar, NamedTuple

from company import ACTORS, Company
from fault_points import Fault, FaultKind, ProcessDied
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from python_calls import name_of, outcome_of, python_call
from simulation_invariants import AFTER_EVERY_STEP, NOW_AND_THEN, broken

from crm_core.actor import Actor
from crm_core.errors import CrmError
from crm_core.testing.drawing import Drawing

BROKEN = "BROKEN: "
EVERY = 50
"""Steps between two looks at everything."""
LONGEST_ANSWER = 20
"""How much of an answer that comes bit by bit is looked at."""
HOSTILITY = 0.02
WAIT, RELAY, RUN, FIRE, RESTART = "wait", "relay", "run", "fire", "restart"
_READS = ("get_", "find", "list", "explain", "history", "search", "preview", "simulate", "export", "verify", "digest")
"""How the names begin of what only looks, and is done less often."""
_DILIGENCE = {"mara": 9, "theo": 4, "kim": 2, "pat": 1}
"""Who may do little does little."""
PEOPLE = [name for name, actor in ACTORS.items() for _ in range(_DILIGENCE[actor.user_id])]

_EARLY, _LATER = st.integers(1, 4), st.sampled_from((*range(1, 13), 16, 20, 25, 32, 40))
"""A command calls few partners and takes many statements."""
_OWN = st.sampled_from((FaultKind.PROCESS_DIES, FaultKind.DATABASE_CUT))
_OTHERS = st.sampled_from([kind for kind in FaultKind if kind.name.startswith(("PARTNER", "ANSWER"))])
faults = st.none() | st.builds(Fault, _OWN, _LATER) | st.builds(Fault, _OTHERS, _EARLY)
minutes = st.sampled_from((1, 5, 20, 120, 600, 1_440))


class Step(NamedTuple):
    """``chance`` is what arguments and sizes are drawn from."""

    action: str
    actor: str
    fault: Fault | None
    later: int
    chance: int


class Violation(AssertionError):
    """Something does not hold; the text tells what, and how it came about: ``steps``, to be taken again."""

    def __init__(self, text: str, steps: Sequence[Step]) -> None:
        super().__init__(text)
        self.steps = steps


class Simulation(RuleBasedStateMachine):
    """A subclass says on what it runs: ``opened`` makes a company."""

    opened: ClassVar[Callable[[], AbstractContextManager[Company]]]
    title: ClassVar[str] = "simulation"

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._steps: list[Step] = []
        self._passed = 0
        self._checked_writes = -1
        self._is_broken = False
        self.company = self._stack.enter_context(type(self).opened())
        self._operations = {each.name: each for each in self.company.operations}
        acts = [name for name in self._operations if not name.partition(".")[2].startswith(_READS)]
        often = [RELAY, RUN, FIRE, *self.company.workflow_operations] * 10
        self.actions = [WAIT, *self._operations, *acts * 2, *often, RESTART, RESTART]
        self._story = [f"company = {self.company!r}"]

    @rule(
        action=st.runner().flatmap(lambda machine: st.sampled_from(machine.actions)),
        actor=st.sampled_from(PEOPLE),
        fault=faults,
        later=minutes,
        chance=st.integers(0, 2**32 - 1),
    )
    def step(self, action: str, actor: str, fault: Fault | None, later: int, chance: int) -> None:
        self.take(Step(action, actor, fault, later, chance))

    def take(self, step: Step) -> None:
        """Raises Violation."""
        self._steps.append(step)
        self.company.clock.advance(timedelta(minutes=step.later))
        self._passed += step.later
        command, outcome = self._do(step, ACTORS[step.actor], random.Random(step.chance))
        if step.action != WAIT:  # what only waits shows in the clock of the next
            struck = f" while the {step.fault}" if self.company.points.struck else ""
            self._story += [f"clock.advance(minutes={self._passed})", f"{command}  #{struck} -> {outcome}"]
            self._passed = 0
        if self.company.points.is_dead:
            self.company.restart()
        self._check(outcome)

    def teardown(self) -> None:
        try:
            if not self._is_broken:
                self._require(broken(self.company, [*AFTER_EVERY_STEP, *NOW_AND_THEN]))
        finally:
            self._stack.close()

    def _do(self, step: Step, actor: Actor, chance: random.Random) -> tuple[str, str]:
        """The step as a Python call, and what came of it."""
        self.company.points.plan(None)
        match step.action:
            case "wait":
                return "pass", "time goes by"
            case "restart":
                self.company.restart()
                return "crm = restarted(crm)", "another process goes on"
            case "relay" | "fire" as which:
                crm, most = self.company.crm, chance.randrange(1, 20)
                worker = crm.container.coordinators.news_relay() if which == RELAY else crm.timer_firing
                call = "crm.relay.run_once()" if which == RELAY else "crm.timer_firing.run_once()"
                return call, self._outcome(step.fault, None, lambda: worker.run_once(most))
            case "run":
                if (run := self.company.runs.next) is None:
                    return "runs.run_next()", "nothing is enqueued"
                call = f"runs.run_next()  # {run.process_id} of {name_of(run.actor)}"
                return call, self._outcome(step.fault, run.actor, lambda: self.company.runs.run(run))
        operation = self._operations[step.action]
        drawing = Drawing(chance, self.company.known_values(actor), hostility=HOSTILITY)
        arguments = {
            name: drawing.argument(hint, name)
            for name, hint in operation.arguments.items()
            if name not in operation.optional or chance.random() < 0.5
        }
        self.company.name_ids(actor.tenant_id, repr(arguments))
        room, _, name = step.action.partition(".")
        method = getattr(getattr(self.company.crm, room), name)
        writes = self.company.writes
        outcome = self._outcome(step.fault, actor, lambda: method(actor, **arguments))
        if operation.writes_nothing and self.company.writes != writes:
            outcome = f"{BROKEN}it wrote, and is declared to write nothing"
        return python_call(step.action, actor, arguments), outcome

    def _outcome(self, fault: Fault | None, actor: Actor | None, do: Callable[[], Any]) -> str:
        """What came of it; whatever comes out must not name the other tenant."""
        self.company.new_id.owner = actor.tenant_id if actor else None
        self.company.points.plan(fault)
        try:
            answer = do()
            if inspect.isgenerator(answer) or isinstance(answer, Iterator):
                answer = list(islice(answer, LONGEST_ANSWER))
            text, outcome = repr(answer), outcome_of(answer)
        except CrmError as refusal:
            text, outcome = f"{refusal} {refusal.args}", f"{type(refusal).__name__}: {refusal}"[:160]
        except ProcessDied as death:
            return f"the process died at {death}"
        except Exception as slip:  # noqa: BLE001  whatever it is, it is no answer
            return f"{BROKEN}{type(slip).__name__}: {slip}"
        finally:
            self.company.new_id.owner = None
            self.company.points.disarm()
        if self.company.points.is_dead:
            return f"{BROKEN}the process went on after its death"
        if actor is not None and (foreign := self.company.foreign_ids(actor.tenant_id, text)):
            return f"{BROKEN}the answer names {', '.join(foreign)} of the other tenant: {text[:300]}"
        return outcome

    def _check(self, outcome: str) -> None:
        self._require([outcome] if outcome.startswith(BROKEN) else [])
        if len(self._steps) % EVERY == 0:
            self._require(broken(self.company, [*AFTER_EVERY_STEP, *NOW_AND_THEN]))
        elif self.company.writes != self._checked_writes:
            self._require(broken(self.company, AFTER_EVERY_STEP))
        self._checked_writes = self.company.writes

    def _require(self, wrong: list[str]) -> None:
        if wrong:
            self._is_broken = True
            story = "\n".join(f"  {each}" for each in self._story)
            found = "\n".join(f"  {each}" for each in wrong[:20])
            raise Violation(
                f"{self.title}: after {len(self._steps)} steps this does not hold:\n{found}\nThe story:\n{story}",
                self._steps,
            )
