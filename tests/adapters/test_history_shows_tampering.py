"""Whoever changes history behind the application's back is found out, on every database (SR-005)."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, insert, select, update

from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords
from crm_adapters.storage.entities.journeys import journey_steps, journeys
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.pipelines import pipeline_stages
from crm_adapters.storage.kernel.record_tables import decisions, entity_counters, history, policies, tombstones
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_core.actor import Actor
from crm_core.identity import EntityKind, NumberKind
from crm_core.leads import Lead, LeadScore
from crm_core.testing import (
    START,
    VirtualClock,
    a_journey,
    a_lead,
    a_pipeline,
    an_activity,
    an_opportunity,
    tenant_named_after,
)
from crm_core.tombstones import Became
from crm_operations.audit import AuditCoordinator, ReplayOutcome
from crm_operations.records import (
    GENESIS,
    DigestUnreadable,
    HistoryFlaw,
    Rules,
    StoredEntry,
    Verification,
    policy_digest,
    seal,
)
from crm_operations.testing.deciding import AT_MOST, decide

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
        sealed = seal({"notes": "never said"}, secrets.token_bytes)._asdict()
        said = {**row, **sealed, "kind": row["entity_kind"]}
        stored = StoredEntry(**{field: said[field] for field in StoredEntry._fields})
        digest = stored.hash_for(lead.tenant_id)
        connection.execute(update(history).where(entry(lead, sequence)).values(**sealed, hash=digest))

    return tamper


def change_value(sequence: int) -> Tampering:
    """Keeps the salt and puts another value beside it."""

    def tamper(connection: Connection, lead: Lead) -> None:
        salted = json.loads(connection.execute(entries_of(lead, sequence)).mappings().one()["salted"])
        salted["notes"][1] = "other"
        connection.execute(update(history).where(entry(lead, sequence)).values(salted=json.dumps(salted)))

    return tamper


def set_column(**values: object) -> Tampering:
    """Of the lead itself, past the application."""

    def tamper(connection: Connection, lead: Lead) -> None:
        connection.execute(
            update(leads).where(leads.c.tenant_id == lead.tenant_id, leads.c.id == lead.id).values(values)
        )

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
    "what changed": (change_value(2), {(2, CHANGED)}),
    "what is promised": (change(2, commitments="{}"), {(2, CHANGED)}),
    "an entry nobody can read": (change(2, salted="["), {(2, "it cannot be read")}),
    "an entry of a newer release": (
        change(2, format=99),
        {(2, "its format is 99, this release reads up to 2; use a newer one")},
    ),
    "who the lead belongs to": (
        set_column(assigned_to="eve"),
        {(4, "assigned_to of the entity: not what its history says")},
    ),
    "two fields of the lead": (
        set_column(notes="other", score_total=99),
        {(4, "notes, score of the entity: not what its history says")},
    ),
    "when the lead was changed": (
        set_column(updated_at=START),
        {(4, "updated_at of the entity: not what its history says")},
    ),
    "a status nobody knows": (set_column(status="sold"), {(4, "its row cannot be read")}),
    "who changed it": (change(2, user_id="eve"), {(2, CHANGED)}),
    "when it changed": (change(2, at=START), {(2, CHANGED)}),
    "a hash": (change(2, hash="f" * 64), {(2, CHANGED), (3, LOOSE)}),
    "the hash before": (change(3, previous_hash="f" * 64), {(3, CHANGED), (3, LOOSE)}),
    "an entry and its hash": (change_and_seal(2), {(3, LOOSE)}),
    "the last entry and its hash": (
        change_and_seal(4),
        {
            (4, "the entity is at version 4, its history ends at 4"),
            (4, "notes of the entity: not what its history says"),
        },
    ),
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
    assert set(flaws) == {flaw_of(lead, number, said) for number, said in found}


@pytest.fixture
def imported(records: SqlRecords, actor: Actor) -> Lead:
    """One that a batch brought, and took back."""
    with records.writing(actor, batch="batch-1") as work:
        [number] = work.numbers.next_many(NumberKind.LEAD, START.year, 1)
        added = work.leads.add_many([[a_lead(1, tenant_id=actor.tenant_id, lead_number=number)]])
    with records.writing(actor, batch="batch-1") as work:
        work.leads.remove_many(added, Became.REVERSED, at=START)
    return added[0]


OF_AN_IMPORT: dict[str, tuple[Any, str]] = {
    "another batch": (update(history).values(batch_id="batch-2"), CHANGED),
    "no batch": (update(history).values(batch_id=None, recorded_at=None), CHANGED),
    "when it was imported": (update(history).values(recorded_at=START - timedelta(days=9)), CHANGED),
    "no tombstone": (delete(tombstones), "the entity itself is gone"),
    "another end": (update(tombstones).values(version=1), "the entity is at version 1, its history ends at 2"),
    "another number": (update(tombstones).values(number="LEAD-2026-0009"), "it was handed out, and no record bears it"),
    "no last entry": (delete(history).where(history.c.sequence == 2), "version 2, its history ends at 1"),
}


@pytest.mark.parametrize(("tamper", "problem"), OF_AN_IMPORT.values(), ids=OF_AN_IMPORT.keys())
def test_tampering_with_what_was_imported_shows(
    database: Database, records: SqlRecords, actor: Actor, imported: Lead, tamper: Any, problem: str
) -> None:
    assert verified(records, actor) == Verification(entities=1, entries=2)

    with database.writing(EVERY_TENANT) as connection:
        connection.execute(tamper.where(tamper.table.c.tenant_id == actor.tenant_id))

    flaws = verified(records, actor).flaws
    assert any(problem in flaw.problem for flaw in flaws), (imported.id, flaws)


def test_the_history_of_an_entity_cannot_vanish_as_a_whole(
    database: Database, records: SqlRecords, actor: Actor, lead: Lead
) -> None:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(
            delete(history).where(history.c.tenant_id == actor.tenant_id, history.c.entity_id == lead.id)
        )

    problem = "the entity is at version 4, its history ends at 0"
    assert verified(records, actor).flaws == (flaw_of(lead, 4, problem),)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (update(pipeline_stages).values(probability_basis_points=1), "stages of the entity: not what its history says"),
        (delete(pipeline_stages), "stages of the entity: not what its history says"),
    ],
    ids=["a stage is changed", "the stages go"],
)
def test_stages_are_part_of_their_pipeline(
    database: Database, records: SqlRecords, actor: Actor, tamper: Any, found: str
) -> None:
    with records.writing(actor) as work:
        pipeline = work.pipelines.add(a_pipeline(tenant_id=actor.tenant_id))
    assert verified(records, actor).holds

    with database.writing(EVERY_TENANT) as connection:
        connection.execute(
            tamper.where(pipeline_stages.c.tenant_id == actor.tenant_id, pipeline_stages.c.pipeline_id == pipeline.id)
        )

    assert [str(flaw) for flaw in verified(records, actor).flaws] == [f"pipeline {pipeline.id}, entry 1: {found}"]


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (update(journey_steps).values(step_name="other"), "steps of the entity: not what its history says"),
        (delete(journey_steps), "current_step of its row: not what follows from the rest of it"),
        (
            update(journeys).values(journey_key="party:eve"),
            "journey_key of its row: not what follows from the rest of it",
        ),
    ],
    ids=["a step is changed", "the steps go", "a key is changed"],
)
def test_steps_and_what_is_derived_are_part_of_their_journey(
    database: Database, records: SqlRecords, actor: Actor, tamper: Any, found: str
) -> None:
    with records.writing(actor) as work:
        work.journeys.add(a_journey(tenant_id=actor.tenant_id))
    assert verified(records, actor).holds

    with database.writing(EVERY_TENANT) as connection:
        connection.execute(tamper.where(tamper.table.c.tenant_id == actor.tenant_id))

    assert found in {flaw.problem for flaw in verified(records, actor).flaws}


def test_a_lead_that_vanished_with_its_history_leaves_a_number_nobody_bears(
    database: Database, records: SqlRecords, actor: Actor
) -> None:
    with records.writing(actor) as work:
        for place in (1, 2, 3):
            number = work.numbers.next(NumberKind.LEAD, 2026)
            work.leads.add(a_lead(place, tenant_id=actor.tenant_id, lead_number=number))
        gone = work.leads.get(a_lead(2).id)
    assert verified(records, actor).holds

    with database.writing(EVERY_TENANT) as connection:
        remove_the_entity(connection, gone)
        connection.execute(
            delete(history).where(history.c.tenant_id == actor.tenant_id, history.c.entity_id == gone.id)
        )

    [flaw] = verified(records, actor).flaws
    assert str(flaw) == "number LEAD-2026-0002: it was handed out, and no record bears it"


@pytest.fixture
def decided(records: SqlRecords, actor: Actor) -> Lead:
    """A lead about which three decisions were taken, the last two in one commit."""
    lead = a_lead(tenant_id=actor.tenant_id)
    with records.writing(actor) as work:
        work.leads.add(lead)
        decide(work, lead.ref, "first")
    with records.writing(actor) as work:
        decide(work, lead.ref, "second")
        decide(work, lead.ref, "third")
    return lead


def change_a_decision(connection: Connection, lead: Lead) -> None:
    connection.execute(update(decisions).where(decision(lead, 2)).values(policy_version="2"))


def change_what_a_decision_says(connection: Connection, lead: Lead) -> None:
    salted = json.loads(connection.execute(select(decisions.c.salted).where(decision(lead, 2))).scalar_one())
    salted["case.total"][1] = 99
    connection.execute(update(decisions).where(decision(lead, 2)).values(salted=json.dumps(salted)))


def change_which_policy_it_was(connection: Connection, lead: Lead) -> None:
    connection.execute(insert(policies).values(tenant_id=lead.tenant_id, digest=policy_digest("{}"), content="{}"))
    connection.execute(update(decisions).where(decision(lead, 2)).values(policy=policy_digest("{}")))


def change_which_rule_it_was(connection: Connection, lead: Lead) -> None:
    connection.execute(update(decisions).where(decision(lead, 2)).values(rule_version=AT_MOST.version + 1))


def forget_policy_and_rule(connection: Connection, lead: Lead) -> None:
    """As if it had been taken before they were kept."""
    old = {"policy": None, "rule_version": None, "format": 1}
    connection.execute(update(decisions).where(decision(lead, 2)).values(**old))


def remove_the_last_decision(connection: Connection, lead: Lead) -> None:
    connection.execute(delete(decisions).where(decision(lead, 3)))


def remove_the_decisions(connection: Connection, lead: Lead) -> None:
    connection.execute(delete(decisions).where(decisions.c.tenant_id == lead.tenant_id))


def remove_the_counter(connection: Connection, lead: Lead) -> None:
    connection.execute(delete(entity_counters).where(entity_counters.c.tenant_id == lead.tenant_id))


def decision(lead: Lead, sequence: int) -> ColumnElement[bool]:
    return and_(decisions.c.tenant_id == lead.tenant_id, decisions.c.sequence == sequence)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (change_a_decision, {(2, CHANGED)}),
        (change_what_a_decision_says, {(2, CHANGED)}),
        (change_which_policy_it_was, {(2, CHANGED)}),
        (change_which_rule_it_was, {(2, CHANGED)}),
        (forget_policy_and_rule, {(2, CHANGED)}),
        (remove_the_last_decision, {(3, "3 decisions were counted, the last one kept is 2")}),
        (remove_the_decisions, {(3, "3 decisions were counted, the last one kept is 0")}),
        (remove_the_counter, {(0, "0 decisions were counted, the last one kept is 3")}),
    ],
)
def test_decisions_are_chained_too(
    database: Database,
    records: SqlRecords,
    actor: Actor,
    decided: Lead,
    tamper: Tampering,
    found: set[tuple[int, str]],
) -> None:
    assert verified(records, actor) == Verification(entities=1, entries=1, decisions=3)

    with database.writing(EVERY_TENANT) as connection:
        tamper(connection, decided)

    flaws = verified(records, actor).flaws
    assert {(flaw.record, flaw.entity_id) for flaw in flaws} == {("decision", decided.id)}
    assert {(flaw.sequence, flaw.problem) for flaw in flaws} == found


def change_the_policy(connection: Connection) -> None:
    connection.execute(update(policies).values(content=LeadScore(total=31).model_dump_json()))


def remove_the_policy(connection: Connection) -> None:
    connection.execute(delete(policies))


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (change_the_policy, "it was changed after decisions were taken by it"),
        (remove_the_policy, "decisions were taken by it, and it is gone"),
    ],
)
@pytest.mark.parametrize("sample", [None, 10])
def test_what_decisions_were_taken_by_is_held_too(
    database: Database,
    records: SqlRecords,
    actor: Actor,
    decided: Lead,
    tamper: Callable[[Connection], None],
    problem: str,
    sample: int | None,
) -> None:
    with database.writing(EVERY_TENANT) as connection:
        tamper(connection)

    with records.reading(actor) as work:
        (flaw,) = work.history.verify(sample).flaws
        digest = work.decisions.of(decided.ref)[0].policy

    assert (flaw.kind, flaw.entity_id, flaw.problem) == ("policy", digest, problem)


def test_a_decision_from_before_policies_were_kept_still_holds(
    database: Database, records: SqlRecords, actor: Actor, decided: Lead
) -> None:
    with database.writing(EVERY_TENANT) as connection:
        as_of_format_1(connection, decided)

    assert verified(records, actor) == Verification(entities=1, entries=1, decisions=3)
    replays = AuditCoordinator(records, Rules(AT_MOST)).replay(actor, decided.ref)
    assert {(replay.outcome, replay.problem) for replay in replays} == {
        (ReplayOutcome.POLICY_MISSING, "it was decided before policies were kept")
    }


def as_of_format_1(connection: Connection, lead: Lead) -> None:
    """Writes the chain anew as a release before it did, which knew neither policy nor rule."""
    end, ordered = GENESIS, select(decisions).where(decisions.c.tenant_id == lead.tenant_id).order_by("sequence")
    for row in connection.execute(ordered).mappings().all():
        about = [row[name] for name in ("tenant_id", "entity_kind", "entity_id", "sequence", "kind", "policy_version")]
        at = row["at"].isoformat(timespec="microseconds")
        text = "\x1f".join(map(str, (1, end, *about, at, row["user_id"], row["commitments"])))
        old = {"policy": None, "rule_version": None, "format": 1, "previous_hash": end}
        end = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(update(decisions).where(decision(lead, row["sequence"])).values(**old, hash=end))
    connection.execute(update(entity_counters).values(decision_hash=end))
    connection.execute(delete(policies))


def test_values_and_salts_can_be_removed_and_the_chain_still_holds(
    database: Database, records: SqlRecords, actor: Actor, lead: Lead
) -> None:
    with records.writing(actor) as work:
        decide(work, lead.ref, "Ada said no")
    with database.writing(EVERY_TENANT) as connection:
        for sequence in (1, 2, 3, 4):
            salted = json.loads(connection.execute(entries_of(lead, sequence)).mappings().one()["salted"])
            del salted["notes"]
            connection.execute(update(history).where(entry(lead, sequence)).values(salted=json.dumps(salted)))
        salted = json.loads(connection.execute(select(decisions.c.salted).where(decision(lead, 1))).scalar_one())
        del salted["reasons"], salted["case.total"]
        connection.execute(update(decisions).where(decision(lead, 1)).values(salted=json.dumps(salted)))
        connection.execute(update(leads).where(leads.c.id == lead.id).values(notes="erased-1"))

    assert verified(records, actor) == Verification(entities=2, entries=5, decisions=1, removed=6)
    with records.reading(actor) as work:
        assert [entry.removed for entry in work.history.of(lead.ref)] == [("notes",)] * 4
        assert work.history.of(lead.ref)[3].fields == {"notes": (None, None)}
        [told] = work.decisions.of(lead.ref)
    assert (told.reasons, set(told.removed)) == ((), {"reasons", "case.total"})


def test_a_field_an_old_entry_does_not_know_folds_as_its_default(
    database: Database, records: SqlRecords, actor: Actor
) -> None:
    lead = a_lead(tenant_id=actor.tenant_id)
    with records.writing(actor) as work:
        work.leads.add(lead)
    with database.writing(EVERY_TENANT) as connection:
        row = connection.execute(entries_of(lead, 1)).mappings().one()
        known = {field: value for field, (_, value) in json.loads(row["salted"]).items() if field != "reopened_count"}
        sealed = seal(known, secrets.token_bytes)._asdict()
        said = {**row, **sealed, "kind": row["entity_kind"]}
        end = StoredEntry(**{field: said[field] for field in StoredEntry._fields}).hash_for(actor.tenant_id)
        connection.execute(update(history).where(entry(lead, 1)).values(**sealed, hash=end))
        connection.execute(update(leads).where(leads.c.tenant_id == actor.tenant_id).values(history_hash=end))

    assert verified(records, actor).flaws == ()


def test_a_kind_nobody_knows_is_a_finding(database: Database, records: SqlRecords, actor: Actor, lead: Lead) -> None:
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(update(history).where(entry(lead, 4)).values(entity_kind="campaign"))

    found = {str(flaw) for flaw in verified(records, actor).flaws}
    assert "campaign: 1 entries are about a kind this release does not know" in found


def test_a_digest_shows_a_tail_that_was_cut_with_all_its_traces(
    database: Database, records: SqlRecords, actor: Actor, lead: Lead
) -> None:
    lines: list[str] = []
    with records.writing(actor) as work:
        decide(work, lead.ref, "first")
    with records.reading(actor) as work:
        digest = work.history.digest(lines.append)
        assert work.history.verify(against=lines).holds
    assert json.loads(lines[-1])["root"] == digest.root

    with database.writing(EVERY_TENANT) as connection:
        before = connection.execute(entries_of(lead, 3)).mappings().one()
        connection.execute(delete(history).where(entry(lead, 4)))
        former = {"version": 3, "history_hash": before["hash"], "notes": "2", "updated_at": before["at"]}
        set_column(**former)(connection, lead)

    with records.reading(actor) as work:
        assert work.history.verify().holds, "nothing in the database shows it"
        found = work.history.verify(against=lines)
    assert [str(flaw) for flaw in found.flaws] == [f"lead {lead.id}, entry 4: it is in the digest, and gone"]


def test_a_digest_goes_on_holding_while_more_happens(records: SqlRecords, actor: Actor, lead: Lead) -> None:
    lines: list[str] = []
    with records.reading(actor) as work:
        work.history.digest(lines.append)
    with records.writing(actor) as work:
        work.leads.save(lead.changed(START + timedelta(hours=9), notes="more"))
        decide(work, lead.ref, "more")

    with records.reading(actor) as work:
        assert work.history.verify(against=lines).holds


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[:-1], "its end is missing"),
        (lambda lines: [lines[0], *lines[2:]], "it was changed after it was written"),
        (lambda lines: [lines[0].replace("tenant-", "other-"), *lines[1:]], "it is another tenant's"),
        (lambda _: ["hello"], "it is not what"),
        (lambda _: [], "its end is missing"),
    ],
)
@pytest.mark.usefixtures("lead")
def test_a_digest_somebody_changed_is_refused(
    records: SqlRecords, actor: Actor, spoil: Callable[[list[str]], list[str]], said: str
) -> None:
    lines: list[str] = []
    with records.reading(actor) as work:
        digest = work.history.digest(lines.append)
        with pytest.raises(DigestUnreadable, match=said):
            work.history.verify(against=spoil(lines))
    assert digest.chains == 2


def test_more_than_a_page_of_everything_is_verified(
    database: Database, records: SqlRecords, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pages of three, so that chains, entities and decisions go over their edges."""
    monkeypatch.setattr("crm_adapters.storage.records.history.PAGE", 3)
    with records.writing(actor) as work:
        for place in range(1, 8):
            lead = work.leads.add(a_lead(place, tenant_id=actor.tenant_id))
            for count in range(place):
                lead = work.leads.save(lead.changed(START, notes=str(count)))
                decide(work, lead.ref, str(count))
        work.opportunities.add(an_opportunity(tenant_id=actor.tenant_id))
        work.activities.add(an_activity(tenant_id=actor.tenant_id))
    lines: list[str] = []

    assert verified(records, actor) == Verification(entities=9, entries=7 + 28 + 2, decisions=28)
    with records.reading(actor) as work:
        assert work.history.digest(lines.append).chains == 9 + 7
        assert work.history.verify(against=lines).holds
    with database.writing(EVERY_TENANT) as connection:
        remove(1)(connection, a_lead(4, tenant_id=actor.tenant_id))
        remove(7)(connection, a_lead(7, tenant_id=actor.tenant_id))
    assert {flaw.entity_id for flaw in verified(records, actor).flaws} == {a_lead(4).id, a_lead(7).id}


def flaw_of(lead: Lead, sequence: int, problem: str) -> HistoryFlaw:
    return HistoryFlaw(kind="lead", entity_id=lead.id, sequence=sequence, problem=problem)


def verified(records: SqlRecords, actor: Actor) -> Verification:
    with records.reading(actor) as work:
        return work.history.verify()


def test_every_kind_of_entity_is_verified() -> None:
    assert sorted(store.kind for store in ENTITY_STORES) == sorted(EntityKind)
