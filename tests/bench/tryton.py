"""Conversion and closing against a real Tryton, through the durable runner: how much of the time is ours.

What is measured against is Tryton's own answering, call by call, in the same run; the rest is what we add.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
from lead_to_won import NO_GATE, SHORT_PIPELINE
from rich.console import Console
from rich.table import Table

from crm_adapters.demo import tryton_server
from crm_adapters.tryton import HttpTransport
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_core.leads import CreateLead
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead

WARM_UP, FLOWS = 3, 25
AIM = 0.5
"""At most half as much on top of what Tryton takes."""


class Timed(NamedTuple):
    whole: float
    partner: float
    calls: int


class Meter:
    """Adds up how long Tryton takes to answer, and how often it is asked."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.calls = 0

    @contextmanager
    def attached(self) -> Iterator["Meter"]:
        send = HttpTransport.send

        def metered(line: HttpTransport, *asked: Any, **more: Any) -> httpx.Response:
            answer = send(line, *asked, **more)
            self.seconds += answer.elapsed.total_seconds()
            self.calls += 1
            return answer

        HttpTransport.send = metered  # type: ignore[method-assign,assignment]
        try:
            yield self
        finally:
            HttpTransport.send = send  # type: ignore[method-assign]

    def time(self, action: Callable[[], Any]) -> Timed:
        seconds, calls, began = self.seconds, self.calls, time.perf_counter()
        action()
        return Timed(time.perf_counter() - began, self.seconds - seconds, self.calls - calls)


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    if (gone := tryton_server.missing()) is not None:
        console.print(f"{gone} is not installed, so nothing is measured.")
        return
    table = Table("our database", "workflow", "whole, ms", "Tryton, ms", "ours, ms", "ours/Tryton", "aim", "calls")
    with tempfile.TemporaryDirectory() as folder:
        template = tryton_server.template(on_step=console.print)
        with tryton_server.copies(template, Path(folder), list(map(str.lower, urls))) as server:
            for name, url in urls.items():
                account = {"database": name.lower(), "key": template.keys.key}
                for workflow, timed in _measured(url(), server.url, account).items():
                    _add(table, name, workflow, timed)
    console.print(table)


def _add(table: Table, name: str, workflow: str, timed: list[Timed]) -> None:
    whole, partner = (statistics.median(getattr(each, part) for each in timed) for part in ("whole", "theirs"))
    ours = statistics.median(each.whole - each.partner for each in timed)
    ratio = statistics.median((each.whole - each.partner) / each.partner for each in timed)
    calls = statistics.median(each.calls for each in timed)
    figures = (f"{figure * 1000:.1f}" for figure in (whole, partner, ours))
    table.add_row(name, workflow, *figures, f"{ratio:.2f}", f"{AIM:.1f}", f"{calls:.0f}")


def _measured(url: str, tryton_url: str, account: Mapping[str, object]) -> Mapping[str, list[Timed]]:
    settings = CrmSettings.load(
        database_url=url,
        runner=RunnerKind.DURABLE,
        operations=NO_GATE,
        party="tryton",
        sales="tryton",
        partners={"tryton": {"url": tryton_url, "tenants": {"bench": account}}},
    )
    timed: dict[str, list[Timed]] = {"conversion": [], "closing as won": []}
    with Meter().attached() as meter, open_crm(settings=settings) as crm:
        actor = administrator("bench")
        crm.initialise(actor)
        crm.deals.create_pipeline(actor, "Short", SHORT_PIPELINE, is_default=True)
        for number in range(WARM_UP + FLOWS):
            journey = _Journey(crm)
            took = {"conversion": meter.time(journey.convert), "closing as won": meter.time(journey.win)}
            for workflow, one in took.items() if number >= WARM_UP else ():
                timed[workflow].append(one)
    return timed


class _Journey:
    """One lead, captured beforehand."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm
        self._actor = administrator("bench")
        request = CreateLead(
            name="Ada",
            company="Analytical",
            email=f"{uuid4().hex}@engines.example",
            estimated_value_minor=100_000,
            currency_code="EUR",
        )
        self._lead = crm.leads.capture(self._actor, request).lead

    def convert(self) -> None:
        answer = self._crm.conversion.convert_lead(self._actor, ConvertLead(lead_id=self._lead.id))
        assert isinstance(answer, Conversion)
        self._opportunity = answer

    def win(self) -> None:
        self._crm.closing.close_as_won(self._actor, CloseAsWon(opportunity_id=self._opportunity.opportunity_id))
