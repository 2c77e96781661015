"""Products, customers and contacts of a file are created, found again and changed by their keys, and taken back."""

from collections.abc import Sequence
from typing import Any

import pytest

from crm_core.actor import Actor, Role
from crm_core.imports import (
    Chunk,
    ContactRecord,
    CustomerRecord,
    ImportKind,
    ImportLine,
    MappedRow,
    Outcome,
    PersonRecord,
    ProductRecord,
    Reference,
    Write,
)
from crm_core.products import Product, ProductFilter
from crm_core.testing import TENANT
from crm_operations.customer_accounts import PartyRows
from crm_operations.importing import CustomersNamed, PeopleElsewhere, PersonRows
from crm_operations.product_catalog import ProductCoordinator
from crm_operations.testing import FakeWorld

BOSS = Actor(tenant_id=TENANT, user_id="boss", roles=frozenset({Role.ADMIN}))


def a_chunk(*records: Any, **facts: Any) -> Chunk:
    rows = [MappedRow(line, record) for line, record in enumerate(records, 2)]
    return Chunk(**{"batch_id": "batch-1", "batch_number": "IMPORT-2026-0001", "file": 0, "rows": rows, **facts})


def outcomes(lines: Sequence[ImportLine]) -> list[str]:
    return [line.outcome.value for line in lines]


@pytest.fixture
def catalog(crm_world: FakeWorld) -> ProductCoordinator:
    return ProductCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)


@pytest.fixture
def customers(crm_world: FakeWorld) -> PartyRows:
    return PartyRows(crm_world.records, crm_world.customers, crm_world.people, ImportKind.CUSTOMER)


@pytest.fixture
def contacts(crm_world: FakeWorld) -> PartyRows:
    return PartyRows(crm_world.records, crm_world.customers, crm_world.people, ImportKind.CONTACT)


def products(catalog: ProductCoordinator) -> list[Product]:
    return list(catalog.list(BOSS, ProductFilter()))


def test_products_are_created_by_their_code_and_the_same_rows_change_nothing(catalog: ProductCoordinator) -> None:
    engine = ProductRecord(code="ENG-1", name="Engine", list_price_minor=5, currency_code="USD")
    old = ProductRecord(code="OLD", name="Old", is_active=False)
    assert outcomes(catalog.import_rows(BOSS, a_chunk(engine, old))) == ["created", "created"]
    assert [(each.code, each.is_active) for each in products(catalog)] == [("ENG-1", True), ("OLD", False)]
    assert outcomes(catalog.import_rows(BOSS, a_chunk(engine, old))) == ["unchanged", "unchanged"]


def test_a_later_row_of_the_same_code_changes_what_an_earlier_one_wrote(catalog: ProductCoordinator) -> None:
    rows = (ProductRecord(code="ENG-1", name="Engine"), ProductRecord(code="ENG-1", name="Motor", is_active=False))
    lines = catalog.import_rows(BOSS, a_chunk(*rows))
    assert outcomes(lines) == ["created", "changed"]
    assert [line.is_duplicate for line in lines] == [False, True]
    assert [(each.name, each.is_active) for each in products(catalog)] == [("Motor", False)]


def test_a_price_without_a_currency_is_refused_and_the_other_rows_go_in(catalog: ProductCoordinator) -> None:
    rows = (ProductRecord(code="A", name="A", list_price_minor=5), ProductRecord(code="B", name="B"))
    refused, created = catalog.import_rows(BOSS, a_chunk(*rows))
    assert refused.problem is not None
    assert refused.problem.column == "currency_code"
    assert created.outcome is Outcome.CREATED


def test_what_an_import_of_products_wrote_is_taken_back(catalog: ProductCoordinator) -> None:
    catalog.import_rows(BOSS, a_chunk(ProductRecord(code="A", name="A"), batch_id="before"))
    lines = catalog.import_rows(BOSS, a_chunk(ProductRecord(code="A", name="Z"), ProductRecord(code="B", name="B")))
    undone = catalog.undo_rows(BOSS, lines)
    assert (undone.reversed, undone.restored, undone.kept) == (1, 1, ())
    assert [(each.code, each.name) for each in products(catalog)] == [("A", "A")]


def test_customers_are_created_by_their_external_id_once(customers: PartyRows, crm_world: FakeWorld) -> None:
    crm_world.people.known(TENANT, "ada")
    row = CustomerRecord(external_id="acme:1", name="Looms", email="l@example.com", owner="ada")
    [line] = customers.import_rows(BOSS, a_chunk(row))
    found = crm_world.customers.find_by_keys(TENANT, ["acme:1"])["acme:1"]
    assert (line.outcome, line.entity_id) == (Outcome.CREATED, found.id)
    assert (found.name, found.email, found.owner_id) == ("Looms", "l@example.com", "ada")
    assert outcomes(customers.import_rows(BOSS, a_chunk(row))) == ["unchanged"]


def test_a_customer_is_changed_where_the_policy_of_the_field_allows(customers: PartyRows, crm_world: FakeWorld) -> None:
    customers.import_rows(BOSS, a_chunk(CustomerRecord(external_id="acme:1", name="Looms", phone="1")))
    row = CustomerRecord(external_id="acme:1", name="Mills", phone="2", industry="cloth")
    policy = {"name": Write.NEVER, "phone": Write.FILL, "industry": Write.FILL}
    assert outcomes(customers.import_rows(BOSS, a_chunk(row, policy=policy))) == ["changed"]
    found = crm_world.customers.find_by_keys(TENANT, ["acme:1"])["acme:1"]
    assert (found.name, found.phone, found.industry) == ("Looms", "1", "cloth")


