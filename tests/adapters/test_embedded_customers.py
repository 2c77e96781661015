"""The built-in party book keeps what CustomerProvider promises, on every database and under concurrency."""

from functools import partial

import pytest
from sqlalchemy import func, select

from crm_adapters.embedded import EmbeddedCustomers
from crm_adapters.embedded.customers import EmailTaken
from crm_adapters.embedded.tables import customer_links
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database
from crm_core.errors import Conflict, Invalid
from crm_core.testing import VirtualClock, answers, at_once, refusals
from crm_operations.providers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerProvider,
    CustomerUpdate,
)

ADA = CustomerDraft(
    name="Analytical Engines",
    contact_name="Ada Lovelace",
    email="Ada@Example.com",
    phone="+44 20 7946 0000",
    industry="computing",
    lead_id="lead-1",
)


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def customers(database: Database) -> EmbeddedCustomers:
    return EmbeddedCustomers(database, VirtualClock(), new_id)


@pytest.mark.requirement("IFC-CRMOP-0034", "INT-CRMOP-0082", "INT-CRMOP-0083", "PLAN-019")
def test_a_lead_becomes_a_customer_with_its_primary_contact(customers: EmbeddedCustomers, tenant: str) -> None:
    provider: CustomerProvider = customers

    created = provider.create_from_lead(tenant, ADA, key="conversion/customer")

    assert created.contact_id
    assert created == Customer(
        id=created.id,
        name="Analytical Engines",
        contact_id=created.contact_id,
        contact_name="Ada Lovelace",
        email="Ada@Example.com",
        phone="+44 20 7946 0000",
        industry="computing",
        external_id="conversion/customer",
    )
    assert provider.find_by_id(tenant, created.id) == created
    assert provider.exists(tenant, created.id)


@pytest.mark.requirement("IFC-CRMOP-0034")
@pytest.mark.parametrize("spelling", ["Ada@Example.com", "ada@example.com", "  ADA@EXAMPLE.COM\n"])
def test_blanks_and_case_of_an_address_do_not_matter(customers: EmbeddedCustomers, tenant: str, spelling: str) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")

    assert customers.find_by_email(tenant, spelling) == created


