"""Whoever changes history behind the application's back is found out, on every database (SR-005)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, select, update

from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords
from crm_adapters.storage.record_tables import history
from crm_adapters.storage.tables import leads
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import Lead
from crm_core.testing import START, VirtualClock, a_lead, tenant_named_after
from crm_operations.records import HistoryFlaw, Verification, entry_hash

pytestmark = pytest.mark.requirement("SR-005")

Tampering = Callable[[Connection, Lead], None]


@pytest.fixture
def records(database: Database) -> SqlRecords:
    return SqlRecords(database, VirtualClock(), new_id)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada")


@pytest.fixture
def lead(records: SqlRecords, actor: Actor) -> Lead:
    """One whose history has four entries, beside another one."""
    with records.writing(actor) as work:
        work.leads.add(a_lead(2, tenant_id=actor.tenant_id))
        lead = work.leads.add(a_lead(1, tenant_id=actor.tenant_id, notes="0"))
    for count in (1, 2, 3):
        with records.writing(actor) as work:
            lead = work.leads.save(lead.changed(START + timedelta(hours=count), notes=str(count)))
    return lead


def entries_of(lead: Lead, sequence: int) -> Select[Any]:
    return select(history).where(entry(lead, sequence))


def entry(lead: Lead, sequence: int) -> ColumnElement[bool]:
    return and_(history.c.tenant_id == lead.tenant_id, history.c.entity_id == lead.id, history.c.sequence == sequence)


def change(sequence: int, **values: object) -> Tampering:
    def tamper(connection: Connection, lead: Lead) -> None:
        connection.execute(update(history).where(entry(lead, sequence)).values(**values))

    return tamper


def remove(sequence: int) -> Tampering:
    def tamper(connection: Connection, lead: Lead) -> None:
        connection.execute(delete(history).where(entry(lead, sequence)))

    return tamper


def change_and_seal(sequence: int) -> Tampering:
    """Changes an entry, and computes its hash anew as only an insider could."""

    def tamper(connection: Connection, lead: Lead) -> None:
        row = connection.execute(entries_of(lead, sequence)).mappings().one()
        changes = json.dumps({"notes": ["0", "never said"]}, separators=(",", ":"))
        ref = EntityRef(kind=EntityKind.LEAD, id=lead.id)
        digest = entry_hash(row["previous_hash"], lead.tenant_id, ref, sequence, row["at"], row["user_id"], changes)
        connection.execute(update(history).where(entry(lead, sequence)).values(changes=changes, hash=digest))

    return tamper


def remove_the_entity(connection: Connection, lead: Lead) -> None:
    connection.execute(delete(leads).where(leads.c.tenant_id == lead.tenant_id, leads.c.id == lead.id))


def turn_the_entity_back(connection: Connection, lead: Lead) -> None:
    """To the version and the end of the chain it had before the last change, whose entry goes too."""
    before = connection.execute(entries_of(lead, 3)).mappings().one()
    connection.execute(
        update(leads)
        .where(leads.c.tenant_id == lead.tenant_id, leads.c.id == lead.id)
        .values(version=3, history_hash=before["hash"])
    )


def slip_in_an_entry(connection: Connection, lead: Lead) -> None:
    row = dict(connection.execute(entries_of(lead, 4)).mappings().one())
    connection.execute(insert(history), row | {"sequence": 5})


CHANGED = "its content was changed after it was written"
LOOSE = "it does not follow the entry before it"

TAMPERINGS = {
    "what changed": (change(2, changes='{"notes":["0","other"]}'), {(2, CHANGED)}),
    "who changed it": (change(2, user_id="eve"), {(2, CHANGED)}),
    "when it changed": (change(2, at=START), {(2, CHANGED)}),
    "a hash": (change(2, hash="f" * 64), {(2, CHANGED), (3, LOOSE)}),
    "the hash before": (change(3, previous_hash="f" * 64), {(3, CHANGED), (3, LOOSE)}),
    "an entry and its hash": (change_and_seal(2), {(3, LOOSE)}),
    "the last entry and its hash": (change_and_seal(4), {(4, "the entity is at version 4, its history ends at 4")}),
    "the first entry goes": (remove(1), {(2, "entry 1 is missing"), (2, LOOSE)}),
    "an entry in the middle goes": (remove(3), {(4, "entry 3 is missing"), (4, LOOSE)}),
    "the last entry goes": (remove(4), {(4, "the entity is at version 4, its history ends at 3")}),
    "the entity goes": (remove_the_entity, {(4, "the entity itself is gone")}),
    "the entity is turned back": (
        turn_the_entity_back,
        {(3, "the entity is at version 3, its history ends at 4")},
    ),
    "an entry is slipped in": (
        slip_in_an_entry,
        {(5, CHANGED), (5, LOOSE), (4, "the entity is at version 4, its history ends at 5")},
    ),
}


@pytest.mark.parametrize(("tamper", "found"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_shows_where_it_happened(
    database: Database,
    records: SqlRecords,
    actor: Actor,
    lead: Lead,
    tamper: Tampering,
    found: set[tuple[int, str]],
) -> None:
    assert verified(records, actor) == Verification(entities=2, entries=5)

    with database.writing(EVERY_TENANT) as connection:
        tamper(connection, lead)

    flaws = verified(records, actor).flaws
    assert set(flaws) == {HistoryFlaw(entity=lead.ref, sequence=number, problem=said) for number, said in found}


def test_the_history_of_an_entity_cannot_vanish_as_a_whole(
    database: Database, records: SqlRecords, actor: Actor, lead: Lead
) -> None:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(
            delete(history).where(history.c.tenant_id == actor.tenant_id, history.c.entity_id == lead.id)
        )

    problem = "the entity is at version 4, its history ends at 0"
    assert verified(records, actor).flaws == (HistoryFlaw(entity=lead.ref, sequence=4, problem=problem),)


def verified(records: SqlRecords, actor: Actor) -> Verification:
    with records.reading(actor) as work:
        return work.history.verify()
