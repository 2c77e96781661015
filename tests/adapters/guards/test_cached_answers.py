"""Answers are given again for a moment, and never after one's own change."""

from threading import Barrier, Event, Thread
from typing import Any

import pytest

from crm_adapters.guards import CachedAnswers, guarded
from crm_core.errors import Unavailable
from crm_core.testing import Ids
from crm_operations.providers import Customer, CustomerDraft, CustomerProvider, CustomerUpdate, PeopleProvider, Person
from crm_operations.testing import FakeCustomers, FakePeople

ACME, GLOBEX = "acme", "globex"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def book() -> FakeCustomers:
    return FakeCustomers(Ids())


@pytest.fixture
def customers(book: FakeCustomers, time: Time) -> CustomerProvider:
    return guarded(book, CustomerProvider, [CachedAnswers(10, 3, time)])


def questions(book: FakeCustomers) -> list[str]:
    return [call.method for call in book.asked if not call.changes]


def test_the_same_question_is_asked_once_however_it_is_written(
    book: FakeCustomers, customers: CustomerProvider
) -> None:
    ada = book.known(ACME, "Ada", email="ada@example.com")

    assert [customers.find_by_id(ACME, ada.id), customers.find_by_id(tenant_id=ACME, customer_id=ada.id)] == [ada, ada]
    assert customers.find_by_email(ACME, ada.id) is None
    assert questions(book) == ["find_by_id", "find_by_email"]


def test_an_answer_is_asked_for_anew_once_it_is_old(
    book: FakeCustomers, customers: CustomerProvider, time: Time
) -> None:
    ada = book.known(ACME, "Ada")
    customers.find_by_id(ACME, ada.id)
    changed = book.known(ACME, "Ada Lovelace", id=ada.id)

    time.now = 9.9
    assert customers.find_by_id(ACME, ada.id) == ada
    time.now = 10.1
    assert customers.find_by_id(ACME, ada.id) == changed


def test_what_was_not_there_is_asked_for_anew(book: FakeCustomers, customers: CustomerProvider) -> None:
    assert customers.find_by_email(ACME, "ada@example.com") is None
    ada = book.known(ACME, "Ada", email="ada@example.com")

    assert customers.find_by_email(ACME, "ada@example.com") == ada
    assert customers.exists(ACME, "nobody") is False


def test_no_more_is_kept_than_was_said(book: FakeCustomers, customers: CustomerProvider) -> None:
    known = [book.known(ACME, f"Number {each}") for each in range(4)]
    for each in (*known, known[0]):
        customers.find_by_id(ACME, each.id)

    assert len(questions(book)) == 5


@pytest.mark.requirement("PLAN-029")
def test_no_tenant_is_given_an_answer_of_another(book: FakeCustomers, customers: CustomerProvider) -> None:
    ours = book.known(ACME, "Ours", email="ada@example.com")
    theirs = book.known(GLOBEX, "Theirs", email="ada@example.com")

    for _ in range(2):
        assert customers.find_by_email(ACME, "ada@example.com") == ours
        assert customers.find_by_email(GLOBEX, "ada@example.com") == theirs
        assert customers.find_by_id(GLOBEX, ours.id) is None


def test_ones_own_change_is_seen_at_once_and_others_keep_their_answers(
    book: FakeCustomers, customers: CustomerProvider
) -> None:
    ada, eve = book.known(ACME, "Ada"), book.known(GLOBEX, "Eve")
    for tenant, customer in ((ACME, ada), (GLOBEX, eve)):
        customers.find_by_id(tenant, customer.id)

    changed = customers.update(ACME, ada.id, CustomerUpdate(name="Ada Lovelace"))

    assert customers.find_by_id(ACME, ada.id) == changed
    asked = len(book.asked)
    assert customers.find_by_id(GLOBEX, eve.id) == eve
    assert len(book.asked) == asked


def test_a_change_whose_answer_was_lost_is_seen_too(book: FakeCustomers, customers: CustomerProvider) -> None:
    ada = book.known(ACME, "Ada")
    customers.find_by_id(ACME, ada.id)
    book.fail("update", Unavailable("lost on the wire"), after=True)

    with pytest.raises(Unavailable):
        customers.update(ACME, ada.id, CustomerUpdate(name="Ada Lovelace"))

    found = customers.find_by_id(ACME, ada.id)
    assert found is not None
    assert found.name == "Ada Lovelace"


