"""A commission run over many closed deals with splits and marginal tiers, against the bare aggregate and bare INSERT.

Bare is the sum of credits by person and deal, and the INSERT of the same entries, without anything computed.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import delete, func, insert, select

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.commissions import AddCommissionPlan, AssignCommissionPlan, Scheme, Tier
from crm_core.roles import Role
from crm_core.testing import a_credit
from crm_operations.commissions import RunCommissions
from crm_operations.providers import Person

DEALS = (10_000, 100_000)
SELLERS = 100
AIM = 3
PERIOD = "2026-Q1"
ACTOR = administrator("bench")
BATCH = 5_000


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "deals", "entries", "run, s", "bare, s", "ratio", "aim")
    for name, url in urls.items():
        for deals in DEALS:
            with console.status(f"{name}: a run over {deals:,} deals"):
                entries, ours, bare = _compare(url(), deals)
            table.add_row(
                name, f"{deals:,}", f"{entries:,}", f"{ours:.1f}", f"{bare:.1f}", f"{ours / bare:.2f}", f"{AIM}"
            )
    console.print(table)


def _compare(url: str, deals: int) -> tuple[int, float, float]:
    with open_crm(url) as crm:
        crm.initialise(ACTOR)
        _prepare(crm)
        _fill(crm.database, deals)
        started = time.perf_counter()
        posted = crm.commissions.run(ACTOR, RunCommissions(plan="Tiered", period=PERIOD)).entries
        ours = time.perf_counter() - started
        return posted, ours, _bare(crm.database)


def _prepare(crm: Crm) -> None:
    for number in range(SELLERS):
        crm.people.add(ACTOR.tenant_id, Person(id=f"seller-{number}", name=f"Seller {number}"))
    bounds = ((0, 300), (1_000_000, 500), (5_000_000, 800), (10_000_000, 1_000))
    tiers = tuple(Tier(from_minor=bound, rate_basis_points=rate) for bound, rate in bounds)
    crm.commission_plans.add(
        ACTOR, AddCommissionPlan(name="Tiered", scheme=Scheme.MARGINAL, currency="USD", tiers=tiers)
    )
    crm.commission_assignments.assign(ACTOR, AssignCommissionPlan(plan="Tiered", for_role=Role.REP))


def _fill(database: Database, deals: int) -> None:
    """Each deal is shared by two."""
    table, rows = metadata.tables["crm_credits"], _credits(deals)
    with database.writing(EVERY_TENANT) as connection:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(table), batch)


def _credits(deals: int) -> Iterator[dict[str, Any]]:
    common = {**dict(a_credit()), "tenant_id": ACTOR.tenant_id, "basis": "won", "cause": "won"}
    for deal in range(deals):
        about = {
            "opportunity_id": f"deal-{deal}",
            "opportunity_number": f"OPP-2026-{deal:06}",
            "event_id": f"won-{deal}",
        }
        at = common["at"] + timedelta(seconds=deal)
        for part in range(2):
            key = f"{deal}-{part}"
            seller = {"user_id": f"seller-{(deal + part) % SELLERS}", "amount_minor": 10_001 + 7 * deal % 9_999}
            yield {**common, **about, **seller, "id": key, "identity": key, "at": at, "share_basis_points": 5_000}


def _bare(database: Database) -> float:
    credited, entries = (metadata.tables[name].c for name in ("crm_credits", "crm_commission_entries"))
    table = metadata.tables["crm_commission_entries"]
    with database.reading(EVERY_TENANT) as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(delete(table).where(entries.tenant_id == ACTOR.tenant_id))
    started = time.perf_counter()
    with database.writing(EVERY_TENANT) as connection:
        group = (credited.user_id, credited.opportunity_id)
        sums = select(*group, func.sum(credited.amount_minor), func.min(credited.at)).group_by(*group)
        assert connection.execute(sums).fetchall()
        connection.execute(insert(table), rows)
    return time.perf_counter() - started
