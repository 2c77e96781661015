"""How many leads a second are routed, over a hundred thousand of them, and whether it stays linear.

The few are routed before and after the many, since other work on the machine comes and goes.
"""

import time
from collections.abc import Callable, Mapping

from many_rows import fill, row_number, words
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes

from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.testing.builders import a_lead
from crm_operations.lead_routing import Pool, RouteLeads, RoutingRule
from crm_operations.providers import Person

SIZES = (10_000, 100_000)
AIM = 1.05
TEAM = 8


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        "database", *(f"{size:,} leads, a second" for size in SIZES), "growth per lead", "aim", "most minus fewest"
    )
    for name, url in urls.items():
        with open_crm(url()) as crm, console.status(f"{name}: routing"):
            runs = [_route(crm, f"{name}-{size}", size) for size in SIZES]
        speeds = [size / seconds for size, (seconds, _) in zip(SIZES, runs, strict=True)]
        table.add_row(
            name, *(f"{speed:,.0f}" for speed in speeds), f"{speeds[0] / speeds[-1]:.2f}", str(AIM), str(runs[-1][1])
        )
    console.print(table)


def _route(crm: Crm, tenant: str, size: int) -> tuple[float, int]:
    """Seconds, and by how many leads the fullest hands differ from the emptiest."""
    actor = administrator(tenant)
    crm.initialise(actor)
    for each in range(TEAM):
        crm.people.add(tenant, Person(id=f"rep-{each}", name=f"Rep {each}", capacity=size))
    everybody = Pool(users=frozenset(f"rep-{number}" for number in range(TEAM)))
    crm.routing.set_rules(
        actor, [RoutingRule(id="all", position=1, name="In turn", strategy="round_robin", pool=everybody)]
    )
    number = row_number(crm.database.kind, size)
    lead = a_lead(tenant_id=tenant, created_at=crm.clock.now())
    fill(crm.database, SqlLeads, lead, number, lead_number=words("LEAD-", number), email_key=None)
    note_sizes(crm.database.engine)
    started = time.perf_counter()
    result = crm.routing.route_leads(actor, RouteLeads())
    seconds = time.perf_counter() - started
    assert result.assigned == size, result
    counts = [share.leads for share in result.shares]
    return seconds, max(counts) - min(counts)
