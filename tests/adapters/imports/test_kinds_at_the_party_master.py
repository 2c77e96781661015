"""Products, customers, contacts and people go into a real database, in one import, and come out again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.imports import (
    ContactRecord,
    CustomerRecord,
    FileResult,
    ImportKind,
    ImportState,
    LeadRecord,
    MappedRow,
    PersonRecord,
    ProductRecord,
    Reference,
)
from crm_core.leads import LeadFilter
from crm_core.products import ProductFilter
from crm_operations.importing import ImportSource, StartImport

ME = administrator("main")
ADA = "ada@example.com"


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    monkeypatch.chdir(tmp_path)
    with open_crm() as opened:
        opened.initialise(ME)
        yield opened


def a_source(kind: ImportKind, *records: Any) -> ImportSource:
    rows = [MappedRow(line, record) for line, record in enumerate(records, 2)]
    return ImportSource(FileResult(file=f"{kind}.csv", kind=kind), lambda: iter(rows))


SOURCES = [
    a_source(
        ImportKind.PERSON, PersonRecord(id="rita", name="Rita", manager="boss"), PersonRecord(id="boss", name="B")
    ),
    a_source(ImportKind.PRODUCT, ProductRecord(code="ENG-1", name="Engine")),
    a_source(
        ImportKind.CUSTOMER,
        CustomerRecord(external_id="acme:1", name="Looms", owner="rita"),
        CustomerRecord(external_id="acme:2", name="Mills", owner="nobody"),
    ),
    a_source(
        ImportKind.CONTACT,
        ContactRecord(external_id="acme:c1", name="Ada", email=ADA),
        ContactRecord(name="Eve", customer=Reference(by="external_id", value="acme:1")),
    ),
]
REQUEST = StartImport(digest="files-1", files=tuple(source.file for source in SOURCES))


def counts(files: tuple[FileResult, ...]) -> list[tuple[int, int, int]]:
    return [(file.created, file.changed, file.refused) for file in files]


def test_rows_of_every_kind_go_in_and_a_plan_says_so_before(crm: Crm) -> None:
    planned = crm.imports.plan(ME, SOURCES, REQUEST)
    assert crm.products.list(ME, ProductFilter()) == []
    batch = crm.imports.run(ME, SOURCES, REQUEST)

    assert batch.state is ImportState.DONE
    assert counts(batch.files) == counts(planned.files) == [(2, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 0)]
    rita = crm.people.find_by_id("main", "rita")
    assert rita is not None
    assert rita.manager_id == "boss"
    found = crm.customers.find_by_keys("main", ["acme:1", "acme:2", "acme:c1"])
    assert {key: (each.name, each.contact_name, each.owner_id) for key, each in found.items()} == {
        "acme:1": ("Looms", "Eve", "rita"),
        "acme:c1": ("Ada", "Ada", None),
    }
    assert crm.imports.run(ME, SOURCES, REQUEST) == batch


def test_a_lead_names_its_customer_by_the_key_it_has_elsewhere(crm: Crm) -> None:
    named = [Reference(by="external_id", value=value) for value in ("acme:1", "acme:9")]
    leads = [LeadRecord(name="Ada", external_id=each.value, customer=each) for each in named]
    customer = a_source(ImportKind.CUSTOMER, CustomerRecord(external_id="acme:1", name="Looms"))
    sources = [customer, a_source(ImportKind.LEAD, *leads)]
    request = StartImport(digest="files-2", files=tuple(source.file for source in sources))

    assert counts(crm.imports.run(ME, sources, request).files) == [(1, 0, 0), (1, 0, 1)]
    [lead] = crm.leads.list(ME, LeadFilter())
    found = crm.customers.find_by_keys("main", ["acme:1"])
    assert lead.party_id == found["acme:1"].id


def test_an_import_is_taken_back_and_what_the_party_master_changed_is_named(crm: Crm) -> None:
    batch = crm.imports.run(ME, SOURCES, REQUEST)
    undone = crm.imports.undo(ME, batch.import_number)

    assert crm.products.list(ME, ProductFilter()) == []
    assert crm.customers.find_by_keys("main", ["acme:1", "acme:c1"]) == {}
    assert undone.reversed == 3
    assert [each.kind for each in undone.kept] == [ImportKind.CONTACT, ImportKind.PERSON, ImportKind.PERSON]
    assert crm.imports.undo(ME, batch.import_number).reversed == 3
