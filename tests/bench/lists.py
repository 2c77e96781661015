"""Lists of leads among a million against ten thousand: each filter, at its beginning and deep in it.

What a page reads is counted by the database itself: rows on servers, steps of its machine on SQLite.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from many_rows import FIRST_ID, fill, row_number, words
from rich.console import Console
from rich.table import Table
from rows_read import note_sizes, work_of
from sqlalchemy import case

from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.leads import LeadFilter, LeadStatus
from crm_core.stores import Filter
from crm_core.testing.builders import a_lead

SIZES = (10_000, 1_000_000)
ROUNDS = 25
AIM = 1.2
ACTOR = administrator("bench")

_DEEP = 0.25
"""Where the deep page begins; behind it each filter still has a full one."""
_PEOPLE, _ONE_OPEN_IN = 7, 20
_SOUGHT = "person-5000@example.com"
_ASKED = {
    "none": LeadFilter(),
    "status": LeadFilter(status=LeadStatus.QUALIFIED),
    "only_open": LeadFilter(only_open=True),
    "assigned_to": LeadFilter(assigned_to="rep-3"),
    "email": LeadFilter(email=_SOUGHT),
    "source": LeadFilter(source="referral"),
    "assigned_to, only_open": LeadFilter(assigned_to="rep-3", only_open=True),
}


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    missing = LeadFilter.model_fields.keys() - Filter.model_fields.keys() - _ASKED.keys()
    assert not missing, f"say in {__name__} what is asked by {missing}"
    few, many = (f"{size:,}" for size in SIZES)
    table = Table(
        *("database", "filter", "page", f"reads of {few}", f"of {many}", f"ms of {few}", f"of {many}", "ratio", "aim"),
        caption=f"A page of {LeadFilter().limit} leads; a filter in brackets has no index, as its store says.",
    )
    for name, url in urls.items():
        with ExitStack() as stack:
            both = [stack.enter_context(open_crm(url())) for _ in SIZES]
            for crm, size in zip(both, SIZES, strict=True):
                with console.status(f"{name}: filling in {size:,} leads"):
                    _fill(crm, size)
            for asked, page, reads, seconds in _compared(both):
                ratio = statistics.median(many / few for few, many in seconds)
                times = (f"{statistics.median(each) * 1_000:.1f}" for each in zip(*seconds, strict=True))
                table.add_row(name, asked, page, *(f"{each:,}" for each in reads), *times, f"{ratio:.2f}", f"{AIM}")
        table.add_section()
    console.print(table)


def _fill(crm: Crm, size: int) -> None:
    crm.initialise(ACTOR)
    number = row_number(crm.database.kind, size)
    fill(
        crm.database,
        SqlLeads,
        a_lead(tenant_id=ACTOR.tenant_id, status_entered_at=crm.clock.now() - timedelta(days=1)),
        number,
        lead_number=words("LEAD-", number),
        email=words("person-", number).concat("@example.com"),
        email_key=words("person-", number).concat("@example.com"),
        assigned_to=words("rep-", number % _PEOPLE),
        source=case((number % _ONE_OPEN_IN == 0, "referral"), else_="website"),
        status=case(
            (number % (3 * _ONE_OPEN_IN) == 0, LeadStatus.NEW.value),
            (number % (3 * _ONE_OPEN_IN) == _ONE_OPEN_IN, LeadStatus.CONTACTED.value),
            (number % _ONE_OPEN_IN == 0, LeadStatus.QUALIFIED.value),
            (number % 2 == 0, LeadStatus.DISQUALIFIED.value),
            else_=LeadStatus.CONVERTED_TO_OPPORTUNITY.value,
        ),
    )
    note_sizes(crm.database.engine, SqlLeads.table.name)


def _compared(both: list[Crm]) -> Iterator[tuple[str, str, list[int], list[tuple[float, float]]]]:
    for name, asked in _ASKED.items():
        for page in ("first",) if name == "email" else ("first", "deep"):
            queries = [asked if page == "first" else _behind(asked, size) for size in SIZES]
            lists = [partial(crm.leads.list, ACTOR, query) for crm, query in zip(both, queries, strict=True)]
            found = [len(look()) for look in lists]
            assert found == [1 if name == "email" else asked.limit] * 2, (name, page, found)
            reads = [_reads(crm, query) for crm, query in zip(both, queries, strict=True)]
            seconds = [(_seconds(lists[0]), _seconds(lists[1])) for _ in range(ROUNDS)]
            yield f"({name})" if name in SqlLeads.scans else name, page, reads, seconds


def _behind(asked: LeadFilter, size: int) -> LeadFilter:
    return asked.model_copy(update={"after_id": str(FIRST_ID + int(size * _DEEP))})


def _reads(crm: Crm, query: LeadFilter) -> int:
    with crm.container.infrastructure.records().reading(ACTOR) as work:
        return work_of(work.session.connection, lambda: work.leads.find(query))


def _seconds(look: Callable[[], object]) -> float:
    started = time.perf_counter()
    look()
    return time.perf_counter() - started
