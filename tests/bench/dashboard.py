"""The dashboard over a million opportunities against the bare aggregate statement."""

import statistics
import time
from collections.abc import Callable, Mapping

from many_rows import fill_deals
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes

from crm_adapters.storage import EVERY_TENANT
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.wiring import administrator, open_crm

ROWS = 1_000_000
ROUNDS = 7
AIM = 1.5

_BARE = """
SELECT pipeline_id, stage, outcome, currency_code, COUNT(*), SUM(expected_revenue_minor),
    SUM(expected_revenue_minor * probability_basis_points), SUM(actual_value_minor)
FROM crm_opportunities WHERE tenant_id = 'bench' GROUP BY pipeline_id, stage, outcome, currency_code
"""


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "dashboard, ms", "bare statement, ms", "ratio", "aim")
    for name, url in urls.items():
        with console.status(f"{name}: filling in {ROWS:,} opportunities"):
            ours, bare = _compare(url())
        ratio = statistics.median(mine / floor for mine, floor in zip(ours, bare, strict=True))
        times = (f"{statistics.median(seconds) * 1000:.1f}" for seconds in (ours, bare))
        table.add_row(name, *times, f"{ratio:.2f}", f"{AIM}")
    console.print(table)


def _compare(url: str) -> tuple[list[float], list[float]]:
    actor = administrator("bench")
    with open_crm(url) as crm:
        crm.initialise(actor)
        fill_deals(crm.database, actor.tenant_id, crm.deals.pipelines(actor)[0], ROWS)
        note_sizes(crm.database.engine, SqlOpportunities.table.name)

        def dashboard() -> None:
            assert crm.analytics.get_dashboard_data(actor).stages

        def bare() -> None:
            with crm.database.reading(EVERY_TENANT) as connection:
                assert connection.exec_driver_sql(_BARE).fetchall()

        rounds = [(_seconds(dashboard), _seconds(bare)) for _ in range(ROUNDS + 1)][1:]
    return [ours for ours, _ in rounds], [floor for _, floor in rounds]


def _seconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
