"""An import of leads on fakes: planned without a trace, run once, looked at, and taken back."""

from typing import Any

import pytest

from crm_core.actor import Actor, Role
from crm_core.imports import FileResult, ImportBatchFilter, ImportKind, ImportState, LeadRecord, MappedRow
from crm_core.leads import LeadFilter
from crm_operations.importing import ImportCoordinator, ImportRefused, ImportSource, StartImport
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.testing import FakeWorld

FILE = FileResult(file="leads.csv", kind=ImportKind.LEAD)


@pytest.fixture
def leads(crm_world: FakeWorld) -> LeadManagementCoordinator:
    return LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)


@pytest.fixture
def imports(crm_world: FakeWorld, leads: LeadManagementCoordinator) -> ImportCoordinator:
    records, writers = crm_world.records, {ImportKind.LEAD: leads}
    return ImportCoordinator(
        records, crm_world.settings_for, crm_world.clock, crm_world.new_id, writers, records.local_transaction
    )


@pytest.fixture
def admin(crm_world: FakeWorld) -> Actor:
    return crm_world.actor.model_copy(update={"roles": frozenset({Role.ADMIN})})


def a_source(*names: str, **values: Any) -> ImportSource:
    rows = [
        MappedRow(line, LeadRecord(name=name, external_id=f"x:{line}", **values)) for line, name in enumerate(names, 2)
    ]
    return ImportSource(FILE, lambda: iter(rows))


def test_what_is_planned_is_what_runs_and_is_taken_back(
    imports: ImportCoordinator, leads: LeadManagementCoordinator, admin: Actor
) -> None:
    source, request = a_source("Ada", "Grace"), StartImport(digest="one", files=(FILE,))

    plan = imports.plan(admin, [source], request)
    assert (plan.files[0].created, plan.refused, leads.list(admin, LeadFilter())) == (2, 0, [])

    batch = imports.run(admin, [source], request)
    assert (batch.state, batch.files[0].created) == (ImportState.DONE, 2)
    assert [lead.name for lead in leads.list(admin, LeadFilter())] == ["Ada", "Grace"]
    assert imports.run(admin, [source], request) == batch
    assert imports.list(admin, ImportBatchFilter()) == [batch]
    assert imports.get(admin, batch.import_number) == batch

    assert imports.undo(admin, batch.import_number).reversed == 2
    assert leads.list(admin, LeadFilter()) == []
    assert imports.get(admin, batch.id).state is ImportState.UNDONE


def test_all_or_nothing_writes_nothing_where_a_row_is_refused(
    imports: ImportCoordinator, leads: LeadManagementCoordinator, admin: Actor
) -> None:
    request = StartImport(digest="one", files=(FILE,), all_or_nothing=True)

    with pytest.raises(ImportRefused):
        imports.run(admin, [a_source("Ada", source="nobody-knows-it")], request)
    assert (leads.list(admin, LeadFilter()), imports.list(admin, ImportBatchFilter())) == ([], [])
