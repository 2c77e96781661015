"""From lead to won deal against a floor: the very same INSERTs and UPDATEs, sent by hand through the bare driver.

The floor does no reading, no checking and no thinking, and commits once per command (capture, convert, close), which
is the fewest the rules allow: each command must be durable before it is answered. Both sides sync every commit.
Statements are counted while somebody listens, when each goes by itself; ``sent`` is how many go when nobody does.
How many Python functions a flow calls hardly depends on what else the machine does.
"""

import cProfile
import pstats
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from crm_adapters.storage.kernel import prepared
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.leads import CreateLead
from crm_core.pipelines import Outcome, StageTemplate
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.settings import OperationsSettings, QualificationSettings
from crm_operations.testing import WITHOUT_RATES

ROUNDS = 7
FLOWS = 100
AIMS = {"SQLite": 2.5, "PostgreSQL": 1.8}
SHORT_PIPELINE = (
    StageTemplate(name="open", percent=50, next_stages=("won", "lost")),
    StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON),
    StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST),
)
"""One open stage, so that the way from lead to won deal is just the three commands."""
NO_GATE = OperationsSettings(
    approvals=WITHOUT_RATES, qualification=QualificationSettings(minimum_score=0, minimum_activities=0)
)


@dataclass
class Written:
    """One statement a command sent, with its rows."""

    sql: str
    rows: list[Any]


@dataclass
class Figures:
    """Of a flow: seconds and processor seconds a round, calls of Python functions, statements and writes."""

    ours: list[float]
    processor: list[float]
    floor: list[float]
    calls: int
    statements: int
    writes: int
    sent: int


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        "database", "ours, ms", "floor, ms", "ratio", "aim", "processor, ms", "calls", "statements", "writes", "sent"
    )
    for name, url in urls.items():
        figures = _compare(url())
        ratio = statistics.median(mine / bare for mine, bare in zip(figures.ours, figures.floor, strict=True))
        seconds = (statistics.median(figures.ours), statistics.median(figures.floor))
        table.add_row(
            name,
            *(f"{each * 1000:.2f}" for each in seconds),
            f"{ratio:.2f}",
            f"{AIMS[name]:.1f}",
            f"{statistics.median(figures.processor) * 1000:.2f}",
            f"{figures.calls:,}",
            *(str(each) for each in (figures.statements, figures.writes, figures.sent)),
        )
    console.print(table)


def _compare(url: str) -> Figures:
    with open_crm(settings=CrmSettings.load(database_url=url, operations=NO_GATE)) as crm:
        actor = administrator("bench")
        crm.initialise(actor)
        crm.deals.create_pipeline(actor, "Short", SHORT_PIPELINE, is_default=True)
        flow = _Flow(crm)
        for _ in range(FLOWS):
            flow()
        commands, statements = _recorded(crm, flow)
        floor = _Floor(url, commands)
        ours: list[float] = []
        bare: list[float] = []
        processor: list[float] = []
        for _ in range(ROUNDS):
            began = time.process_time()
            ours.append(_seconds_each(flow))
            processor.append((time.process_time() - began) / FLOWS)
            bare.append(_seconds_each(floor.prepared(FLOWS)))
        floor.close()
        return Figures(
            ours=ours,
            processor=processor,
            floor=bare,
            calls=_calls(flow),
            statements=statements,
            writes=sum(len(command) for command in commands),
            sent=_sent(flow),
        )


def _calls(flow: Callable[[], None]) -> int:
    """Of functions in Python, built-in ones left out."""
    with cProfile.Profile(builtins=False) as profile:
        flow()
    total: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    return total


def _sent(flow: Callable[[], None]) -> int:
    """Statements that go to the driver of themselves."""
    with cProfile.Profile(builtins=False) as profile:
        flow()
    calls = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    senders = {(each.__code__.co_filename, each.__name__) for each in (prepared.fetched, prepared.changed)}
    by_us: int = sum(count for (file, _, name), (_, count, *_) in calls.items() if (file, name) in senders)
    by_sqlalchemy: int = sum(count for (_, _, name), (_, count, *_) in calls.items() if name == "_execute_context")
    return by_us + by_sqlalchemy


