"""A million leads of ten thousand tenants on one PostgreSQL: what a command costs, and what one to four workers do.

The tables are those of docs/guides/scale.md, in Markdown. Where the first limit is shows in processor time: of the
workers, and of their connections' processes on the server, where that is on this machine.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from lead_to_won import NO_GATE
from many_rows import fill, row_number, words
from rich import box
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes
from sqlalchemy import text
from workers import at_work, enqueue
from workflow_calls import convert
from workflow_commands import a_lead, set_up

from crm_adapters.storage import EVERY_TENANT
from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_core.actor import Actor
from crm_core.leads import LeadFilter, LeadStatus
from crm_core.testing.builders import a_lead as the_lead
from crm_operations.lead_conversion import Conversion
from crm_operations.lead_routing import RouteLead

LEADS_OF_A_TENANT = 100
TENANTS = (100, 10_000)
SAMPLED = 40
"""Tenants whose commands are timed, the first few of them to warm up."""
WARM_UP = 5
CREWS = (1, 2, 4)
TENANTS_AT_WORK, RUNS_OF_A_TENANT = 100, 20
HANDS, CAPTURES = 4, 200
PATIENCE_SECONDS = 300.0
LOOK_SECONDS = 0.1

_CONVERTED = "SELECT count(*) FROM crm_leads WHERE tenant_id = ANY(:tenants) AND status = :status"
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
_TICKS = os.sysconf("SC_CLK_TCK")


class Moment(NamedTuple):
    """How much was done by then, and with how much processor time of the workers and of the server."""

    at: float
    done: int
    workers: float
    server: float


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    if "PostgreSQL" not in urls:
        console.print("It is measured on a PostgreSQL, and none answered.")
        return
    few, many = (urls["PostgreSQL"]() for _ in TENANTS)
    for url, tenants in zip((few, many), TENANTS, strict=True):
        with console.status(f"filling in {tenants * LEADS_OF_A_TENANT:,} leads"):
            _fill(url, tenants)
    for title, table in (
        ("What a command takes", partial(_commands, few, many)),
        ("What workers do", partial(_crews, many, urls["PostgreSQL"]())),
        ("Four who capture leads at once", partial(_captures, many)),
    ):
        with console.status(title):
            drawn = table()
        console.print(f"{title}\n")
        console.print(drawn)


def _tenant(number: int) -> str:
    return f"tenant-{number}"


def _settings(url: str, runner: RunnerKind = RunnerKind.IN_PROCESS) -> CrmSettings:
    return CrmSettings.load(database_url=url, runner=runner, operations=NO_GATE)


def _fill(url: str, tenants: int) -> None:
    with open_crm(settings=_settings(url)) as crm:
        crm.initialise(administrator("first"))
        number, now = row_number(crm.database.kind, tenants * LEADS_OF_A_TENANT), crm.clock.now()
        address = words("person-", number).concat("@example.com")
        fill(
            crm.database,
            SqlLeads,
            the_lead(created_at=now, updated_at=now, status_entered_at=now),
            number,
            tenant_id=words("tenant-", number % tenants),
            lead_number=words("LEAD-", number),
            email=address,
            email_key=address,
        )
        note_sizes(crm.database.engine)


def _commands(few: str, many: str) -> Table:
    """Of a tenant here and of one there in turn, each for the first time: nothing of theirs is in memory yet."""
    seconds: dict[str, list[tuple[float, float]]] = {}
    with open_crm(settings=_settings(few)) as small, open_crm(settings=_settings(many)) as large:
        draw = random.Random(9)
        samples = [draw.sample(range(tenants // 2, tenants), SAMPLED) for tenants in TENANTS]  # workers have the others
        for place, pair in enumerate(zip(*samples, strict=True)):
            took = [_of_each(crm, _tenant(number)) for crm, number in zip((small, large), pair, strict=True)]
            if place >= WARM_UP:
                for name in took[0]:
                    seconds.setdefault(name, []).append((took[0][name], took[1][name]))
    sizes = (f"ms, {tenants * LEADS_OF_A_TENANT:,} leads of {tenants:,} tenants" for tenants in TENANTS)
    table = Table("", *sizes, "ratio", box=box.MARKDOWN)
    for name, both in seconds.items():
        times = (f"{statistics.median(each) * 1_000:.1f}" for each in zip(*both, strict=True))
        table.add_row(name, *times, f"{statistics.median(large / small for small, large in both):.2f}")
    return table


def _of_each(crm: Crm, tenant: str) -> Mapping[str, float]:
    actor = administrator(tenant)
    set_up(crm, actor)
    crm.relay.run_until_empty()
    page = crm.leads.list(actor, LeadFilter())
    steps: dict[str, Callable[[], object]] = {
        "a lead is captured": lambda: a_lead(crm, actor),
        "a page of 50 leads": lambda: crm.leads.list(actor, LeadFilter()),
        "a lead is routed": lambda: crm.routing.route_lead(actor, RouteLead(lead_id=page[0].id)),
        "a lead is converted": lambda: _convert(crm, actor, page[1].id),
        "the dashboard": lambda: crm.analytics.get_dashboard_data(actor),
        "all of this is relayed": crm.relay.run_until_empty,
    }
    return {name: _seconds(step) for name, step in steps.items()}


def _convert(crm: Crm, actor: Actor, lead_id: str) -> None:
    answer = convert(crm, actor, lead_id)
    assert isinstance(answer, Conversion), answer


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def _crews(url: str, processes_url: str) -> Table:
    """The last crew's durable engine writes to a database of its own, whose time is not counted."""
    columns = ("conversions a second", "against one", "ms of a worker's processor each", "ms of the server's each")
    table = Table("workers", *columns, box=box.MARKDOWN)
    alone = 0.0
    for place, (size, engines_url) in enumerate((*((size, url) for size in CREWS), (CREWS[-1], processes_url))):
        begun, ended = _worked(url, size, place * TENANTS_AT_WORK, engines_url)
        done = ended.done - begun.done
        speed = done / (ended.at - begun.at)
        alone = alone or speed
        spent = ((ended.workers - begun.workers) / done, (ended.server - begun.server) / done)
        name = f"{size}{'' if engines_url == url else ', processes in a database of their own'}"
        table.add_row(name, f"{speed:.0f}", f"{speed / alone:.2f}", *(f"{each * 1_000:.1f}" for each in spent))
    return table


