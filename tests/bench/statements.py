"""The most memory that everybody's statements take, written line by line, of 100 and of 1,000 people.

Each runs as its own process, which says at its end how much it ever had.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from streaming import PROGRAM, Run

from crm_adapters.storage import EVERY_TENANT
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.wiring import administrator, open_crm
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, Scheme
from crm_core.roles import Role
from crm_core.testing import a_commission_entry
from crm_operations.commissions import RunCommissions
from crm_operations.providers import Person

PEOPLE = (100, 1_000)
LINES = 100
"""Of each person."""
SMALL_CACHE = "from crm_adapters.storage.kernel import engines; engines.SQLITE_CACHE_KIB = 1_024\n"
"""So that what is measured are statements, and not the pages of the file that SQLite keeps, up to 32 MiB of them."""
AIM = 1.2
PERIOD = "2026-Q1"
ACTOR = administrator("bench")
BATCH = 5_000
FORMATS = ("csv", "html")


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    few, many = (f"{size:,}" for size in PEOPLE)
    columns = (f"MiB of {few}", f"of {many}", "ratio", "aim", f"seconds of {few}", f"of {many}", "growth of one")
    table = Table("database", "statements as", *columns)
    for name, url in urls.items():
        runs: list[Mapping[str, Run]] = []
        for people in PEOPLE:
            with console.status(f"{name}: statements of {people:,} people"):
                address = url()
                _fill(address, people)
                runs.append({each: _written(address, each) for each in FORMATS})
        for each in FORMATS:
            small, large = (found[each] for found in runs)
            table.add_row(
                *(name, each, f"{small.mebibytes:.0f}", f"{large.mebibytes:.0f}"),
                *(f"{large.mebibytes / small.mebibytes:.2f}", str(AIM)),
                *(f"{small.seconds:.1f}", f"{large.seconds:.1f}"),
                f"{large.seconds / small.seconds * PEOPLE[0] / PEOPLE[1]:.2f}",
            )
    console.print(table)


def _written(url: str, file_format: str) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        command = ("commission", "statement", "--period", PERIOD, "-o", f"statements.{file_format}")
        words = [sys.executable, "-c", SMALL_CACHE + PROGRAM, *command, "--database", url, "--tenant", ACTOR.tenant_id]
        started = time.perf_counter()
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        assert done.returncode == 0, (done.stdout[-2_000:], done.stderr[-2_000:])
        return Run(int((Path(folder) / "peak").read_text()) / 1_024, seconds)


def _fill(url: str, people: int) -> None:
    with open_crm(url) as crm:
        crm.initialise(ACTOR)
        for number in range(people):
            crm.people.add(ACTOR.tenant_id, Person(id=f"seller-{number:04}", name=f"Seller {number}"))
        plan = AddCommissionPlan(name="Flat", scheme=Scheme.FLAT, currency="USD", rate_basis_points=500)
        crm.commission_plans.add(ACTOR, plan)
        crm.commission_assignments.assign(ACTOR, AssignCommissionPlan(plan="Flat", for_role=Role.REP))
        crm.commissions.run(ACTOR, RunCommissions(plan="Flat", period=PERIOD))
        rows = _entries(people)
        with crm.database.writing(EVERY_TENANT) as connection:
            while batch := list(islice(rows, BATCH)):
                connection.execute(insert(metadata.tables["crm_commission_entries"]), batch)


def _entries(people: int) -> Iterator[dict[str, Any]]:
    one = {**a_commission_entry()._asdict(), "plan": "Flat", "tenant_id": ACTOR.tenant_id}
    for number in range(1, people * LINES + 1):
        payee = f"seller-{number % people:04}"
        yield {**one, "number": number, "id": f"entry-{number}", "key": f"key-{number}", "payee_id": payee}
