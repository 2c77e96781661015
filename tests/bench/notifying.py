"""How many people a second hear of something: into the inbox alone, and out by a channel too, over the bare INSERT."""

import statistics
import time
from collections.abc import Callable, Mapping

from recording_channel import RecordingChannel
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from crm_adapters.identifiers import new_id
from crm_adapters.storage import metadata
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Role
from crm_operations.providers import Message, Person

MEMBERS = 200
"""Who hold the role that is told."""
ROUNDS = 15
TENANT = "bench"
WON = Message(title="OPP-2026-0001 is won", body="Well done, everybody.", reason="You are in sales.")


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table("database", "told", "people a second", "bare INSERT, rows a second", "ratio")
    for name, url in urls.items():
        with console.status(f"{name}: telling {MEMBERS} people"):
            address = url()
            for label, channels in (("in the inbox", {}), ("and by a channel", {"email": RecordingChannel()})):
                ours, bare = _compare(address, channels)
                ratio = statistics.median(mine / floor for mine, floor in zip(ours, bare, strict=True))
                speeds = (f"{MEMBERS / statistics.median(seconds):,.0f}" for seconds in (ours, bare))
                table.add_row(name, label, *speeds, f"{ratio:.2f}")
    console.print(table)


def _compare(url: str, channels: Mapping[str, RecordingChannel]) -> tuple[list[float], list[float]]:
    """Seconds for telling a role, and for writing as many rows of an inbox by hand, in turn."""
    actor = administrator(TENANT)
    with open_crm(url, channels=channels) as crm:
        crm.initialise(actor)
        _gather(crm, has_addresses=bool(channels))
        rounds = [(_seconds(_tell, crm), _seconds(_insert, crm)) for _ in range(ROUNDS + 1)][1:]
    return [ours for ours, _ in rounds], [floor for _, floor in rounds]


def _gather(crm: Crm, *, has_addresses: bool) -> None:
    known = {person.id for person in crm.people.members(TENANT)}
    addresses = crm.container.partners.addresses()
    with crm.database.local_transaction(TENANT):
        for number in range(MEMBERS):
            user = f"rep-{number}"
            if user not in known:
                crm.people.add(TENANT, Person(id=user, name=user, roles=frozenset({Role.REP})))
            if has_addresses:
                addresses.add(TENANT, user, "email", f"{user}@example.com")


def _tell(crm: Crm) -> None:
    crm.notifications.notify_role(TENANT, Role.REP, WON, delivery_id=f"{new_id()}:notice")


def _insert(crm: Crm) -> None:
    delivery_id = new_id()
    common = {
        "tenant_id": TENANT,
        "delivery_id": delivery_id,
        "title": WON.title,
        "body": WON.body,
        "about_kind": None,
        "about_id": None,
        "reason": WON.reason,
        "urgency": WON.urgency.value,
        "due": None,
        "created_at": crm.clock.now(),
        "read_at": None,
    }
    rows = [{**common, "id": new_id(), "user_id": f"rep-{number}"} for number in range(MEMBERS)]
    with crm.database.writing(TENANT) as connection:
        connection.execute(insert(metadata.tables["crm_inbox_messages"]), rows)


def _seconds(work: Callable[[Crm], None], crm: Crm) -> float:
    started = time.perf_counter()
    work(crm)
    return time.perf_counter() - started
