"""The most memory a command takes at 100,000 and at 1,000,000 entries of history, or deals: what streams takes as much.

Each runs as its own process, which says at its end how much it ever had.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from many_rows import fill_deals
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from sqlalchemy import insert

from crm_adapters.storage import Database
from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.storage.kernel.record_tables import history
from crm_adapters.storage.kernel.session import ENTRY_COLUMNS
from crm_adapters.wiring import administrator, open_crm
from crm_core.testing.builders import START, a_lead, an_id
from crm_operations.records import GENESIS, entry_of

SIZES = (100_000, 1_000_000)
AIM = 1.2
AUDITED, SELLING = "audited", "selling"
"""Two tenants: the deals of the second have no history."""
ENTRIES = 10
"""Of each lead."""

_COMMANDS = {
    "verify": "history verify",
    "digest": "history digest --out digest",
    "verify against": "history verify --against digest",
    "deals, CSV": "report --deals --output deals.csv",
    "deals, JSON": "report --deals --output deals.json",
    "report, JSON": "report --output report.json",
}
PROGRAM = """
import atexit, pathlib, re, sys
from crm_adapters.cli import main

def note_peak():
    status = pathlib.Path("/proc/self/status").read_text()
    pathlib.Path("peak").write_text(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])

atexit.register(note_peak)
main()
"""
_AT_A_TIME = 2_000


class Run(NamedTuple):
    mebibytes: float
    seconds: float


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    few, many = (f"{size:,}" for size in SIZES)
    columns = (f"MiB at {few}", f"at {many}", "ratio", "aim", f"seconds at {few}", f"at {many}", "growth of one")
    table = Table("database", "command", *columns)
    for name, url in urls.items():
        runs: list[Mapping[str, Run]] = []
        for size in SIZES:
            with console.status(f"{name}: {size:,}"):
                address = url()
                _fill(address, size)
                runs.append(dict(_every_command(address)))
        for command in _COMMANDS:
            small, large = (each[command] for each in runs)
            table.add_row(
                *(name, command, f"{small.mebibytes:.0f}", f"{large.mebibytes:.0f}"),
                *(f"{large.mebibytes / small.mebibytes:.2f}", str(AIM)),
                *(f"{small.seconds:.1f}", f"{large.seconds:.1f}"),
                f"{large.seconds / small.seconds * SIZES[0] / SIZES[1]:.2f}",
            )
        table.add_section()
    console.print(table)


def _every_command(url: str) -> Iterator[tuple[str, Run]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, command in _COMMANDS.items():
            words = [sys.executable, "-c", PROGRAM, *command.split(), "--database", url]
            started = time.perf_counter()
            environment = {**os.environ, "CRM_TENANT": AUDITED if "history" in command else SELLING}
            done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            seconds = time.perf_counter() - started
            assert done.returncode == 0, (name, done.stdout[-2_000:], done.stderr[-2_000:])
            yield name, Run(int((Path(folder) / "peak").read_text()) / 1_024, seconds)


def _fill(url: str, size: int) -> None:
    actor = administrator(SELLING)
    with open_crm(url) as crm:
        crm.initialise(actor)
        fill_deals(crm.database, SELLING, crm.deals.pipelines(actor)[0], size)
        _fill_history(crm.database, size)
        note_sizes(crm.database.engine)


def _fill_history(database: Database, size: int) -> None:
    """Whole chains, each as long, of leads that stand where their chain ends."""
    leads = (_lead_and_chain(number) for number in range(1, size // ENTRIES + 1))
    with database.engine.begin() as connection:
        while several := list(islice(leads, _AT_A_TIME // ENTRIES)):
            connection.execute(insert(SqlLeads.table), [lead for lead, _ in several])
            connection.execute(insert(history), [entry for _, chain in several for entry in chain])


def _lead_and_chain(number: int) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    before, end, chain = None, GENESIS, []
    lead = a_lead(number, id=an_id(0xA, number), tenant_id=AUDITED)
    for version in range(1, ENTRIES + 1):
        lead = lead.model_copy(update={"version": version, "notes": f"Called {version} times", "updated_at": START})
        entry = entry_of(end, lead.kind.value, before, lead, "ada", secrets.token_bytes)
        chain.append({"tenant_id": AUDITED, **dict(zip(ENTRY_COLUMNS, entry, strict=True))})
        before, end = lead, entry.hash
    return {**SqlLeads.mapping.row_of(lead), "history_hash": end}, chain
