"""Leads go in as batches: each with its past, once, and out again as if they had never been."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from crm_adapters.identifiers import new_id
from crm_adapters.wiring import Crm, open_crm
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.imports import (
    FileResult,
    ImportKind,
    ImportState,
    LeadRecord,
    Mapped,
    MappedRow,
    Outcome,
    RowProblem,
    Write,
)
from crm_core.leads import Lead, LeadFilter, LeadStatus, UpdateLead
from crm_operations.importing import ImportRefused, ImportSource, StartImport


@pytest.fixture
def ann() -> Actor:
    return Actor(tenant_id=new_id(), user_id="ann", roles=frozenset({Role.ADMIN}))


@pytest.fixture
def crm(migrated_url: str) -> Iterator[Crm]:
    with open_crm(migrated_url) as opened:
        yield opened


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_row(line: int, **values: Any) -> MappedRow:
    return MappedRow(line, LeadRecord(**{"name": f"Lead {line}", "external_id": f"x:{line}", **values}))


def a_source(*rows: Mapped, **values: Any) -> ImportSource:
    return ImportSource(FileResult(file="leads.csv", kind=ImportKind.LEAD), lambda: iter(rows), **values)


def started(digest: str = "one", **values: Any) -> StartImport:
    return StartImport(digest=digest, files=(FileResult(file="leads.csv", kind=ImportKind.LEAD),), **values)


def leads_of(crm: Crm, ann: Actor) -> Sequence[Lead]:
    return crm.leads.list(ann, LeadFilter())


def test_a_lead_has_the_dates_of_its_file_and_the_number_of_its_year(crm: Crm, ann: Actor) -> None:
    row = a_row(2, created_at=day("2018-02-01"), contacted_at=day("2018-02-03"), qualified_at=day("2018-02-05"))

    batch = crm.imports.run(ann, [a_source(row)], started())

    [lead] = leads_of(crm, ann)
    entries = crm.audit.history(ann, lead.ref)
    assert (lead.lead_number, lead.status, lead.version) == ("LEAD-2018-0001", LeadStatus.QUALIFIED, 3)
    assert [entry.at for entry in entries] == [day("2018-02-01"), day("2018-02-03"), day("2018-02-05")]
    assert {entry.batch_id for entry in entries} == {batch.id}
    assert crm.audit.verify(ann).holds


def test_a_step_without_a_date_is_taken_with_the_next_one_that_is_known(crm: Crm, ann: Actor) -> None:
    crm.imports.run(ann, [a_source(a_row(2, status="qualified", created_at=day("2018-02-01")))], started())

    [lead] = leads_of(crm, ann)
    assert (lead.status, lead.version, lead.qualified_at) == (LeadStatus.QUALIFIED, 1, day("2018-02-01"))


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"created_at": day("2018-02-02"), "contacted_at": day("2018-02-01")}, "contacted_at"),
        ({"created_at": day("2199-01-01")}, "created_at"),
        ({"status": "new", "contacted_at": day("2018-02-01")}, "status"),
    ],
)
def test_dates_that_are_out_of_order_or_to_come_refuse_the_row_alone(
    crm: Crm, ann: Actor, values: dict[str, Any], column: str
) -> None:
    batch = crm.imports.run(ann, [a_source(a_row(2, **values), a_row(3))], started())

    [file] = batch.files
    assert (file.rows, file.created, file.refused) == (2, 1, 1)
    plan = crm.imports.plan(ann, [a_source(a_row(2, **values))], started("two"))
    assert [problem.column for problem in plan.problems] == [column]


def test_the_same_again_changes_nothing_and_writes_no_history(crm: Crm, ann: Actor) -> None:
    source = a_source(*(a_row(line) for line in range(2, 1203)))
    first = crm.imports.run(ann, [source], started())
    before = crm.audit.verify(ann)

    again = crm.imports.run(ann, [source], started())

    assert (again, crm.audit.verify(ann)) == (first, before)
    assert (first.state, first.files[0].created) == (ImportState.DONE, 1201)


def test_an_import_that_ended_early_goes_on_after_its_last_line(crm: Crm, ann: Actor) -> None:
    rows = [a_row(line) for line in range(2, 1203)]

    def until_it_breaks() -> Iterator[Mapped]:
        yield from rows[:700]
        raise KeyboardInterrupt

    broken = a_source()._replace(rows=until_it_breaks)
    with pytest.raises(KeyboardInterrupt):
        crm.imports.run(ann, [broken], started())
    interrupted = crm.imports.get(ann, "IMPORT-2026-0001")
    done = crm.imports.run(ann, [a_source(*rows)], started())

    assert (interrupted.state, interrupted.files[0].created) == (ImportState.INTERRUPTED, 500)
    assert (done.id, done.state, done.files[0].rows) == (interrupted.id, ImportState.DONE, 1201)
    assert len(crm.leads.list(ann, LeadFilter(limit=2000))) == 1201


def test_a_later_row_with_the_key_of_an_earlier_one_changes_it_and_is_counted(crm: Crm, ann: Actor) -> None:
    rows = [a_row(2, external_id="a"), *(a_row(line) for line in range(3, 600)), a_row(600, external_id="a")]
    rows.insert(1, a_row(1, external_id="a", name="Second"))

    [file] = crm.imports.run(ann, [a_source(*rows)], started()).files

    assert (file.created, file.changed, file.duplicates) == (598, 2, 2)
    [lead] = [lead for lead in leads_of(crm, ann) if lead.external_id == "a"]
    assert lead.name == "Lead 600"


def test_what_may_be_written_is_said_by_field(crm: Crm, ann: Actor) -> None:
    crm.imports.run(ann, [a_source(a_row(2, phone="1", company="A"))], started())
    row = a_row(2, phone="2", company="B", industry="C", name="D")
    policy = {"phone": Write.FILL, "company": Write.NEVER, "industry": Write.FILL}

    [file] = crm.imports.run(ann, [a_source(row, policy=policy)], started("two")).files

    [lead] = leads_of(crm, ann)
    assert (lead.phone, lead.company, lead.industry, lead.name) == ("1", "A", "C", "D")
    assert file.changed == 1


def test_two_hits_refuse_the_row_and_name_both(crm: Crm, ann: Actor) -> None:
    both = [a_row(line, email="ann@example.com") for line in (2, 3)]
    crm.imports.run(ann, [a_source(*both)], started())

    row = a_row(4, email="Ann@example.com", external_id=None)
    plan = crm.imports.plan(ann, [a_source(row, key=["email"])], started("two"))

    [problem] = plan.problems
    assert "LEAD-2026-0001" in problem.problem
    assert "LEAD-2026-0002" in problem.problem


def test_a_plan_says_what_would_be_and_nothing_stays_of_it(crm: Crm, ann: Actor) -> None:
    crm.imports.run(ann, [a_source(a_row(2), a_row(3))], started())
    before = crm.audit.verify(ann)
    rows = [a_row(2), a_row(3, name="Other"), a_row(4), a_row(5, source="nowhere")]

    plan = crm.imports.plan(ann, [a_source(*rows, RowProblem(line=6, problem="no", remedy="mend"))], started("two"))
    after = crm.audit.verify(ann)
    [file] = crm.imports.run(ann, [a_source(*rows)], started("three")).files

    [planned] = plan.files
    assert (planned.created, planned.changed, planned.unchanged, planned.refused) == (1, 1, 1, 2)
    assert (file.created, file.changed, file.unchanged, file.refused) == (1, 1, 1, 1)
    assert [each.line for each in plan.examples if each.outcome is Outcome.CREATED] == [4]
    assert after == before


def test_all_or_nothing_writes_nothing_when_a_row_would_be_refused(crm: Crm, ann: Actor) -> None:
    with pytest.raises(ImportRefused):
        crm.imports.run(ann, [a_source(a_row(2), a_row(3, source="nowhere"))], started(all_or_nothing=True))

    assert leads_of(crm, ann) == []


def test_an_undo_takes_back_what_was_created_and_changed_and_keeps_what_others_touched(crm: Crm, ann: Actor) -> None:
    crm.imports.run(ann, [a_source(a_row(2, company="A", phone="1"))], started())
    rows = [a_row(2, company="B", phone="2"), a_row(3), a_row(4)]
    batch = crm.imports.run(ann, [a_source(*rows)], started("two"))
    old, touched, _ = leads_of(crm, ann)
    crm.leads.update(ann, touched.id, UpdateLead(notes="called"))
    crm.leads.update(ann, old.id, UpdateLead(phone="3"))

    undone = crm.imports.undo(ann, batch.import_number)

    assert (undone.reversed, undone.restored) == (1, 0)
    assert [left.id for left in undone.kept] == [old.id, touched.id]
    assert all("ann" in left.reason for left in undone.kept)
    assert [(lead.company, lead.phone) for lead in leads_of(crm, ann)] == [("A", "3"), (None, None)]
    assert crm.imports.undo(ann, batch.import_number) == undone
    assert crm.imports.get(ann, batch.import_number).state is ImportState.UNDONE
    assert crm.audit.verify(ann).holds


def test_what_was_taken_back_goes_in_again(crm: Crm, ann: Actor) -> None:
    source = a_source(*(a_row(line) for line in range(2, 700)))
    first = crm.imports.run(ann, [source], started())
    assert crm.imports.undo(ann, first.import_number).reversed == 698

    second = crm.imports.run(ann, [source], started())

    assert (second.import_number, second.files[0].created) == ("IMPORT-2026-0002", 698)


def test_nothing_of_a_row_is_announced_unless_asked_for(crm: Crm, ann: Actor) -> None:

    def topics() -> list[str]:
        with crm.database.reading(ann.tenant_id) as connection:
            mine = text("SELECT topic FROM crm_outbox WHERE tenant_id = :tenant ORDER BY id")
            return list(connection.execute(mine, {"tenant": ann.tenant_id}).scalars())

    crm.imports.run(ann, [a_source(a_row(2))], started())
    assert topics() == ["import.finished"]
    crm.imports.run(ann, [a_source(a_row(3))], started("two", announce=True))
    assert sorted(set(topics())) == ["import.finished", "lead.created"]


def test_history_is_brought_in_by_those_who_may(crm: Crm, ann: Actor) -> None:
    rep = Actor(tenant_id=ann.tenant_id, user_id="rep", roles=frozenset({Role.REP}))

    with pytest.raises(NotPermitted, match="bring in what already happened"):
        crm.imports.run(rep, [a_source(a_row(2))], started())