def _seconds_each(once: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(FLOWS):
        once()
    return (time.perf_counter() - started) / FLOWS


class _Flow:
    def __init__(self, crm: Crm) -> None:
        self._crm = crm
        self._actor = administrator("bench")
        self.commands: list[Callable[[], None]] = [self._capture, self._convert, self._win]

    def __call__(self) -> None:
        for command in self.commands:
            command()

    def _capture(self) -> None:
        request = CreateLead(
            name="Ada",
            company="Analytical",
            email=f"{uuid4().hex}@example.com",
            estimated_value_minor=100_000,
            currency_code="EUR",
        )
        self._lead = self._crm.leads.capture(self._actor, request).lead

    def _convert(self) -> None:
        answer = self._crm.conversion.convert_lead(self._actor, ConvertLead(lead_id=self._lead.id))
        assert isinstance(answer, Conversion)
        self._opportunity = answer

    def _win(self) -> None:
        self._crm.closing.close_as_won(self._actor, CloseAsWon(opportunity_id=self._opportunity.opportunity_id))


def _recorded(crm: Crm, flow: _Flow) -> tuple[list[list[Written]], int]:
    """What each command writes, and how many statements the three send in all."""
    seen: list[list[Written]] = []
    count = 0

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _executemany: bool) -> None:
        nonlocal count
        count += 1
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            # Rows sent one by one come as a list; those in one INSERT with an answer as the values of all of them.
            seen[-1].append(Written(sql, parameters if isinstance(parameters, list) else [parameters]))

    event.listen(crm.database.engine, "before_cursor_execute", note)
    for command in flow.commands:
        seen.append([])
        command()
    event.remove(crm.database.engine, "before_cursor_execute", note)
    return seen, count


class _Floor:
    """Sends the recorded statements with fresh ids; the rows are made ready before the clock runs."""

    def __init__(self, url: str, commands: list[list[Written]]) -> None:
        self._commands = commands
        self._round = 0
        if url.startswith("sqlite"):
            self._connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._begin = "BEGIN IMMEDIATE"
        else:
            self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
            self._begin = "BEGIN"

    def prepared(self, flows: int) -> Callable[[], None]:
        waiting = [self._renamed() for _ in range(flows)]
        cursor = self._connection.cursor()

        def once() -> None:
            for command in waiting.pop():
                cursor.execute(self._begin)
                for written in command:
                    if len(written.rows) == 1:
                        cursor.execute(written.sql, written.rows[0])
                    else:
                        cursor.executemany(written.sql, written.rows)
                cursor.execute("COMMIT")

        return once

    def close(self) -> None:
        self._connection.close()

    def _renamed(self) -> list[list[Written]]:
        self._round += 1
        fresh: dict[str, str] = {}
        return [
            [Written(written.sql, [self._fresh(row, fresh) for row in written.rows]) for written in command]
            for command in self._commands
        ]

    def _fresh(self, row: Any, fresh: dict[str, str]) -> Any:
        if isinstance(row, Mapping):
            return {name: self._other(value, fresh) for name, value in row.items()}
        return tuple(self._other(value, fresh) for value in row)

    def _other(self, value: Any, fresh: dict[str, str]) -> Any:
        """A new id for an old one, the same wherever the old one stands; everything else stays."""
        if not isinstance(value, str):
            return value
        if value in fresh:
            return fresh[value]
        if _is_id(value):
            fresh[value] = str(uuid4())
        elif value.startswith(("LEAD-", "OPP-", "QUOTE-")):
            fresh[value] = f"{value.split('-')[0]}-floor-{self._round}"
        elif value.endswith("@example.com"):
            fresh[value] = f"{uuid4().hex}@example.com"
        elif value.startswith(("lead-conversion:", "deal-closing:")):
            fresh[value] = f"{value.split(':')[0]}:{uuid4().hex}"
        return fresh.get(value, value)


def _is_id(value: str) -> bool:
    return len(value) == 36 and value.count("-") == 4
