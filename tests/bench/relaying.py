"""How many messages a second the relay delivers, and whether it stays the same from 1,000 to 20,000 waiting.

The few are delivered before and after the many, since other work on the machine comes and goes.
"""

import time
from collections.abc import Callable, Mapping

from counting import sent_by
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from workflow_commands import a_lead

from crm_adapters.wiring import Crm, administrator, open_crm

SIZES = (1_000, 20_000)
AIM = 1.1
LEADS_A_COMMIT = 500


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        *("database", *(f"{size:,} waiting, a second" for size in SIZES), "growth per message", "aim"),
        *("statements per message", "commits per message"),
    )
    for name, url in urls.items():
        with open_crm(url()) as crm, console.status(f"{name}: delivering"):
            crm.initialise(administrator("bench"))
            _waiting(crm, 100)
            crm.relay.run_until_empty()
            few, many = SIZES
            before, of_many, after = (_seconds(crm, size) / size for size in (few, many, few))
            of_few = (before + after) / 2
            count = _waiting(crm, 100)
            sent = sent_by(crm.relay.run_until_empty, crm.database.engine)
        table.add_row(
            name,
            *(f"{1 / seconds:,.0f}" for seconds in (of_few, of_many)),
            *(f"{of_many / of_few:.2f}", str(AIM)),
            f"{sent.ours / count:.2f}",
            f"{sent.our_commits / count:.2f}",
        )
    console.print(table)


def _seconds(crm: Crm, size: int) -> float:
    count = _waiting(crm, size)
    started = time.perf_counter()
    run = crm.relay.run_until_empty()
    seconds = time.perf_counter() - started
    assert run.delivered == count, run
    return seconds


def _waiting(crm: Crm, count: int) -> int:
    """That many, and no more: each lead that is captured leaves two."""
    actor = administrator("bench")
    for first in range(0, count // 2, LEADS_A_COMMIT):
        with crm.database.local_transaction(actor.tenant_id):
            for _ in range(first, min(first + LEADS_A_COMMIT, count // 2)):
                a_lead(crm, actor)
    note_sizes(crm.database.engine)
    return count
