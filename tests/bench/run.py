"""Measures what must be fast, each against its floor in the same run: `make bench` (ARGS="lead_to_won" for one).

Every figure is a ratio of two medians taken alternately in one process; absolute times are only there to be looked at.
"""

import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parent))

import dashboard
import lead_to_won
import replaying
import routing
from databases import sqlite_url, throwaway_postgres

BENCHES = {
    "lead_to_won": lead_to_won.measure,
    "routing": routing.measure,
    "dashboard": dashboard.measure,
    "replay": replaying.measure,
}


def main(wanted: list[str]) -> int:
    console = Console()
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        console.print(f"no bench named {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    with tempfile.TemporaryDirectory() as folder, throwaway_postgres() as postgres:
        urls = {"SQLite": lambda: sqlite_url(Path(folder))}
        if postgres is not None:
            urls["PostgreSQL"] = lambda: postgres
        else:
            console.print("PostgreSQL did not answer, so only SQLite is measured.")
        for name in wanted or BENCHES:
            console.rule(name.replace("_", " "))
            BENCHES[name](console, urls)
    return 0


if __name__ == "__main__":
    os.environ.pop("CRM_DATABASE_URL", None)
    sys.exit(main(sys.argv[1:]))
