"""Active clocks checked, every one judged as it stands now: a thousand, and ten thousand (PR-003)."""

import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from many_rows import fill, row_number, words
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes

from crm_adapters.storage.entities.service_levels import SqlSlaClocks
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.service_levels import ClockState
from crm_core.testing.builders import an_sla_clock
from crm_operations.service_levels import SlaQuery

SIZES = (1_000, 10_000)
ROUNDS = 3
PAGE = 10_000
AIM_SECONDS, AIM_GROWTH = 2.0, 1.3
"""For the larger number, and how much longer each of its clocks may take."""
ACTOR = administrator("bench")


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "clocks", "all checked, processor s", "aim", "a clock, µs", "growth", "aim")
    for name, url in urls.items():
        with ExitStack() as stack:
            both = [stack.enter_context(open_crm(url())) for _ in SIZES]
            for crm, size in zip(both, SIZES, strict=True):
                with console.status(f"{name}: filling in {size:,} clocks"):
                    _fill(crm, size)
            pairs = list(zip(both, SIZES, strict=True))
            seconds = [statistics.median(_seconds(*pair) for _ in range(ROUNDS)) for pair in pairs]
            few, many = (taken / size for taken, size in zip(seconds, SIZES, strict=True))
            table.add_row(name, f"{SIZES[0]:,}", f"{seconds[0]:.2f}", "", f"{few * 1e6:.0f}", "", "")
            growth = (f"{many * 1e6:.0f}", f"{many / few:.2f}", f"{AIM_GROWTH}")
            table.add_row(name, f"{SIZES[1]:,}", f"{seconds[1]:.2f}", f"{AIM_SECONDS:.1f}", *growth)
        table.add_section()
    console.print(table)


def _fill(crm: Crm, size: int) -> None:
    crm.initialise(ACTOR)
    number = row_number(crm.database.kind, size)
    fill(
        crm.database,
        SqlSlaClocks,
        an_sla_clock(tenant_id=ACTOR.tenant_id),
        number,
        subject_id=words("", number),
        owner=words("rep-", number % 40),
    )
    note_sizes(crm.database.engine, SqlSlaClocks.table.name)


def _seconds(crm: Crm, size: int) -> float:
    begun, after, checked = time.process_time(), None, 0
    while (page := crm.service_levels.list(ACTOR, SlaQuery(after_id=after, limit=PAGE))).last_id:
        assert {row.state for row in page} == {ClockState.BREACHED}
        after, checked = page.last_id, checked + len(page)
    assert checked == size
    return time.process_time() - begun
