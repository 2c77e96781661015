"""Webhook deliveries a second, over one relay and over several, against bare posts of httpx to the same server."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping

import httpx
from http_receiver import HttpReceiver
from rich.console import Console
from rich.table import Table
from workflow_commands import a_lead

from crm_adapters.notifiers.channels.webhook_settings import WebhookSettings
from crm_adapters.relay import RelayRun
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm

EVENTS = 300
ROUNDS = 3
THREADS = 4


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "bare posts, a second", "deliveries, a second", "ratio", f"{THREADS} threads", "ratio")
    with HttpReceiver() as receiver:
        for name, url in urls.items():
            settings = CrmSettings.load(database_url=url(), webhooks=WebhookSettings(allow_private=True))
            with open_crm(settings=settings) as crm, console.status(f"{name}: delivering"):
                actor = administrator("bench")
                crm.initialise(actor)
                crm.webhooks.add(actor, receiver.url(), ["lead.created"])
                _delivered(crm, 1)
                body = receiver.received[-1].body
                rounds = [
                    (_posted(receiver.url(), body), _delivered(crm, 1), _delivered(crm, THREADS)) for _ in range(ROUNDS)
                ]
            bare, alone, combined = (statistics.median(each) for each in zip(*rounds, strict=True))
            speeds = (f"{EVENTS / seconds:,.0f}" for seconds in (bare, alone, combined))
            first, second, third = speeds
            table.add_row(name, first, second, f"{alone / bare:.2f}", third, f"{combined / bare:.2f}")
    console.print(table)


def _posted(url: str, body: bytes) -> float:
    with httpx.Client() as client:
        started = time.perf_counter()
        for _ in range(EVENTS):
            client.post(url, content=body).raise_for_status()
        return time.perf_counter() - started


def _delivered(crm: Crm, threads: int) -> float:
    """Seconds from the first claim to the last settled, the spreading of events left out."""
    actor = administrator("bench")
    with crm.database.local_transaction(actor.tenant_id):
        for _ in range(EVENTS):
            a_lead(crm, actor)
    crm.container.coordinators.news_relay().run_until_empty()
    relay = crm.container.coordinators.delivery_relay()
    runs: list[RelayRun] = []
    workers = [threading.Thread(target=lambda: runs.append(relay.run_until_empty())) for _ in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    assert sum(run.delivered for run in runs) == EVENTS, runs
    return seconds
