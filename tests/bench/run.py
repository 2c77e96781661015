"""Measures what must be fast, each against its floor in the same run: `make bench` (ARGS="lead_to_won" for one).

Every figure is a ratio of two medians taken alternately in one process; absolute times are only there to be looked at.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from rich.console import Console

# The deals of the benches are in euros, for which nobody stores a rate.
os.environ.setdefault("CRM_OPERATIONS__APPROVALS__DEALS__VALUE_BY_CURRENCY", '{"EUR": {}}')
sys.path.insert(0, str(Path(__file__).parents[1] / "partner_server"))
sys.path.insert(0, str(Path(__file__).parents[1] / "decisions"))
sys.path.insert(0, str(Path(__file__).parents[1] / "databases"))
sys.path.insert(0, str(Path(__file__).parent))

import approval_decisions
import attainment
import commissions
import dashboard
import deciding
import durable
import forecasts
import lead_to_won
import lists
import live
import notifying
import recovering
import relaying
import replaying
import routing
import scale
import service_levels
import startup
import statements
import streaming
import timers
import tryton
import webhooks
import work_queue
import workers
from databases import MARIADB, POSTGRES, answers, fresh_database, sqlite_url

BENCHES = {
    "lead_to_won": lead_to_won.measure,
    "lists": lists.measure,
    "routing": routing.measure,
    "dashboard": dashboard.measure,
    "streaming": streaming.measure,
    "scale": scale.measure,
    "service_levels": service_levels.measure,
    "attainment": attainment.measure,
    "commissions": commissions.measure,
    "forecasts": forecasts.measure,
    "statements": statements.measure,
    "replay": replaying.measure,
    "deciding": deciding.measure,
    "durable": durable.measure,
    "crews": workers.measure,
    "recovery": recovering.measure,
    "relay": relaying.measure,
    "timers": timers.measure,
    "notifying": notifying.measure,
    "webhooks": webhooks.measure,
    "tryton": tryton.measure,
    "live": live.measure,
    "work_queue": work_queue.measure,
    "approval_decisions": approval_decisions.measure,
    "startup": startup.measure,
}

ON_MARIADB_TOO = {"lists", "dashboard", "routing", "relay", "streaming", "work_queue"}

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
        for name, server in (("PostgreSQL", POSTGRES), ("MariaDB", MARIADB)):
            if answers(server):
                urls[name] = partial(_fresh, stack, server)
            else:
                console.print(f"{name} did not answer, so it is not measured.")
        for name in names or BENCHES:
            console.rule(name.replace("_", " "))
            there = {kind: url for kind, url in urls.items() if kind != "MariaDB" or name in ON_MARIADB_TOO}
            BENCHES[name](console, there)
    return 0


def _fresh(stack: ExitStack, server: str) -> str:
    return stack.enter_context(fresh_database(server))


if __name__ == "__main__":
    os.environ.pop("CRM_DATABASE_URL", None)
    sys.exit(main(sys.argv[1:]))
