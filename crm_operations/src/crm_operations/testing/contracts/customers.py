"""What a CustomerProvider promises."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

import pytest

from crm_core.errors import Conflict
from crm_core.testing import answers, at_once, expect, expect_refusal, refusals
from crm_operations.providers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerProvider,
    CustomerUpdate,
)
from crm_operations.testing.contracts.strange_answers import HOOK, STRANGE_TEXTS, expect_fit
from crm_operations.testing.contracts.suite import PartnerContract

UNKNOWN = "00000000-0000-7000-8000-00000000dead"
OPPORTUNITY = "00000000-0000-7000-8000-00000000dea1"


def a_draft(name: str = "Analytical Engines", email: str | None = "ada@example.com") -> CustomerDraft:
    return CustomerDraft(
        name=name, contact_name="Ada Lovelace", email=email, phone="+44 20 7946 0000", industry="machines"
    )


@pytest.mark.requirement("IFC-CRMOP-0034")
class CustomerProviderContract(PartnerContract):
    """A subclass overrides ``customers`` and defines how a customer is changed in the partner itself."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"customers": CustomerProvider}

    @pytest.fixture
    def customers(self) -> CustomerProvider:
        """The party master under test."""
        raise NotImplementedError("override the fixture `customers` and return your CustomerProvider")

    def change_there(
        self, customers: CustomerProvider, tenant: str, customer_id: str, field: str, value: object
    ) -> bool:
        """Writes a field of Customer in the partner, past the adapter; False where it cannot store the value."""
        raise NotImplementedError(HOOK)

    def test_a_new_customer_is_as_the_draft_says(self, customers: CustomerProvider, tenant: str) -> None:
        draft = a_draft("Zoë & 株式会社 🦊", "zoe@example.com")
        created = customers.create_from_lead(tenant, draft, key="p/1")

        facts = {"name", "contact_name", "email", "phone", "industry"}
        expect(created.model_dump(include=facts), draft.model_dump(include=facts), asked="create_from_lead")
        expect(customers.find_by_id(tenant, created.id), created, asked="find_by_id afterwards")
        expect(customers.exists(tenant, created.id), True, asked="exists afterwards")
        expect(created.external_id in {None, "p/1"}, True, asked="the key that created it, where it is told")
        expect(created.owner_id, None, asked="who looks after a new customer")

    def test_a_contact_person_has_an_id_of_their_own(self, customers: CustomerProvider, tenant: str) -> None:
        with_contact = customers.create_from_lead(tenant, a_draft(), key="p/1")

        expect(with_contact.contact_id in {None, with_contact.id}, False, asked="contact_id of a draft with a contact")

    def test_an_unknown_customer_is_not_found(self, customers: CustomerProvider, tenant: str) -> None:
        expect(customers.find_by_id(tenant, UNKNOWN), None, asked="find_by_id of an unknown id")
        expect(customers.exists(tenant, UNKNOWN), False, asked="exists of an unknown id")
        questions: dict[str, Callable[[], object]] = {
            "update": lambda: customers.update(tenant, UNKNOWN, CustomerUpdate(phone="1")),
            "link_to_opportunity": lambda: customers.link_to_opportunity(tenant, UNKNOWN, OPPORTUNITY),
            "get_communication_preferences": lambda: customers.get_communication_preferences(tenant, UNKNOWN),
        }
        for name, ask in questions.items():
            with expect_refusal(CustomerNotFound, asked=f"{name} of an unknown id"):
                ask()

    def test_an_address_is_found_whatever_its_case_and_blanks(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(email="Ada.Lovelace@Example.com"), key="p/1")

        for spelling in ("Ada.Lovelace@Example.com", "ada.lovelace@example.com", "  ADA.LOVELACE@EXAMPLE.COM "):
            expect(customers.find_by_email(tenant, spelling), created, asked=f"find_by_email({spelling!r})")

    @pytest.mark.parametrize(
        ("stored_email", "spelling"),
        [
            ("info@groß.example", "INFO@GROß.example"),
            ("info@groß.example", "info@xn--gro-7ka.example"),
            ("info@xn--bcher-kva.example", "info@bücher.example"),
            ("j\u00f6rg@example.com", "JO\u0308RG@example.com"),
            ("jo\u0308rg@example.com", "j\u00f6rg@example.com"),
        ],
        ids=["case", "encoded domain", "readable domain", "decomposed", "composed"],
    )
    def test_spellings_of_one_address_are_one(
        self, customers: CustomerProvider, tenant: str, stored_email: str, spelling: str
    ) -> None:
        created = customers.create_from_lead(tenant, a_draft(email=stored_email), key="p/1")

        expect(customers.find_by_email(tenant, spelling), created, asked=f"find_by_email({spelling!a})")
        with expect_refusal(Conflict, asked=f"create with {spelling!a} beside {stored_email!a}"):
            customers.create_from_lead(tenant, a_draft(email=spelling), key="p/2")

    def test_addresses_that_only_fold_to_the_same_are_two(self, customers: CustomerProvider, tenant: str) -> None:
        customers.create_from_lead(tenant, a_draft(email="info@gross.example"), key="p/1")

        expect(customers.find_by_email(tenant, "INFO@GROß.example"), None, asked="find_by_email with another domain")
        other = customers.create_from_lead(tenant, a_draft(email="INFO@GROß.example"), key="p/2")
        expect(customers.find_by_email(tenant, "info@groß.example"), other, asked="find_by_email of the second")

    def test_a_plus_tag_is_another_address(self, customers: CustomerProvider, tenant: str) -> None:
        customers.create_from_lead(tenant, a_draft(email="ada@example.com"), key="p/1")

        for other in ("ada+crm@example.com", "ada@example.co", "ad_@example.com", "%"):
            expect(customers.find_by_email(tenant, other), None, asked=f"find_by_email({other!r})")

    def test_an_empty_address_finds_nobody(self, customers: CustomerProvider, tenant: str) -> None:
        customers.create_from_lead(tenant, a_draft(email=None), key="p/1")

        for empty in ("", "   "):
            expect(customers.find_by_email(tenant, empty), None, asked=f"find_by_email({empty!r})")

    def test_the_same_key_answers_the_customer_it_made_the_first_time(
        self, customers: CustomerProvider, tenant: str
    ) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")

        again = customers.create_from_lead(tenant, a_draft(), key="p/1")
        expect(again.id, first.id, asked="create_from_lead with the same key again")

    def test_keys_that_differ_make_different_customers(self, customers: CustomerProvider, tenant: str) -> None:
        keys = ["p/1", "P/1", "p/1 ", "p/2"]
        created = [
            customers.create_from_lead(tenant, a_draft(email=f"ada{each}@example.com"), key=key)
            for each, key in enumerate(keys)
        ]

        expect(len({customer.id for customer in created}), len(keys), asked=f"create_from_lead with the keys {keys}")

    def test_many_are_created_at_once_each_by_its_key(self, customers: CustomerProvider, tenant: str) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")
        drafts = {"p/1": a_draft(), "p/2": a_draft("Looms", None), "p/3": a_draft("Mills", "m@example.com")}

        created = customers.create_many(tenant, drafts)
        expect(list(created), list(drafts), asked="the keys of create_many")
        expect(created["p/1"], first, asked="create_many with a key from before")
        expect(customers.find_by_id(tenant, created["p/2"].id), created["p/2"], asked="find_by_id afterwards")
        expect(customers.create_many(tenant, drafts), created, asked="create_many again")
        expect(customers.create_many(tenant, {}), {}, asked="create_many of nothing")

    def test_of_many_only_those_with_an_address_that_is_taken_are_left_out(
        self, customers: CustomerProvider, tenant: str
    ) -> None:
        customers.create_from_lead(tenant, a_draft(), key="p/1")
        drafts = {
            "p/2": a_draft(email="ADA@example.com"),
            "p/3": a_draft(email="m@example.com"),
            "p/4": a_draft(email="M@example.com"),
        }

        expect(list(customers.create_many(tenant, drafts)), ["p/3"], asked="create_many with addresses taken")

    def test_many_are_found_by_the_keys_that_created_them(self, customers: CustomerProvider, tenant: str) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")
        second = customers.create_many(tenant, {"p/2": a_draft(email=None)})["p/2"]

        found = customers.find_by_keys(tenant, ["p/2", "p/1", "p/3"])
        expect(found, {"p/1": first, "p/2": second}, asked="find_by_keys")
        expect(customers.find_by_keys(tenant, []), {}, asked="find_by_keys of none")
        customers.discard(tenant, first.id, key="p/1")
        expect(customers.find_by_keys(tenant, ["p/1"]), {}, asked="find_by_keys after discard")

    def test_many_are_found_by_their_addresses(self, customers: CustomerProvider, tenant: str) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")

        found = customers.find_by_emails(tenant, ["ADA@example.com", "ada@example.com", "eve@example.com", ""])
        expect(found, {"ADA@example.com": first, "ada@example.com": first}, asked="find_by_emails")

    def test_customers_without_an_address_never_meet(self, customers: CustomerProvider, tenant: str) -> None:
        first = customers.create_from_lead(tenant, a_draft(email=None), key="p/1")
        second = customers.create_from_lead(tenant, a_draft(email=None), key="p/2")

        expect(first.id == second.id, False, asked="two customers without an address")

    def test_an_address_belongs_to_one_customer(self, customers: CustomerProvider, tenant: str) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")

        with expect_refusal(Conflict, asked="create_from_lead with an address that is taken"):
            customers.create_from_lead(tenant, a_draft(email=" ADA@example.com"), key="p/2")
        expect(customers.find_by_email(tenant, "ada@example.com"), first, asked="find_by_email afterwards")

    def test_only_what_an_update_names_changes(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        update = CustomerUpdate(name="Engines Ltd", phone=None, owner_id="rep")
        changed = customers.update(tenant, created.id, update)
        expected = created.model_copy(update={"name": "Engines Ltd", "phone": None, "owner_id": "rep"})
        expect(changed, expected, asked=f"update with {update.model_fields_set}")
        expect(customers.find_by_id(tenant, created.id), expected, asked="find_by_id afterwards")
        expect(customers.update(tenant, created.id, CustomerUpdate()), expected, asked="update that names nothing")

    def test_an_update_cannot_take_anothers_address(self, customers: CustomerProvider, tenant: str) -> None:
        customers.create_from_lead(tenant, a_draft(), key="p/1")
        other = customers.create_from_lead(tenant, a_draft(email="grace@example.com"), key="p/2")

        with expect_refusal(Conflict, asked="update to an address that is taken"):
            customers.update(tenant, other.id, CustomerUpdate(email="Ada@example.com "))
        expect(customers.find_by_id(tenant, other.id), other, asked="find_by_id afterwards")

    def test_a_customer_may_keep_and_respell_its_own_address(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        changed = customers.update(tenant, created.id, CustomerUpdate(email="ADA@example.com"))
        expect(changed.email, "ADA@example.com", asked="update to another spelling of its own address")

    def test_a_customer_is_discarded_with_the_key_that_made_it(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        customers.discard(tenant, created.id, key="p/1")
        expect(customers.find_by_id(tenant, created.id), None, asked="find_by_id after discard")
        expect(customers.find_by_email(tenant, "ada@example.com"), None, asked="find_by_email after discard")
        customers.discard(tenant, created.id, key="p/1")

    def test_a_discarded_customer_can_be_made_again_with_the_same_key(
        self, customers: CustomerProvider, tenant: str
    ) -> None:
        first = customers.create_from_lead(tenant, a_draft(), key="p/1")
        customers.discard(tenant, first.id, key="p/1")

        again = customers.create_from_lead(tenant, a_draft(), key="p/1")
        expect(customers.find_by_id(tenant, again.id), again, asked="find_by_id after discard and create_from_lead")

    def test_discarding_with_another_key_leaves_the_customer_alone(
        self, customers: CustomerProvider, tenant: str, other_tenant: str
    ) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")
        other = customers.create_from_lead(tenant, a_draft(email=None), key="p/2")

        customers.discard(tenant, created.id, key="p/3")
        customers.discard(tenant, created.id, key="p/2")
        customers.discard(other_tenant, created.id, key="p/1")
        customers.discard(tenant, UNKNOWN, key="p/1")
        expect(customers.find_by_id(tenant, created.id), created, asked="find_by_id after discards that do not fit")
        expect(customers.find_by_id(tenant, other.id), other, asked="find_by_id of the one whose key was given")

    def test_a_link_can_be_made_and_undone_as_often_as_asked(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        customers.unlink_from_opportunity(tenant, created.id, OPPORTUNITY)
        customers.link_to_opportunity(tenant, created.id, OPPORTUNITY)
        customers.link_to_opportunity(tenant, created.id, OPPORTUNITY)
        customers.unlink_from_opportunity(tenant, created.id, OPPORTUNITY)
        customers.unlink_from_opportunity(tenant, created.id, OPPORTUNITY)
        customers.unlink_from_opportunity(tenant, UNKNOWN, OPPORTUNITY)
        expect(customers.find_by_id(tenant, created.id), created, asked="find_by_id after linking and unlinking")

    def test_a_customer_others_build_on_is_not_discarded(self, customers: CustomerProvider, tenant: str) -> None:
        """A workflow unlinks its own deal first; a link left is another deal's, which found the customer meanwhile."""
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")
        customers.link_to_opportunity(tenant, created.id, OPPORTUNITY)

        customers.discard(tenant, created.id, key="p/1")
        expect(customers.exists(tenant, created.id), True, asked="exists after discard of a linked customer")
        customers.unlink_from_opportunity(tenant, created.id, OPPORTUNITY)
        customers.discard(tenant, created.id, key="p/1")
        expect(customers.exists(tenant, created.id), False, asked="exists after it was unlinked and discarded again")

    def test_nothing_known_means_nothing_agreed(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        preferences = customers.get_communication_preferences(tenant, created.id)
        expect(
            (preferences.email, preferences.phone),
            (CommunicationPreferences().email, CommunicationPreferences().phone),
            asked="get_communication_preferences of a new customer",
        )

    def test_page_after_page_each_customer_comes_once(self, customers: CustomerProvider, tenant: str) -> None:
        emails = (f"{each}@example.com" for each in range(5))
        created = {customers.create_from_lead(tenant, a_draft(email=email), key=email).id for email in emails}

        found: list[Customer] = []
        while page := customers.list_page(tenant, found[-1].id if found else None, 2):
            expect(len(page) <= 2, True, asked="list_page of two")
            found += page

        ids = [customer.id for customer in found]
        expect(len(set(ids)), len(ids), asked="different ids of all pages")
        expect(created - set(ids), set(), asked="customers that no page told")
        expect(found[-1], customers.find_by_id(tenant, ids[-1]), asked="the last of all pages")

    @pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
    def test_what_somebody_wrote_over_there_is_cleaned_and_cut(
        self, customers: CustomerProvider, tenant: str, text: str
    ) -> None:
        """It is never a reason to refuse the customer."""
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        for field in ("name", "contact_name", "phone", "industry", "owner_id", "email"):
            if not self.change_there(customers, tenant, created.id, field, text):
                continue
            customers.link_to_opportunity(tenant, created.id, OPPORTUNITY)
            found = customers.find_by_id(tenant, created.id)
            asked = f"find_by_id after somebody wrote {text[:20]!a} as {field}"
            expect(found and found.id, created.id, asked=asked)
            expect_fit(getattr(found, field), asked=f"{field} by {asked}")
            expect(found in customers.list_page(tenant, None, 1_000), True, asked="list_page afterwards")
            if field != "email":
                same = customers.find_by_email(tenant, "ada@example.com")
                expect(same, found, asked=asked.replace("id", "email", 1))

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_customer_is_answered_like_an_unknown_one(
        self, customers: CustomerProvider, tenant: str, other_tenant: str
    ) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        expect(customers.find_by_id(other_tenant, created.id), None, asked="find_by_id by another tenant")
        expect(customers.exists(other_tenant, created.id), False, asked="exists by another tenant")
        expect(customers.find_by_email(other_tenant, "ada@example.com"), None, asked="find_by_email by another tenant")
        listed = [customer.id for customer in customers.list_page(other_tenant, None, 1_000)]
        expect(created.id in listed, False, asked="list_page by another tenant")
        questions: dict[str, Callable[[], object]] = {
            "update": lambda: customers.update(other_tenant, created.id, CustomerUpdate(name="Taken over")),
            "link_to_opportunity": lambda: customers.link_to_opportunity(other_tenant, created.id, OPPORTUNITY),
            "get_communication_preferences": lambda: customers.get_communication_preferences(other_tenant, created.id),
        }
        for name, ask in questions.items():
            with expect_refusal(CustomerNotFound, asked=f"{name} by another tenant"):
                ask()
        expect(customers.find_by_id(tenant, created.id), created, asked="find_by_id by its own tenant afterwards")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_keys_and_addresses_of_its_own(
        self, customers: CustomerProvider, tenant: str, other_tenant: str
    ) -> None:
        ours = customers.create_from_lead(tenant, a_draft(), key="p/1")
        theirs = customers.create_from_lead(other_tenant, a_draft(), key="p/1")

        mine = customers.find_by_keys(tenant, ["p/1"])
        expect({customer.id for customer in mine.values()} <= {ours.id}, True, asked="find_by_keys of one tenant")
        expect(ours.id == theirs.id, False, asked="create_from_lead by two tenants, with the same key and address")

    def test_the_same_key_ten_times_at_once_makes_one_customer(self, customers: CustomerProvider, tenant: str) -> None:
        outcomes = at_once([lambda: customers.create_from_lead(tenant, a_draft(), key="p/1")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls with one key")
        expect(len({customer.id for customer in answers(outcomes)}), 1, asked="ids of ten calls with one key")

    def test_of_ten_who_want_the_same_address_at_once_one_gets_it(
        self, customers: CustomerProvider, tenant: str
    ) -> None:
        create = customers.create_from_lead
        outcomes = at_once([partial(create, tenant, a_draft(), key=f"p/{each}") for each in range(10)])

        expect(len(answers(outcomes)), 1, asked="ten calls with different keys and one address")
        expect({refusal.kind for refusal in refusals(outcomes)}, {Conflict.kind}, asked="the kinds of the refusals")

    def test_ten_links_at_once_are_one_link(self, customers: CustomerProvider, tenant: str) -> None:
        created = customers.create_from_lead(tenant, a_draft(), key="p/1")

        outcomes = at_once([lambda: customers.link_to_opportunity(tenant, created.id, OPPORTUNITY)] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten links of the same two")
