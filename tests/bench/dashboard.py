"""The dashboard over a million opportunities against the bare aggregate statement."""

import statistics
import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.wiring import administrator, open_crm

ROWS = 1_000_000
ROUNDS = 7
AIM = 1.5

_NUMBERS = {
    "sqlite": f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n)",
    "postgresql": f"(SELECT i FROM generate_series(CAST(1 AS bigint), {ROWS}) AS g(i))",
}
_FILL = """
INSERT INTO crm_opportunities (
    tenant_id, id, version, history_hash, created_at, updated_at, opportunity_number, party_id, name, pipeline_id,
    stage, outcome, stage_entered_at, type, priority, probability_basis_points, expected_revenue_minor,
    actual_value_minor, currency_code, assigned_to, reopened_count
)
SELECT
    'bench', 'deal-' || i, 1, 'none', :at, :at, 'OPP-' || i, 'party', 'Deal', :pipeline,
    CASE i % 6 WHEN 0 THEN 'prospecting' WHEN 1 THEN 'qualification' WHEN 2 THEN 'proposal' WHEN 3 THEN 'negotiation'
        WHEN 4 THEN 'closed_won' ELSE 'closed_lost' END,
    CASE i % 6 WHEN 4 THEN 'won' WHEN 5 THEN 'lost' ELSE 'open' END,
    :at, 'new_business', 'medium',
    CASE i % 6 WHEN 0 THEN 1000 WHEN 1 THEN 2500 WHEN 2 THEN 5000 WHEN 3 THEN 7500 WHEN 4 THEN 10000 ELSE 0 END,
    (i * 7919) % 1000000, CASE i % 6 WHEN 4 THEN (i * 7919) % 1000000 END, 'EUR', 'rep-' || (i % 40), 0
FROM {numbers} AS numbers
"""
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
        _fill(crm.database, crm.deals.pipelines(actor)[0].id, crm.clock.now().isoformat(sep=" "))

        def dashboard() -> None:
            assert crm.analytics.get_dashboard_data(actor).stages

        def bare() -> None:
            with crm.database.reading(EVERY_TENANT) as connection:
                assert connection.exec_driver_sql(_BARE).fetchall()

        rounds = [(_seconds(dashboard), _seconds(bare)) for _ in range(ROUNDS + 1)][1:]
    return [ours for ours, _ in rounds], [floor for _, floor in rounds]


def _fill(database: Database, pipeline_id: str, at: str) -> None:
    with database.writing(EVERY_TENANT) as connection:
        numbers = _NUMBERS[database.kind]
        connection.execute(text(_FILL.format(numbers=numbers)), {"pipeline": pipeline_id, "at": at})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE crm_opportunities" if database.kind == "postgresql" else "ANALYZE")


def _seconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
