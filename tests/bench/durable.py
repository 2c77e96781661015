"""Each workflow durably against in the caller's process: what it costs that a crash is survived, and where it goes.

With built-in partners a call is one commit of ours either way, and needs no engine. With partners elsewhere, in a
process of their own, the engine writes down that it began, what every step answered, and how it ended; what that weighs
depends on how long a partner takes to answer.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from counting import Sent, sent_by
from databases import sqlite_url
from lead_to_won import NO_GATE
from partner_crm import open_crm_with_partners
from partner_process import PartnerServer
from rich.console import Console
from rich.table import Table
from workflow_commands import LEAD_TO_WON, QUESTIONS, Operation, prepared, set_up

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm

ROUNDS = 5
RUNS = 8
"""Of each runner in each round."""
ANSWER_MS = 20
AIM_BUILT_IN, AIM_ELSEWHERE = 1.0, 1.3

Open = Callable[[CrmSettings], Crm]


class Side(NamedTuple):
    """One of the two that are compared."""

    seconds: Sequence[float]
    sent: Sent


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        *("database", "partners", "workflow", "in process, ms", "durably, ms", "ratio", "aim"),
        *("our commits", "engine's", "our statements", "engine's"),
        caption="Commits that wrote something and statements: in process > durably; those of partners elsewhere are "
        "not counted.",
    )
    for name, url in urls.items():
        for partners, opened, operations, aim in (
            ("built in", _near, (*QUESTIONS, LEAD_TO_WON), AIM_BUILT_IN),
            ("elsewhere", partial(_far, 0), (*QUESTIONS, LEAD_TO_WON), None),
            (f"after {ANSWER_MS} ms", partial(_far, ANSWER_MS), (LEAD_TO_WON,), AIM_ELSEWHERE),
        ):
            with console.status(f"{name}, partners {partners}"), opened() as open_it:
                for operation, (plain, durable) in _compare(url(), open_it, operations):
                    aims = "" if aim is None else f"{aim:.1f}"
                    table.add_row(name, partners, operation.workflow, *_figures(plain, durable, aims))
            table.add_section()
    console.print(table)


def _figures(plain: Side, durable: Side, aim: str) -> Iterator[str]:
    for side in (plain, durable):
        yield f"{statistics.median(side.seconds) * 1000:.1f}"
    ratio = statistics.median(mine / floor for mine, floor in zip(durable.seconds, plain.seconds, strict=True))
    yield f"{ratio:.2f}"
    yield aim
    yield f"{plain.sent.our_commits} > {durable.sent.our_commits}"
    yield str(durable.sent.their_commits)
    yield f"{plain.sent.ours} > {durable.sent.ours}"
    yield str(durable.sent.partner)


def _compare(url: str, open_it: Open, operations: Sequence[Operation]) -> Iterator[tuple[Operation, tuple[Side, Side]]]:
    actor = administrator("bench")
    with (
        open_it(_settings(url, RunnerKind.IN_PROCESS)) as plain,
        open_it(_settings(url, RunnerKind.DURABLE)) as durable,
    ):
        set_up(plain, actor)
        for operation in operations:

            def runs(crm: Crm, count: int, operation: Operation = operation) -> Sequence[Callable[[], object]]:
                return [partial(operation.ask, crm, actor, it) for it in prepared(plain, actor, operation, count)]

            warm = [[run() for run in runs(crm, 2)] for crm in (plain, durable)]
            assert all(isinstance(answer, operation.answer) for side in warm for answer in side), warm
            sent = [sent_by(runs(crm, 1)[0], crm.database.engine) for crm in (plain, durable)]
            rounds = [tuple(_seconds_each(runs(crm, RUNS)) for crm in (plain, durable)) for _ in range(ROUNDS)]
            first, second = zip(*rounds, strict=True)
            yield operation, (Side(first, sent[0]), Side(second, sent[1]))


def _seconds_each(runs: Sequence[Callable[[], object]]) -> float:
    started = time.perf_counter()
    for run in runs:
        run()
    return (time.perf_counter() - started) / len(runs)


def _settings(url: str, runner: RunnerKind) -> CrmSettings:
    return CrmSettings.load(database_url=url, runner=runner, operations=NO_GATE)


@contextmanager
def _near() -> Iterator[Open]:
    yield lambda settings: open_crm(settings=settings)


@contextmanager
def _far(answer_ms: int) -> Iterator[Open]:
    with tempfile.TemporaryDirectory() as folder, PartnerServer(sqlite_url(Path(folder))) as partner_server:
        partner_server.partners.faults.delay_answers(answer_ms)
        yield lambda settings: open_crm_with_partners(
            settings.database_url, partner_server.address, partner_server.authkey, settings=settings
        )
