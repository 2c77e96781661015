"""Active clocks checked (PR-003): listed, every one as it stands now, and those found that are at risk among many more.

Listed are a thousand and ten thousand, page by page. Ten thousand of a hundred thousand, and of a million, are at risk;
the bare statement reads their rows. Workers ask neither way: a timer of each clock falls due when its next rung does.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta

from many_rows import fill, row_number, words
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from sqlalchemy import case, literal, select

from crm_adapters.identifiers import new_id
from crm_adapters.storage import SqlRecords
from crm_adapters.storage.entities.service_levels import SqlSlaClocks
from crm_adapters.storage.kernel.types import Moment
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.service_levels import ClockState
from crm_core.testing import START, VirtualClock
from crm_core.testing.builders import an_sla_clock
from crm_operations.escalation import EscalationWorkflow
from crm_operations.service_levels import SlaQuery
from crm_operations.settings import OperationsSettings

LISTED = (1_000, 10_000)
RUNNING, AT_RISK = (100_000, 1_000_000), 10_000
ROUNDS = 3
PAGE = 1_000
AIM_SECONDS, AIM_GROWTH = 2.0, 1.3
"""For ten thousand, and how much longer each may take among more of them."""
ACTOR = administrator("bench")
SOON, FAR = timedelta(hours=18), timedelta(days=400)
_clocks = SqlSlaClocks.table.c


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    for done, sizes, filled, checked in (
        ("all listed", LISTED, _fill, _list),
        (f"{AT_RISK:,} at risk found", RUNNING, _fill_mostly_on_track, _check),
    ):
        table = Table("database", "clocks", f"{done}, processor s", "aim", "a clock, µs", "growth", "aim", "bare, s")
        for name, url in urls.items():
            with ExitStack() as stack:
                both = [stack.enter_context(open_crm(url())) for _ in sizes]
                for crm, size in zip(both, sizes, strict=True):
                    with console.status(f"{name}: filling in {size:,} clocks"):
                        crm.initialise(ACTOR)
                        filled(crm, size)
                        note_sizes(crm.database.engine, SqlSlaClocks.table.name)
                counts = [min(size, AT_RISK) for size in sizes]
                seconds = [_seconds(checked, *each) for each in zip(both, counts, strict=True)]
                bare = [_seconds(_read, *each) for each in zip(both, counts, strict=True)]
                few, many = (taken / count for taken, count in zip(seconds, counts, strict=True))
                table.add_row(
                    name, f"{sizes[0]:,}", f"{seconds[0]:.2f}", "", f"{few * 1e6:.0f}", "", "", f"{bare[0]:.3f}"
                )
                growth = (f"{many * 1e6:.0f}", f"{many / few:.2f}", f"{AIM_GROWTH}", f"{bare[1]:.3f}")
                table.add_row(name, f"{sizes[1]:,}", f"{seconds[1]:.2f}", f"{AIM_SECONDS:.1f}", *growth)
            table.add_section()
        console.print(table)


def _seconds(check: Callable[[Crm, int], None], crm: Crm, count: int) -> float:
    """Of processor time, the median of some rounds."""
    return statistics.median(_processor_seconds(check, crm, count) for _ in range(ROUNDS))


def _processor_seconds(check: Callable[[Crm, int], None], crm: Crm, count: int) -> float:
    begun = time.process_time()
    check(crm, count)
    return time.process_time() - begun


def _fill(crm: Crm, size: int) -> None:
    number = row_number(crm.database.kind, size)
    some = an_sla_clock(tenant_id=ACTOR.tenant_id)
    fill(crm.database, SqlSlaClocks, some, number, subject_id=words("", number), owner=words("rep-", number % 40))


def _fill_mostly_on_track(crm: Crm, size: int) -> None:
    """The first of them are at risk by ``START`` and a day, the others in more than a year."""
    number = row_number(crm.database.kind, size)
    is_soon = number <= AT_RISK
    warn_at, due_at = (
        case((is_soon, literal(START + soon, Moment)), else_=literal(START + FAR, Moment))
        for soon in (SOON, SOON + timedelta(days=2))
    )
    some = an_sla_clock(tenant_id=ACTOR.tenant_id, seconds=3 * 86_400)
    fill(crm.database, SqlSlaClocks, some, number, subject_id=words("", number), warn_at=warn_at, due_at=due_at)


def _list(crm: Crm, count: int) -> None:
    after, checked = None, 0
    while (page := crm.service_levels.list(ACTOR, SlaQuery(after_id=after, limit=PAGE))).last_id:
        assert {row.state for row in page} == {ClockState.BREACHED}
        after, checked = page.last_id, checked + len(page)
    assert checked == count


def _check(crm: Crm, count: int) -> None:
    clock = VirtualClock(START + timedelta(days=2, hours=12))
    workflow = EscalationWorkflow(SqlRecords(crm.database, clock, new_id), lambda _: OperationsSettings(), clock)
    assert len(workflow.check_leads(ACTOR, limit=count + 1)) == count


def _read(crm: Crm, count: int) -> None:
    with crm.database.reading(ACTOR.tenant_id) as connection:
        query = select(SqlSlaClocks.table).where(
            _clocks.tenant_id == ACTOR.tenant_id,
            _clocks.status == "running",
            _clocks.warn_at <= START + timedelta(days=3),
        )
        rows: Sequence[object] = connection.execute(query.limit(count)).all()
    assert len(rows) == count
