"""Customers through their coordinator: found by id, address and words, and corrected, in whatever party master."""

from typing import Any

import pytest

from crm_core.actor import NotPermitted, Role
from crm_core.errors import Conflict
from crm_operations.customer_accounts import CustomerCoordinator, CustomerFilter
from crm_operations.providers import Customer, CustomerNotFound, CustomerUpdate, PersonNotFound
from crm_operations.testing import FakeWorld


def accounts(world: FakeWorld) -> CustomerCoordinator:
    return CustomerCoordinator(world.customers, world.people)


def known(world: FakeWorld, *names: str) -> list[Customer]:
    tenant = world.actor.tenant_id
    return [world.customers.known(tenant, name, email=f"{count}@example.com") for count, name in enumerate(names)]


def test_a_customer_is_found_by_id_and_by_address(crm_world: FakeWorld) -> None:
    [customer] = known(crm_world, "Navy")

    assert accounts(crm_world).get(crm_world.actor, customer.id) == customer
    assert accounts(crm_world).get(crm_world.actor, " 0@EXAMPLE.com") == customer
    for unknown in ("nobody", "nobody@example.com"):
        with pytest.raises(CustomerNotFound):
            accounts(crm_world).get(crm_world.actor, unknown)


def test_pages_come_one_after_the_other_with_words_or_without(
    crm_world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_operations.customer_accounts.coordinator.PAGE", 2)
    customers = known(crm_world, "Straße Nord", "Navy", "Nord STRASSE", "Army", "strasse nord")

    for search, expected in ((None, customers), ("STRASSE nord", customers[::2])):
        pages = [accounts(crm_world).list(crm_world.actor, CustomerFilter(search=search, limit=2))]
        while pages[-1].last_id is not None:
            filters = CustomerFilter(search=search, limit=2, after_id=pages[-1].last_id)
            pages.append(accounts(crm_world).list(crm_world.actor, filters))
        assert [each for page in pages for each in page] == expected


def test_an_address_names_one_customer(crm_world: FakeWorld) -> None:
    customers = known(crm_world, "Navy", "Army")

    def found(**filters: Any) -> list[Customer]:
        return accounts(crm_world).list(crm_world.actor, CustomerFilter(**filters))

    assert found(email="1@example.com") == customers[1:]
    assert found(email="1@example.com", search="navy") == []
    assert found(email="9@example.com") == []


def test_a_customer_is_corrected_and_given_to_somebody_who_is_here(crm_world: FakeWorld) -> None:
    navy, _ = known(crm_world, "Navy", "Army")
    update = accounts(crm_world).update

    changed = update(crm_world.actor, navy.id, CustomerUpdate(phone="1", name="The Navy"))

    assert (changed.phone, changed.name) == ("1", "The Navy")
    assert crm_world.customers.find_by_id(crm_world.actor.tenant_id, navy.id) == changed
    with pytest.raises(PersonNotFound):
        update(crm_world.actor, navy.id, CustomerUpdate(owner_id="nobody"))
    with pytest.raises(Conflict):
        update(crm_world.actor, navy.id, CustomerUpdate(email="1@example.com"))


def test_a_partner_sees_no_customers(crm_world: FakeWorld) -> None:
    partner = crm_world.actor.model_copy(update={"roles": frozenset({Role.PARTNER})})

    with pytest.raises(NotPermitted):
        accounts(crm_world).list(partner, CustomerFilter())
