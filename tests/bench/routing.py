"""How many leads a second are routed, over a hundred thousand of them, and whether it stays linear.

The few are routed before and after the many, since other work on the machine comes and goes.
"""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

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


class Run(NamedTuple):
    """``difference`` is by how many leads the fullest hands differ from the emptiest."""

    seconds: float
    processor: float
    difference: int


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    speeds = (f"{size:,} leads, a second" for size in SIZES)
    table = Table("database", *speeds, "growth per lead", "aim", "of our processor time", "most minus fewest")
    small, large = SIZES
    for name, url in urls.items():
        with open_crm(url()) as crm, console.status(f"{name}: routing"):
            before, many, after = (_route(crm, f"tenant-{n}", size) for n, size in enumerate((small, large, small)))
        of_few = (before.seconds + after.seconds) / 2 / small
        processor_of_few = (before.processor + after.processor) / 2 / small
        table.add_row(
            *(name, f"{1 / of_few:,.0f}", f"{large / many.seconds:,.0f}"),
            *(f"{many.seconds / large / of_few:.2f}", str(AIM), f"{many.processor / large / processor_of_few:.2f}"),
            str(many.difference),
        )
    console.print(table)


def _route(crm: Crm, tenant: str, size: int) -> Run:
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
    started, processor = time.perf_counter(), time.process_time()
    result = crm.routing.route_leads(actor, RouteLeads())
    seconds, spent = time.perf_counter() - started, time.process_time() - processor
    assert result.assigned == size, result
    counts = [share.leads for share in result.shares]
    return Run(seconds, spent, max(counts) - min(counts))
