"""Measures what must be fast, each against its floor in the same run: `make bench` (ARGS="lead_to_won" for one).

Every figure is a ratio of two medians taken alternately in one process; absolute times are only there to be looked at.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "partner_server"))
sys.path.insert(0, str(Path(__file__).parents[1] / "decisions"))
sys.path.insert(0, str(Path(__file__).parent))

import dashboard
import deciding
import durable
import lead_to_won
import live
import notifying
import recovering
import relaying
import replaying
import routing
import startup
import tryton
import webhooks
import workers
from databases import fresh_postgres, has_postgres, sqlite_url

BENCHES = {
    "lead_to_won": lead_to_won.measure,
    "routing": routing.measure,
    "dashboard": dashboard.measure,
    "replay": replaying.measure,
    "deciding": deciding.measure,
    "durable": durable.measure,
    "crews": workers.measure,
    "recovery": recovering.measure,
    "relay": relaying.measure,
    "notifying": notifying.measure,
    "webhooks": webhooks.measure,
    "tryton": tryton.measure,
    "live": live.measure,
    "startup": startup.measure,
}


WIDE = 150
"""Columns where nobody says how wide it may be, so that no table is cut."""


def main(names: list[str]) -> int:
    console = Console() if sys.stdout.isatty() else Console(width=WIDE)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        console.print(f"no bench named {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls: dict[str, Callable[[], str]] = {"SQLite": lambda: sqlite_url(folder)}
        if has_postgres():
            urls["PostgreSQL"] = lambda: stack.enter_context(fresh_postgres())
        else:
            console.print("PostgreSQL did not answer, so only SQLite is measured.")
        for name in names or BENCHES:
            console.rule(name.replace("_", " "))
            BENCHES[name](console, urls)
    return 0


if __name__ == "__main__":
    os.environ.pop("CRM_DATABASE_URL", None)
    sys.exit(main(sys.argv[1:]))