def test_a_customer_is_found_by_the_address_where_that_is_a_key(customers: PartyRows, crm_world: FakeWorld) -> None:
    known = crm_world.customers.known(TENANT, "Looms", email="l@example.com")
    rows = (
        CustomerRecord(name="Looms", email="L@example.com", phone="7"),
        CustomerRecord(name="Mills", email="m@example.com"),
        CustomerRecord(name="Mills & Co", email="M@example.com"),
    )
    lines = customers.import_rows(BOSS, a_chunk(*rows, key=("email",)))
    assert outcomes(lines) == ["changed", "created", "changed"]
    assert [line.is_duplicate for line in lines] == [False, False, True]
    assert lines[0].entity_id == known.id
    assert lines[1].entity_id == lines[2].entity_id


def test_an_address_that_another_customer_has_is_refused_and_says_so(
    customers: PartyRows, crm_world: FakeWorld
) -> None:
    crm_world.customers.known(TENANT, "Looms", email="l@example.com")
    [line] = customers.import_rows(BOSS, a_chunk(CustomerRecord(external_id="acme:1", name="X", email="l@example.com")))
    assert line.problem is not None
    assert "another customer" in line.problem.problem


def test_an_owner_whom_nobody_knows_is_refused(customers: PartyRows) -> None:
    [line] = customers.import_rows(BOSS, a_chunk(CustomerRecord(external_id="acme:1", name="X", owner="nobody")))
    assert line.problem is not None
    assert line.problem.column == "owner"


def test_customers_that_an_import_created_are_discarded_unless_something_hangs_on_them(
    customers: PartyRows, crm_world: FakeWorld
) -> None:
    rows = [CustomerRecord(external_id=f"acme:{each}", name="Looms") for each in (1, 2)]
    lines = customers.import_rows(BOSS, a_chunk(*rows))
    linked = lines[0].entity_id or ""
    crm_world.customers.link_to_opportunity(TENANT, linked, "deal-1")
    undone = customers.undo_rows(BOSS, lines)
    assert (undone.reversed, [each.id for each in undone.kept]) == (1, [linked])
    assert crm_world.customers.find_by_keys(TENANT, ["acme:1", "acme:2"]).keys() == {"acme:1"}
    assert customers.undo_rows(BOSS, lines) == undone


def test_a_contact_without_a_customer_is_one_themselves(contacts: PartyRows, crm_world: FakeWorld) -> None:
    [line] = contacts.import_rows(BOSS, a_chunk(ContactRecord(external_id="acme:c1", name="Ada", phone="1")))
    found = crm_world.customers.find_by_id(TENANT, line.entity_id or "")
    assert found is not None
    assert (line.kind, found.name, found.contact_name) == (ImportKind.CONTACT, "Ada", "Ada")


def test_a_contact_of_a_customer_is_whom_to_speak_with_there(contacts: PartyRows, crm_world: FakeWorld) -> None:
    known = crm_world.customers.known(TENANT, "Looms", email="l@example.com")
    reference = Reference(by="email", value="l@example.com")
    row = ContactRecord(name="Ada", email="ada@example.com", phone="1", customer=reference)
    assert outcomes(contacts.import_rows(BOSS, a_chunk(row))) == ["changed"]
    found = crm_world.customers.find_by_id(TENANT, known.id)
    assert found is not None
    assert (found.name, found.contact_name, found.email, found.phone) == ("Looms", "Ada", "l@example.com", "1")


def test_a_contact_of_nobody_is_refused_and_names_the_customer(contacts: PartyRows) -> None:
    row = ContactRecord(name="Ada", customer=Reference(by="external_id", value="acme:9"))
    [line] = contacts.import_rows(BOSS, a_chunk(row))
    assert line.problem is not None
    assert (line.problem.column, "acme:9" in line.problem.problem) == ("customer", True)


def test_people_of_another_system_are_refused_and_that_is_said(crm_world: FakeWorld) -> None:
    writer = PersonRows(crm_world.records, crm_world.people, crm_world.settings_for)
    with pytest.raises(PeopleElsewhere, match="another system"):
        writer.import_rows(BOSS, a_chunk(PersonRecord(id="ada", name="Ada")))


def test_a_writer_that_knows_ids_only_is_handed_the_ids_of_customers(contacts: PartyRows, crm_world: FakeWorld) -> None:
    known = crm_world.customers.known(TENANT, "Looms", email="l@example.com")
    rows = [ContactRecord(name="Ada", customer=Reference(by="email", value=each)) for each in ("l@example.com", "x@y")]
    writer = CustomersNamed(crm_world.customers, contacts)
    refused, changed = writer.import_rows(BOSS, a_chunk(*rows))

    assert (changed.outcome, changed.entity_id) == (Outcome.CHANGED, known.id)
    assert refused.problem is not None
    assert (refused.line, refused.problem.column) == (3, "customer")
    assert [each.id for each in writer.undo_rows(BOSS, [changed]).kept] == [known.id]
