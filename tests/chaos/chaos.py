"""Workers are killed and connections cut while commands pour in; then everything must be done, once and wholly.

`make chaos` (ARGS="--commands 200 --workers 2" for a short one, ARGS="--database sqlite" for the one-worker form). Ends
with 1 and a sentence for each thing that does not hold.
"""

import argparse
import json
import logging
import math
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("chaos", "partner_server", "bench")]

from checks import Checks
from databases import POSTGRES, answers, fresh_database, sqlite_url
from fault_schedule import ChaosRun
from partner_crm import open_crm_with_partners
from partner_process import PartnerServer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, create_engine, make_url
from worker import WorkerConfig, storm_settings
from worker_pool import WorkerPool
from workload import Workload

TENANTS = ("north", "east", "south")
COMMANDS = {"postgresql": 2_000, "sqlite": 800}
"""On SQLite, with its one worker, that is a minute."""
MOST_FLAWS = 40


def main() -> int:
    options = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("the storm was told to stop"))
    console = Console(stderr=options.json)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder, _database(options.database, Path(folder)) as url:
        if url is None:
            console.print("PostgreSQL did not answer; name one in CRM_TEST_POSTGRES_URL, or ask for --database sqlite.")
            return 2
        with PartnerServer(sqlite_url(Path(folder))) as partner_server:
            figures, flaws = _weathered(console, options, url, partner_server, Path(folder))
            if flaws and options.logs is not None:
                options.logs.mkdir(parents=True, exist_ok=True)
                for log in Path(folder).glob("*.log"):
                    (options.logs / log.name).write_bytes(log.read_bytes())
    if options.json:
        sys.stdout.write(json.dumps({"figures": figures, "flaws": flaws}) + "\n")
    else:
        table = Table("after the storm", "", title=f"seed {options.seed}")
        for name, figure in figures.items():
            table.add_row(name, str(figure))
        console.print(table)
        for flaw in flaws[:MOST_FLAWS]:
            console.print(flaw, style="red", highlight=False, markup=False)
        if len(flaws) > MOST_FLAWS:
            console.print(f"... and {len(flaws) - MOST_FLAWS} more", style="red")
        if not flaws:
            console.print(
                "Every command was done once, every rung acted once, nothing is lost, totals and chains hold."
            )
    return 1 if flaws else 0


def _weathered(
    console: Console, options: argparse.Namespace, url: str, partner_server: PartnerServer, folder: Path
) -> tuple[dict[str, Any], list[str]]:
    """The figures and the flaws."""
    chance = random.Random(options.seed)
    workers = 1 if options.database == "sqlite" else options.workers
    with open_crm_with_partners(
        url, partner_server.address, partner_server.authkey, settings=storm_settings(url)
    ) as crm:
        with console.status(f"making {options.commands} leads and deals ready"):
            shares = [len(range(number, options.commands, len(TENANTS))) for number in range(len(TENANTS))]
            workloads = [
                Workload(crm, partner_server.partners, tenant, share, chance)
                for tenant, share in zip(TENANTS, shares, strict=True)
            ]
        partner_server.partners.faults.delay_answers(options.partner_milliseconds)

        def config_of(name: str) -> WorkerConfig:
            named = make_url(url)
            if named.get_backend_name() == "postgresql":
                named = named.update_query_dict({"application_name": name})
            settings = storm_settings(named.render_as_string(hide_password=False))
            return WorkerConfig(settings, partner_server.address, partner_server.authkey, folder / f"{name}.log")

        pool = WorkerPool(workers, config_of, chance)
        with _server(url) as server:
            ran = ChaosRun(crm, workloads, pool, chance, options, server).run(console)
        with console.status("looking at what is left"):
            partner_server.partners.faults.calm()
            checks = Checks(crm, partner_server, workloads, ran.accepted, ran.answers)
            flaws = [*ran.flaws, *pool.mishaps, *checks.flaws()]
    figures = {
        "database": options.database,
        "workers": workers,
        "commands": options.commands,
        "handed over twice": ran.twice,
        "asked directly": len(ran.answers),
        "workers killed": pool.kills,
        "connections cut": pool.cuts,
        "runs taken over": sum((times - 1) * runs for times, runs in checks.executions.items()),
        "timers": {state.value: count for state, count in sorted(checks.timers.items())},
        "timers taken over": checks.timers_taken_over,
        "executions: runs": dict(sorted(checks.executions.items())),
        "seconds": round(ran.seconds, 1),
        "commands a second": round(options.commands / ran.seconds, 1),
        "flaws": len(flaws),
    }
    return figures, flaws


@contextmanager
def _server(url: str) -> Iterator[Connection | None]:
    """A connection from which others can be cut, where there is a server."""
    if url.startswith("sqlite"):
        yield None
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str | None]:
    """None where no server answers."""
    if kind == "sqlite":
        yield sqlite_url(folder)
    elif answers(POSTGRES):
        with fresh_database(POSTGRES) as url:
            yield url
    else:
        yield None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description="Kills workers and cuts connections at work.")
    parser.add_argument(
        "--commands", type=int, help="conversions and closings, over three tenants: 2000, on SQLite 800"
    )
    parser.add_argument("--workers", type=int, default=4, help="on SQLite it is one")
    parser.add_argument("--seconds-between-kills", type=float, default=1.0, help="on average")
    parser.add_argument("--kills", type=int, default=math.inf, help="how many at most; no limit unless given")
    parser.add_argument("--partner-milliseconds", type=int, default=20, help="how long each answer of a partner takes")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="chooses who is killed when")
    parser.add_argument("--json", action="store_true", help="figures and flaws as JSON, progress on standard error")
    parser.add_argument("--logs", type=Path, help="where the workers' logs go when something does not hold")
    options = parser.parse_args()
    options.commands = options.commands or COMMANDS[options.database]
    return options


if __name__ == "__main__":
    sys.exit(main())
