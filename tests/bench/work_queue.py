"""The work queue of a person with a thousand items among a hundred thousand deals, leads and activities of others."""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from many_rows import FIRST_ID, fill, row_number, words
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from sqlalchemy import case

from crm_adapters.storage import Database
from crm_adapters.storage.entities.activities import SqlActivities
from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.storage.entities.service_levels import SqlSlaClocks
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.wiring import administrator, open_crm
from crm_core.testing.builders import START, a_lead, an_activity, an_opportunity, an_sla_clock
from crm_operations.work_queue import WorkQuery

ITEMS = 1_000
OTHERS = 100
"""People who have as much."""
ROUNDS = 9
AIM_MS = 500
PAGE = 50
IN_A_YEAR = datetime.now(UTC) + timedelta(days=365)


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", f"page of {PAGE} of {ITEMS:,}, ms", f"all {ITEMS:,}, ms", "everybody's page, ms", "aim")
    for name, url in urls.items():
        with console.status(f"{name}: filling in {ITEMS * (OTHERS + 1):,} things to do"):
            times = _times(url())
        table.add_row(name, *(f"{each * 1000:.1f}" for each in times), f"{AIM_MS}")
    console.print(table)


def _times(url: str) -> list[float]:
    actor = administrator("bench", "rep-0")
    with open_crm(url) as crm:
        crm.initialise(actor)
        _fill(crm.database, actor.tenant_id)
        asked = (WorkQuery(limit=PAGE), WorkQuery(limit=ITEMS), WorkQuery(everybody=True, limit=PAGE))
        found = len(crm.dashboard.pending(actor, asked[1]))
        assert found == ITEMS, f"{found} items instead of {ITEMS}"
        rounds = [[_seconds(partial(crm.dashboard.pending, actor, query)) for query in asked] for _ in range(ROUNDS)]
    return [statistics.median(each[place] for each in rounds) for place in range(len(asked))]


def _fill(database: Database, tenant_id: str) -> None:
    """A third each: stale deals, leads to contact, overdue tasks; each person's in no order.

    Each lead has a clock that runs and is not at risk yet, a task, and a call before it went stale.
    """
    count = ITEMS * (OTHERS + 1)
    number = row_number(database.kind, count)
    owner = words("rep-", number % (OTHERS + 1))
    third = number % 3
    task: dict[str, Any] = {
        "activity_type": "task",
        "completed_at": None,
        "completed_by": None,
        "due_date": START + timedelta(days=1),
    }

    def one_in_three(which: int, store: type[SqlEntityStore[Any, Any]], entity: Any, **computed: Any) -> None:
        whose = case((third == which, owner), else_=words("nobody-", number % 7))
        fill(database, store, entity, number, assigned_to=whose, **computed)
        note_sizes(database.engine, store.table.name)

    one_in_three(0, SqlOpportunities, an_opportunity(tenant_id=tenant_id), opportunity_number=words("OPP-", number))
    one_in_three(1, SqlLeads, a_lead(tenant_id=tenant_id), lead_number=words("LEAD-", number), external_id=None)
    about = words("", number + FIRST_ID)
    one_in_three(2, SqlActivities, an_activity(tenant_id=tenant_id, **task), related_entity_id=about)
    done = an_activity(tenant_id=tenant_id, completed_at=START)
    fill(database, SqlActivities, done, number, id=words("done-", number), related_entity_id=about)
    later = {"warn_at": IN_A_YEAR, "due_at": IN_A_YEAR, "paused_until": START}
    clock = an_sla_clock(tenant_id=tenant_id, target="first_contact").changed(START, **later)
    fill(database, SqlSlaClocks, clock, number, subject_id=about, owner=owner)
    note_sizes(database.engine, SqlSlaClocks.table.name)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
