"""How many requests for approval a second eight threads decide, each in a commit of its own."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.table import Table

from crm_adapters.identifiers import new_id
from crm_adapters.wiring import administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind
from crm_core.testing import an_approval
from crm_operations.providers import Person

THREADS, REQUESTS = 8, 400
TENANT, BOSS = "bench", "boss"


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "threads", "requests", "decided a second")
    for name, url in urls.items():
        with console.status(f"{name}: deciding {REQUESTS} requests"):
            table.add_row(name, str(THREADS), str(REQUESTS), f"{REQUESTS / _seconds(url()):,.0f}")
    console.print(table)


def _seconds(url: str) -> float:
    actor = Actor(tenant_id=TENANT, user_id=BOSS, roles=frozenset({Role.MANAGER}))
    with open_crm(url) as crm:
        crm.initialise(administrator(TENANT))
        crm.people.add(TENANT, Person(id=BOSS, name="Boss", roles=frozenset({Role.MANAGER})))
        ids = [new_id() for _ in range(REQUESTS)]
        with crm.container.infrastructure.records().writing(administrator(TENANT)) as work:
            example = an_approval(tenant_id=TENANT)
            subject = example.subject.model_copy(update={"kind": EntityKind.LEAD})
            for each in ids:
                work.approvals.add(example.model_copy(update={"id": each, "subject": subject}))
        with ThreadPoolExecutor(THREADS) as pool:
            started = time.perf_counter()
            list(pool.map(lambda each: crm.approvals.approve(actor, each), ids))
            return time.perf_counter() - started