def _worked(url: str, size: int, first_tenant: int, processes_url: str) -> tuple[Moment, Moment]:
    """When each worker had time to begin, and when all but the last few runs were done."""
    tenants = [_tenant(first_tenant + number) for number in range(TENANTS_AT_WORK)]
    count = TENANTS_AT_WORK * RUNS_OF_A_TENANT
    settings = _settings(url, RunnerKind.DURABLE).model_copy(update={"processes_url": processes_url})
    with open_crm(settings=settings) as crm:
        for tenant in tenants:
            actor = administrator(tenant)
            set_up(crm, actor)
            page = crm.leads.list(actor, LeadFilter(only_open=True, limit=RUNS_OF_A_TENANT))
            enqueue(crm, actor, [lead.id for lead in page])
        before = _converted(crm, tenants)
        with at_work(url, size, CRM_PROCESSES_URL=processes_url) as workers:

            def moment(least: int) -> Moment:
                until = time.monotonic() + PATIENCE_SECONDS
                while (done := _converted(crm, tenants) - before) < least:
                    if time.monotonic() > until:
                        raise TimeoutError(f"the workers did {done} of {least} runs")
                    time.sleep(LOOK_SECONDS)
                with crm.database.reading(EVERY_TENANT) as connection:
                    backends = connection.scalars(text(_BACKENDS)).all()
                theirs = processor_seconds([worker.pid for worker in workers])
                return Moment(time.perf_counter(), done, theirs, processor_seconds(backends))

            return moment(count // 5), moment(count - count // 20)


def _converted(crm: Crm, tenants: Sequence[str]) -> int:
    asked = {"tenants": list(tenants), "status": LeadStatus.CONVERTED_TO_OPPORTUNITY.value}
    with crm.database.reading(EVERY_TENANT) as connection:
        return int(connection.execute(text(_CONVERTED), asked).scalar_one())


def processor_seconds(process_ids: Sequence[int]) -> float:
    """Of those that run on this machine; 0 where it does not say."""
    total = 0
    for process_id in process_ids:
        stat = Path(f"/proc/{process_id}/stat")
        if stat.exists():
            total += sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
    return total / _TICKS


def _captures(url: str) -> Table:
    """One tenant's numbers have no gaps, so whoever captures waits for the commit of whoever drew the number before."""
    table = Table("", "captured a second", "against one", box=box.MARKDOWN)
    one = _captured(url, ["alone"])
    for name, speed in (
        ("one, for one tenant", one),
        ("four, for a tenant each", _captured(url, [f"apart-{number}" for number in range(HANDS)])),
        ("four, for the same tenant", _captured(url, ["together"] * HANDS)),
    ):
        table.add_row(name, f"{speed:.0f}", f"{speed / one:.2f}")
    return table


def _captured(url: str, tenants: Sequence[str]) -> float:
    with ProcessPoolExecutor(len(tenants), mp_context=get_context("spawn")) as hands:
        spans = list(hands.map(capture, [url] * len(tenants), tenants))
    begun, ended = max(begin for begin, _ in spans), min(end for _, end in spans)
    return sum(CAPTURES * (ended - begun) / (end - begin) for begin, end in spans) / (ended - begun)


def capture(url: str, tenant: str) -> tuple[float, float]:
    """In a process of its own; when it began and ended, by the clock of the machine."""
    with open_crm(settings=_settings(url)) as crm:
        actor = administrator(tenant)
        a_lead(crm, actor)
        begun = time.time()
        for _ in range(CAPTURES):
            a_lead(crm, actor)
        return begun, time.time()
