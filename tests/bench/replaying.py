"""How many deals a second a replay settles, and whether the time per deal stays the same from 1,000 to 8,800 deals."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crm_adapters.identifiers import new_id
from crm_adapters.replay import DataSet, DataSetReader, Replay
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import DEFAULT_PIPELINE, CrmSettings, administrator, open_for_replay
from crm_core.pipelines import Pipeline

DATA = Path(
    os.environ.get("CRM_REPLAY_DATA", Path(__file__).parents[3] / "shared" / "data" / "crm_sales_opportunities")
)
FEW = 1_000


class _Unwatched:
    def found(self, to_do: int) -> None: ...

    def done(self, deals: int) -> None: ...


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    if not DATA.is_dir():
        console.print("There is no data set to replay; name its folder in CRM_REPLAY_DATA.")
        return
    now = datetime.now(UTC)
    pipeline = Pipeline.from_template(DEFAULT_PIPELINE, tenant_id="bench", new_id=new_id, at=now, is_default=True)
    everything = DataSetReader(DATA, today=now.date(), currency="USD", pipeline=pipeline).read()
    few = everything.model_copy(update={"deals": everything.deals[:FEW]})
    table = Table(
        "database", f"{FEW:,} deals, a second", f"{len(everything.deals):,} deals, a second", "growth per deal"
    )
    for name, url in urls.items():
        with console.status(f"{name}: replaying"):
            first, second = (_deals_a_second(url(), f"{name}-{len(part.deals)}", part) for part in (few, everything))
        table.add_row(name, f"{first:,.0f}", f"{second:,.0f}", f"{first / second:.2f}")
    console.print(table)


def _deals_a_second(url: str, tenant: str, data_set: DataSet) -> float:
    clock = VirtualClock(datetime.now(UTC))
    actor = administrator(tenant)
    with open_for_replay(CrmSettings.load(database_url=url), clock) as crm:
        started = time.perf_counter()
        summary, rejected = Replay(crm, clock, actor).run(data_set, _Unwatched())
        seconds = time.perf_counter() - started
    assert not rejected, summary
    return len(data_set.deals) / seconds
