"""How many leads a second are routed, over a hundred thousand of them, and whether it stays linear."""

import time
from collections.abc import Callable, Mapping

from databases import note_sizes
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_operations.lead_routing import Pool, RouteLeads, RoutingRule
from crm_operations.providers import Person

SIZES = (10_000, 100_000)
TEAM = 8

_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) SELECT i FROM n)",
    "postgresql": "(SELECT i FROM generate_series(CAST(1 AS bigint), {size}) AS g(i))",
}
_FILL = """
INSERT INTO crm_leads (
    tenant_id, id, version, history_hash, created_at, updated_at, lead_number, status, status_entered_at, source,
    priority, score_total, score_demographic, score_behavioral, score_engagement, score_firmographic, name, attributes,
    reopened_count
)
SELECT CAST(:tenant AS VARCHAR(64)), CAST(:tenant AS VARCHAR(64)) || '-' || i, 1, 'none', :at, :at,
    'LEAD-' || i, 'new', :at, 'website', 'medium',
    i % 100, 0, 0, 0, 0, 'Lead', '{{}}', 0
FROM {numbers} AS numbers
"""


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", *(f"{size:,} leads, a second" for size in SIZES), "growth per lead", "most minus fewest")
    for name, url in urls.items():
        with open_crm(url()) as crm, console.status(f"{name}: routing"):
            runs = [_route(crm, f"{name}-{size}", size) for size in SIZES]
        speeds = [size / seconds for size, (seconds, _) in zip(SIZES, runs, strict=True)]
        table.add_row(name, *(f"{speed:,.0f}" for speed in speeds), f"{speeds[0] / speeds[-1]:.2f}", str(runs[-1][1]))
    console.print(table)


def _route(crm: Crm, tenant: str, size: int) -> tuple[float, int]:
    """Seconds, and by how many leads the fullest hands differ from the emptiest."""
    actor = administrator(tenant)
    crm.initialise(actor)
    for number in range(TEAM):
        crm.people.add(tenant, Person(id=f"rep-{number}", name=f"Rep {number}", capacity=size))
    everybody = Pool(users=frozenset(f"rep-{number}" for number in range(TEAM)))
    crm.routing.set_rules(
        actor, [RoutingRule(id="all", position=1, name="In turn", strategy="round_robin", pool=everybody)]
    )
    with crm.database.writing(tenant) as connection:
        fill = _FILL.format(numbers=_NUMBERS[crm.database.kind].format(size=size))
        connection.execute(text(fill), {"tenant": tenant, "at": crm.clock.now().isoformat(sep=" ")})
    note_sizes(crm.database.engine)
    started = time.perf_counter()
    result = crm.routing.route_leads(actor, RouteLeads())
    seconds = time.perf_counter() - started
    assert result.assigned == size, result
    counts = [share.leads for share in result.shares]
    return seconds, max(counts) - min(counts)
