"""A partner that does not answer is left alone for a while."""

from threading import Event, Thread

import pytest

from crm_adapters.guards import CircuitBreaker, PartnerLeftAlone, RateLimit, TooManyCalls, guarded
from crm_core.errors import Unavailable
from crm_core.testing import Ids
from crm_operations.providers import Customer, CustomerDraft, CustomerNotFound, CustomerProvider, CustomerUpdate
from crm_operations.testing import FakeCustomers

ACME, GLOBEX = "acme", "globex"
DOWN = Unavailable("the party master is down")
SECONDS = 30.0
"""How long a breaker stays open."""


class Clock:
    """The time as the breaker sees it."""

    now = 1_000.0

    def time(self) -> float:
        return self.now

    def wait(self) -> None:
        self.now += SECONDS + 0.1


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("crm_adapters.guards.circuit_breaker", "purgatory.domain.model"):
        monkeypatch.setattr(f"{module}.time", clock)
    return clock


@pytest.fixture
def book() -> FakeCustomers:
    return FakeCustomers(Ids())


def behind_a_breaker(book: FakeCustomers, *, failures: int = 3) -> CustomerProvider:
    return guarded(book, CustomerProvider, [CircuitBreaker("customers", failures, SECONDS)])


def ask(customers: CustomerProvider, times: int = 1, tenant: str = ACME) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable, match="the party master is down"):
            customers.exists(tenant, "ada")


def test_after_so_many_failures_in_a_row_nobody_asks_any_more(book: FakeCustomers) -> None:
    customers = behind_a_breaker(book)
    book.fail("exists", DOWN, times=None)
    ask(customers, 3)

    with pytest.raises(PartnerLeftAlone, match="customers did not answer repeatedly") as refusal:
        customers.find_by_id(GLOBEX, "eve")

    assert len(book.asked) == 3
    assert refusal.value.retry_after_seconds == SECONDS


def test_an_answer_in_between_starts_the_count_anew(book: FakeCustomers) -> None:
    customers = behind_a_breaker(book)
    for _ in range(3):
        book.fail("exists", DOWN, times=2)
        ask(customers, 2)
        customers.exists(ACME, "ada")

    assert len(book.asked) == 9


def test_a_refusal_is_an_answer(book: FakeCustomers) -> None:
    customers = behind_a_breaker(book, failures=1)

    for _ in range(3):
        with pytest.raises(CustomerNotFound):
            customers.update(ACME, "nobody", CustomerUpdate(name="x"))

    assert len(book.asked) == 3


def test_once_the_partner_is_back_all_may_ask(book: FakeCustomers, clock: Clock) -> None:
    customers = behind_a_breaker(book, failures=2)
    book.fail("exists", DOWN, times=2)
    ask(customers, 2)
    clock.wait()

    assert customers.exists(ACME, "ada") is False
    book.fail("exists", DOWN)
    ask(customers)
    assert customers.exists(ACME, "ada") is False, "the count began anew"


def test_a_try_that_fails_leaves_it_alone_for_as_long_again(book: FakeCustomers, clock: Clock) -> None:
    customers = behind_a_breaker(book, failures=2)
    book.fail("exists", DOWN, times=3)
    ask(customers, 2)
    clock.wait()

    ask(customers)

    assert refuses(customers)
    clock.wait()
    assert not refuses(customers)


class AnswersWhenTold(FakeCustomers):
    def __init__(self) -> None:
        super().__init__(Ids())
        self.is_asked, self.may_answer = Event(), Event()

    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        self.is_asked.set()
        self.may_answer.wait(10)
        return super().find_by_email(tenant_id, email)


def test_calls_do_not_wait_for_each_other() -> None:
    book = AnswersWhenTold()
    customers = behind_a_breaker(book)
    slow = Thread(target=customers.find_by_email, args=(ACME, "ada@example.com"))
    slow.start()
    assert book.is_asked.wait(10)

    assert customers.exists(ACME, "ada") is False

    book.may_answer.set()
    slow.join(10)


def test_while_one_tries_the_others_are_refused(clock: Clock) -> None:
    book = AnswersWhenTold()
    customers = behind_a_breaker(book, failures=1)
    book.fail("exists", DOWN)
    ask(customers)
    clock.wait()
    tries = Thread(target=customers.find_by_email, args=(ACME, "ada@example.com"))
    tries.start()
    assert book.is_asked.wait(10)

    assert refuses(customers)

    book.may_answer.set()
    tries.join(10)
    assert not refuses(customers)


def test_a_call_that_got_no_turn_says_nothing_about_the_partner(book: FakeCustomers) -> None:
    breaker = CircuitBreaker("customers", failures=1, seconds=SECONDS)
    turns = RateLimit("customers", per_second=0.001, burst=1, wait_seconds=0)
    customers: CustomerProvider = guarded(book, CustomerProvider, [breaker, turns])
    customers.exists(ACME, "ada")

    for _ in range(3):
        with pytest.raises(TooManyCalls):
            customers.exists(ACME, "ada")


def test_a_lost_answer_is_found_again_once_the_partner_is_back(book: FakeCustomers, clock: Clock) -> None:
    customers = behind_a_breaker(book, failures=1)
    book.fail("create_from_lead", DOWN, after=True)
    draft = CustomerDraft(name="Ada", email="ada@example.com")
    with pytest.raises(Unavailable):
        customers.create_from_lead(ACME, draft, key="p/1")
    clock.wait()

    assert customers.create_from_lead(ACME, draft, key="p/1") == book.find_by_email(ACME, "ada@example.com")


def refuses(customers: CustomerProvider) -> bool:
    try:
        customers.exists(ACME, "ada")
    except PartnerLeftAlone:
        return True
    return False