@pytest.mark.requirement("IFC-CRMOP-0034")
@pytest.mark.parametrize("address", ["ada+crm@example.com", "adá@example.com", "ada@example.co", "", "  "])
def test_another_address_finds_nobody(customers: EmbeddedCustomers, tenant: str, address: str) -> None:
    customers.create_from_lead(tenant, ADA, key="key")
    customers.create_from_lead(tenant, CustomerDraft(name="Without address"), key="other key")
    customers.create_from_lead(tenant, CustomerDraft(name="Blank address", email="  "), key="third key")

    assert customers.find_by_email(tenant, address) is None


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_the_same_key_again_answers_the_first_customer(customers: EmbeddedCustomers, tenant: str) -> None:
    first = customers.create_from_lead(tenant, ADA, key="key")

    again = customers.create_from_lead(tenant, ADA, key="key")
    with_other_words = customers.create_from_lead(tenant, CustomerDraft(name="Somebody else"), key="key")

    assert again == with_other_words == first


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_an_address_that_is_taken_is_a_conflict_that_tells_no_address(
    customers: EmbeddedCustomers, tenant: str
) -> None:
    customers.create_from_lead(tenant, ADA, key="key")

    with pytest.raises(Conflict) as refusal:
        customers.create_from_lead(tenant, CustomerDraft(name="Twin", email=" ada@EXAMPLE.com"), key="other key")

    assert "example" not in str(refusal.value).lower()


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_an_address_longer_than_any_mail_system_takes_is_refused(customers: EmbeddedCustomers, tenant: str) -> None:
    endless = CustomerDraft(name="Endless", email=f"{'a' * 300}@example.com")

    with pytest.raises(Invalid, match="more than 254 characters"):
        customers.create_from_lead(tenant, endless, key="key")


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_a_conflict_within_a_joint_transaction_can_be_answered_by_finding_the_rival(
    database: Database, customers: EmbeddedCustomers, tenant: str
) -> None:
    rival = customers.create_from_lead(tenant, ADA, key="key")

    with database.local_transaction(tenant):
        with pytest.raises(Conflict):
            customers.create_from_lead(tenant, ADA, key="other key")
        found = customers.find_by_email(tenant, "ada@example.com")
        customers.link_to_opportunity(tenant, rival.id, "deal")

    assert found == rival
    assert links_of(database, tenant) == 1


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_of_two_concurrent_creations_with_one_address_one_wins(customers: EmbeddedCustomers, tenant: str) -> None:
    create = customers.create_from_lead
    outcomes = at_once([partial(create, tenant, ADA, key=f"key {number}") for number in range(8)])

    assert [customers.find_by_email(tenant, "ada@example.com")] == answers(outcomes)
    assert [type(refusal) for refusal in refusals(outcomes)] == [EmailTaken] * 7


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_concurrent_creations_with_one_key_answer_one_customer(customers: EmbeddedCustomers, tenant: str) -> None:
    outcomes = at_once([lambda: customers.create_from_lead(tenant, ADA, key="key")] * 8)

    assert outcomes == [customers.find_by_email(tenant, "ada@example.com")] * 8


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_only_the_named_fields_change(customers: EmbeddedCustomers, tenant: str) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")

    updated = customers.update(tenant, created.id, CustomerUpdate(owner_id="grace", phone=None))

    assert updated == created.model_copy(update={"owner_id": "grace", "phone": None})
    assert customers.find_by_id(tenant, created.id) == updated
    assert customers.update(tenant, created.id, CustomerUpdate()) == updated


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_a_changed_address_is_found_and_the_old_one_is_free(customers: EmbeddedCustomers, tenant: str) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")

    updated = customers.update(tenant, created.id, CustomerUpdate(email="Countess@example.com"))

    assert customers.find_by_email(tenant, "countess@example.com") == updated
    assert customers.find_by_email(tenant, "ada@example.com") is None
    assert customers.create_from_lead(tenant, ADA, key="other key").id != created.id


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_an_update_is_refused_that_takes_anothers_address_or_the_name(
    database: Database, customers: EmbeddedCustomers, tenant: str
) -> None:
    customers.create_from_lead(tenant, ADA, key="key")
    other = customers.create_from_lead(tenant, CustomerDraft(name="Difference Engines"), key="other key")

    with database.local_transaction(tenant):
        with pytest.raises(Conflict):
            customers.update(tenant, other.id, CustomerUpdate(email="ADA@example.com"))
        renamed = customers.update(tenant, other.id, CustomerUpdate(name="Differences"))
    with pytest.raises(Invalid, match="must have one"):
        customers.update(tenant, other.id, CustomerUpdate(name=None))

    assert customers.find_by_id(tenant, other.id) == renamed == other.model_copy(update={"name": "Differences"})


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_an_unknown_customer_is_said_to_be_unknown(customers: EmbeddedCustomers, tenant: str) -> None:
    assert customers.find_by_id(tenant, "nobody") is None
    assert not customers.exists(tenant, "nobody")
    with pytest.raises(CustomerNotFound):
        customers.update(tenant, "nobody", CustomerUpdate(phone="1"))
    with pytest.raises(CustomerNotFound):
        customers.update(tenant, "nobody", CustomerUpdate())
    with pytest.raises(CustomerNotFound):
        customers.link_to_opportunity(tenant, "nobody", "deal")
    with pytest.raises(CustomerNotFound):
        customers.get_communication_preferences(tenant, "nobody")
    with pytest.raises(CustomerNotFound):
        customers.set_communication_preferences(tenant, "nobody", CommunicationPreferences())
    customers.discard(tenant, "nobody", key="key")
    customers.unlink_from_opportunity(tenant, "nobody", "deal")


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_discarding_takes_back_what_the_key_created_once_no_deal_is_linked_to_it(
    database: Database, customers: EmbeddedCustomers, tenant: str
) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")
    customers.link_to_opportunity(tenant, created.id, "deal")

    customers.discard(tenant, created.id, key="key")
    assert customers.find_by_id(tenant, created.id) == created

    customers.unlink_from_opportunity(tenant, created.id, "deal")
    customers.discard(tenant, created.id, key="key")
    customers.discard(tenant, created.id, key="key")

    assert customers.find_by_id(tenant, created.id) is None
    assert links_of(database, tenant) == 0
    assert customers.create_from_lead(tenant, ADA, key="key").id != created.id


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_discarding_leaves_a_customer_that_was_only_matched(customers: EmbeddedCustomers, tenant: str) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")
    other = customers.create_from_lead(tenant, CustomerDraft(name="Difference Engines"), key="other key")

    customers.discard(tenant, created.id, key="a run that found it")
    customers.discard(tenant, created.id, key="other key")

    assert customers.find_by_id(tenant, created.id) == created
    assert customers.find_by_id(tenant, other.id) == other


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_a_link_is_there_once_however_often_it_is_made(
    database: Database, customers: EmbeddedCustomers, tenant: str
) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")

    at_once([lambda: customers.link_to_opportunity(tenant, created.id, "deal")] * 4)
    customers.link_to_opportunity(tenant, created.id, "another deal")
    assert links_of(database, tenant) == 2

    customers.unlink_from_opportunity(tenant, created.id, "deal")
    customers.unlink_from_opportunity(tenant, created.id, "deal")
    assert links_of(database, tenant) == 1


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_nothing_is_agreed_until_the_customer_says_so(customers: EmbeddedCustomers, tenant: str) -> None:
    created = customers.create_from_lead(tenant, ADA, key="key")
    agreed = CommunicationPreferences(language="en-GB", email=True)

    assert customers.get_communication_preferences(tenant, created.id) == CommunicationPreferences()
    customers.set_communication_preferences(tenant, created.id, agreed)

    assert customers.get_communication_preferences(tenant, created.id) == agreed


@pytest.mark.requirement("IFC-CRMOP-0034")
def test_tenants_do_not_meet(customers: EmbeddedCustomers, tenant: str) -> None:
    stranger = new_id()
    created = customers.create_from_lead(tenant, ADA, key="key")

    twin = customers.create_from_lead(stranger, ADA, key="key")

    assert twin.id != created.id
    assert customers.find_by_id(stranger, created.id) is None
    assert customers.find_by_email(stranger, "ada@example.com") == twin
    customers.discard(stranger, created.id, key="key")
    assert customers.exists(tenant, created.id)
    with pytest.raises(CustomerNotFound):
        customers.link_to_opportunity(stranger, created.id, "deal")


def links_of(database: Database, tenant: str) -> int:
    query = select(func.count()).select_from(customer_links).where(customer_links.c.tenant_id == tenant)
    with database.reading(tenant) as connection:
        return connection.execute(query).scalar_one()
