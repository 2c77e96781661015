"""What the children do on stage, each in a process of its own."""

import os
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import timedelta
from typing import NamedTuple

from environment import Environment
from kill_points import Fault, FaultInjector, KillPoint
from scenarios import SCENARIOS, Scenario

from crm_adapters.durable import RunState, RunView
from crm_adapters.storage import SqlWorkers
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring import Crm, administrator
from crm_core.errors import CrmError

SECONDS = 30.0
"""How long what died may take to come to its end."""


class Case(NamedTuple):
    """One run of a rehearsal, in a tenant of its own."""

    scenario: str
    tenant: str
    subject: str

    def start(self, crm: Crm) -> str | None:
        """The name of the error, if it ends in one."""
        try:
            _scenario(self.scenario).start(crm, administrator(self.tenant), self.subject)
        except CrmError as error:
            return type(error).__name__
        return None


class RunResult(NamedTuple):
    """``error`` is the name of what the caller was told instead of an answer."""

    passed: tuple[KillPoint, ...]
    error: str | None


def run_case(environment: Environment, case: Case, fault: Fault) -> RunResult:
    watch = FaultInjector(fault)
    # Where there is an engine it says when a run begins and is written down; else that is the call.
    run = watch.continuing({}) if environment.needs_no_engine else nullcontext()
    with environment.open(watch) as crm, run:
        error = case.start(crm)
    return RunResult(tuple(watch.passed), error)


def run_each(environment: Environment, cases: Sequence[tuple[Case, Fault]]) -> list[int]:
    """Each in a fork of this process, which has everything imported and nothing open; the exit codes."""
    return [_in_a_fork(environment, case, fault) for case, fault in cases]


def recover(environment: Environment, cases: Sequence[Case], resume: bool, again: bool) -> Mapping[str, RunState | str]:
    """How each ended, by its tenant; what failed is resumed before, or everything asked ``again`` after."""
    with environment.open(FaultInjector(Fault())) as crm:
        declare_dead(crm)
        for case in cases if resume else ():
            actor = administrator(case.tenant)
            for failed in crm.processes.list(actor, failed=True):
                crm.processes.resume(actor, failed.id)
        ended: dict[str, RunState | str] = {}
        if not environment.needs_no_engine:  # it leaves nothing that could come to an end
            ended = {case.tenant: _ended(crm, case) for case in cases}
        for case in cases if again else ():
            error = case.start(crm)
            ended[case.tenant] = error or ended.get(case.tenant, RunState.DONE)
        return ended


def leave_alone(environment: Environment, case: Case) -> tuple[RunState, str | None]:
    """How the run stands after somebody took up what the dead left, and asked for the same; and what it was told."""
    with environment.open(FaultInjector(Fault())) as crm:
        declare_dead(crm)
        error = case.start(crm)
        (run,) = _durable_runs(crm, case)
        return run.state, error or run.error


def run_of(environment: Environment, case: Case) -> str:
    """The id of its only run."""
    with environment.open(FaultInjector(Fault())) as crm:
        (run,) = _durable_runs(crm, case)
        return run.id


def failed(environment: Environment, cases: Sequence[Case]) -> Mapping[str, Sequence[RunState]]:
    """What a person is shown of each, by its tenant."""
    with environment.open(FaultInjector(Fault())) as crm:
        found = {case.tenant: crm.processes.list(administrator(case.tenant), failed=True) for case in cases}
    return {tenant: [run.state for run in runs] for tenant, runs in found.items()}


def _in_a_fork(environment: Environment, case: Case, fault: Fault) -> int:
    child = os.fork()
    if child == 0:
        try:
            run_case(environment, case, fault)
        except BaseException:  # noqa: BLE001  a child must never return into its parent's test run
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def declare_dead(crm: Crm) -> None:
    """Ends the lease of everybody, before this process has one: all of them died or went home."""
    workers = SqlWorkers(crm.database)
    for worker in workers.known():
        workers.renew(worker.id, SystemClock().now() - timedelta(seconds=1))


def _ended(crm: Crm, case: Case) -> RunState:
    until = time.monotonic() + SECONDS
    while True:
        latest = _durable_runs(crm, case)[0]
        if latest.state not in {RunState.QUEUED, RunState.RUNNING} or time.monotonic() > until:
            return latest.state
        time.sleep(0.02)


def _durable_runs(crm: Crm, case: Case) -> Sequence[RunView]:
    """Those that the engine knows, the latest first; the others prepared the stage."""
    return [run for run in crm.processes.list(administrator(case.tenant)) if run.is_durable]


def _scenario(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if str(scenario) == name)