class AnswersLate(FakeCustomers):
    """Reads, and answers only once somebody else has changed it."""

    def __init__(self) -> None:
        super().__init__(Ids())
        self.has_read, self.may_answer = Barrier(2), Barrier(2)
        self.is_slow = False

    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        found = super().find_by_id(tenant_id, customer_id)
        if self.is_slow:
            self.is_slow = False
            self.has_read.wait(10)
            self.may_answer.wait(10)
        return found


def test_an_answer_from_before_a_change_that_comes_after_it_is_not_kept() -> None:
    book = AnswersLate()
    customers: CustomerProvider = guarded(book, CustomerProvider, [CachedAnswers(60, 10)])
    ada = book.known(ACME, "Ada")
    book.is_slow = True

    late = Thread(target=customers.find_by_id, args=(ACME, ada.id))
    late.start()
    book.has_read.wait(10)
    changed = customers.update(ACME, ada.id, CustomerUpdate(name="Ada Lovelace"))
    book.may_answer.wait(10)
    late.join(10)

    assert customers.find_by_id(ACME, ada.id) == changed


class ChangesLate(FakeCustomers):
    def __init__(self) -> None:
        super().__init__(Ids())
        self.is_asked, self.may_change = Event(), Event()

    def update(self, tenant_id: str, customer_id: str, update: CustomerUpdate) -> Customer:
        self.is_asked.set()
        self.may_change.wait(10)
        return super().update(tenant_id, customer_id, update)


def test_what_was_read_while_a_change_was_under_way_is_not_kept_after_it() -> None:
    book = ChangesLate()
    customers: CustomerProvider = guarded(book, CustomerProvider, [CachedAnswers(60, 10)])
    ada = book.known(ACME, "Ada")

    change = Thread(target=customers.update, args=(ACME, ada.id, CustomerUpdate(name="Ada Lovelace")))
    change.start()
    book.is_asked.wait(10)
    assert customers.find_by_id(ACME, ada.id) == ada
    book.may_change.set()
    change.join(10)

    found = customers.find_by_id(ACME, ada.id)
    assert found is not None
    assert found.name == "Ada Lovelace"


def test_what_we_change_elsewhere_is_asked_for_each_time() -> None:
    staff = FakePeople()
    people: PeopleProvider = guarded(staff, PeopleProvider, [CachedAnswers(60, 10)])
    staff.known(ACME, "ada")
    people.open_workload(ACME, ["ada"])
    staff.busy(ACME, "ada", 7)

    assert [each.open_leads for each in people.open_workload(ACME, ["ada"])] == [7]


def test_what_a_partner_offers_besides_counts_as_a_change() -> None:
    staff = FakePeople()
    people: Any = guarded(staff, PeopleProvider, [CachedAnswers(60, 10)])
    people.known(ACME, "ada", name="Ada")
    assert people.members(ACME) == [Person(id="ada", name="Ada")]

    people.known(ACME, "ada", name="Ada Lovelace")

    assert people.members(ACME) == [Person(id="ada", name="Ada Lovelace")]


def test_who_changes_the_list_that_was_answered_changes_it_for_nobody_else() -> None:
    staff = FakePeople()
    people: Any = guarded(staff, PeopleProvider, [CachedAnswers(60, 10)])
    staff.known(ACME, "ada")

    for _ in range(2):
        people.members(ACME).clear()

    assert len(people.members(ACME)) == 1


def test_the_same_key_ten_times_at_once_makes_one_customer_beside_readers() -> None:
    book = FakeCustomers(Ids())
    customers: CustomerProvider = guarded(book, CustomerProvider, [CachedAnswers(60, 100)])
    start = Barrier(20)
    made: list[Customer] = []
    found: list[Customer | None] = []

    def create() -> None:
        start.wait(10)
        made.append(customers.create_from_lead(ACME, CustomerDraft(name="Ada", email="ada@example.com"), key="p/1"))
        found.append(customers.find_by_email(ACME, "ada@example.com"))

    def read() -> None:
        start.wait(10)
        customers.find_by_email(ACME, "ada@example.com")

    threads = [Thread(target=each) for each in [create, read] * 10]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert {customer.id for customer in made} == {made[0].id}
    assert found == [made[0]] * 10
