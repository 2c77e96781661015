"""The partner systems in a process of their own keep their promises, through the wire and through every trouble."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import AuthenticationError
from pathlib import Path

import pytest
from client import outside_partners
from outside import SERVER, Outside
from past_the_adapter import ThereInRows
from sqlalchemy import select, text

from crm_adapters.embedded.tables import customers
from crm_adapters.storage import Database
from crm_core.errors import Conflict, Invalid, Refused, Unavailable
from crm_operations.providers import (
    Customer,
    CustomerDraft,
    CustomerProvider,
    OrderProvider,
    QuotationProvider,
)
from crm_operations.testing.contracts import (
    CustomerProviderContract,
    OrderProviderContract,
    QuotationProviderContract,
)

ADA = CustomerDraft(name="Analytical Engines", email="ada@example.com")
CREATE = "customers.create_from_lead"
IMPATIENT = 0.2


class TestOutsideCustomers(ThereInRows, CustomerProviderContract):
    there = "crm_customers"

    @pytest.fixture
    def customers(self, outside: Outside, books: Database) -> CustomerProvider:
        self.database = books
        return outside.partners.customers


class TestOutsideQuotations(ThereInRows, QuotationProviderContract):
    there = "crm_quotations"

    @pytest.fixture
    def quotations(self, outside: Outside, books: Database) -> QuotationProvider:
        self.database = books
        return outside.partners.quotations


class TestOutsideOrders(ThereInRows, OrderProviderContract):
    there = "crm_orders"

    @pytest.fixture
    def quotations(self, outside: Outside) -> QuotationProvider:
        return outside.partners.quotations

    @pytest.fixture
    def orders(self, outside: Outside, books: Database) -> OrderProvider:
        self.database = books
        return outside.partners.orders


@pytest.fixture
def tenant(outside: Outside) -> str:
    return outside.fresh_tenant()


@pytest.fixture
def books(outside: Outside) -> Iterator[Database]:
    """The partners' own database, seen past the server."""
    database = Database(outside.database_url)
    yield database
    database.close()


@contextmanager
def asked_beside(outside: Outside, books: Database, tenant: str) -> Iterator[Future[Customer]]:
    """Another thread creates a customer: as the block begins the customer exists, and nobody was answered yet."""
    outside.partners.trouble.delay_answers(milliseconds=1_000)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(outside.partners.customers.create_from_lead, tenant, ADA, key="p/1")
        while not asked.done() and not in_the_books(books, tenant):
            time.sleep(0.01)
        yield asked


def in_the_books(books: Database, tenant: str) -> bool:
    with books.reading(tenant) as connection:
        return connection.execute(select(customers.c.id).where(customers.c.tenant_id == tenant)).first() is not None


def test_a_killed_server_is_unavailable_and_comes_back_with_all_it_knew(outside: Outside, tenant: str) -> None:
    partner = outside.partners.customers
    made = partner.create_from_lead(tenant, ADA, key="p/1")

    outside.kill()
    for _ in range(2):
        with pytest.raises(Unavailable, match="the partner customers did not answer"):
            partner.find_by_id(tenant, made.id)

    outside.start()
    assert partner.find_by_id(tenant, made.id) == made
    assert partner.create_from_lead(tenant, ADA, key="p/1") == made
    assert outside.partners.ledger.asked(tenant, CREATE, "p/1") == 2


def test_a_caller_whose_answer_dies_with_the_server_asks_again_and_finds_one_effect(
    outside: Outside, books: Database, tenant: str
) -> None:
    with asked_beside(outside, books, tenant) as asked:
        outside.kill()
        with pytest.raises(Unavailable):
            asked.result()

    outside.start()
    made = outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    assert outside.partners.customers.find_by_email(tenant, "ada@example.com") == made
    assert outside.partners.ledger.asked(tenant, CREATE) == 2
    assert outside.partners.ledger.happened(tenant, CREATE) == 1


def test_a_server_that_hangs_is_unavailable_to_old_callers_and_new(outside: Outside, tenant: str) -> None:
    old = outside_partners(outside.address, outside.authkey, IMPATIENT)
    old.customers.create_from_lead(tenant, ADA, key="p/1")
    new = outside_partners(outside.address, outside.authkey, IMPATIENT)

    outside.freeze()
    for partners in (old, new):
        with pytest.raises(Unavailable, match="did not answer"):
            partners.customers.find_by_email(tenant, "ada@example.com")
    outside.thaw()

    for partners in (old, new):
        assert partners.customers.find_by_email(tenant, "ada@example.com") is not None


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one(outside: Outside, tenant: str) -> None:
    partners = outside_partners(outside.address, outside.authkey, IMPATIENT)
    outside.partners.trouble.delay_answers(milliseconds=300)
    with pytest.raises(Unavailable, match="did not answer"):
        partners.customers.create_from_lead(tenant, ADA, key="p/1")
    outside.partners.trouble.calm()

    assert partners.customers.exists(tenant, "nobody") is False


def test_one_thread_waits_while_another_is_answered(outside: Outside, books: Database, tenant: str) -> None:
    with asked_beside(outside, books, tenant) as asked:
        assert outside.partners.ledger.happened(tenant, CREATE) == 1
        assert not asked.done()


def test_only_who_knows_the_key_is_let_in(outside: Outside, tenant: str) -> None:
    stranger = outside_partners(outside.address, "guessed")

    with pytest.raises(AuthenticationError):
        stranger.customers.exists(tenant, "anybody")


def test_a_lost_answer_is_an_effect_that_is_asked_for_twice_and_happens_once(outside: Outside, tenant: str) -> None:
    outside.partners.trouble.lose_answers(CREATE)
    with pytest.raises(Unavailable, match="lost on purpose"):
        outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert outside.partners.customers.find_by_email(tenant, "ada@example.com") is not None

    outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    ledger = outside.partners.ledger
    assert (ledger.asked(tenant, CREATE, "p/1"), ledger.happened(tenant, CREATE, "p/1")) == (2, 1)
    assert outside.partners.trouble.struck(CREATE) == 1


def test_lost_calls_do_nothing_and_are_as_many_as_asked_for(outside: Outside, tenant: str) -> None:
    outside.partners.trouble.lose_calls(CREATE, times=2)
    for _ in range(2):
        with pytest.raises(Unavailable, match="lost on purpose"):
            outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert outside.partners.customers.find_by_email(tenant, "ada@example.com") is None

    outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    ledger = outside.partners.ledger
    assert (ledger.asked(tenant, CREATE), ledger.happened(tenant, CREATE)) == (3, 1)
    assert outside.partners.trouble.struck(CREATE) == 2


def test_what_is_refused_stays_refused_until_it_is_calm(outside: Outside, tenant: str) -> None:
    outside.partners.trouble.refuse(CREATE)
    for _ in range(3):
        with pytest.raises(Refused, match="refuses it on purpose"):
            outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert outside.partners.trouble.struck(CREATE) == 3
    assert outside.partners.customers.find_by_email(tenant, "ada@example.com") is None

    outside.partners.trouble.calm()

    assert outside.partners.customers.create_from_lead(tenant, ADA, key="p/1").name == ADA.name
    assert outside.partners.trouble.struck(CREATE) == 0


def test_every_answer_can_be_delayed(outside: Outside, tenant: str) -> None:
    outside.partners.trouble.delay_answers(milliseconds=150)

    asked_at = time.monotonic()
    outside.partners.customers.exists(tenant, "nobody")

    assert time.monotonic() - asked_at >= 0.15


def test_trouble_for_a_method_nobody_has_is_refused(outside: Outside) -> None:
    with pytest.raises(Invalid, match="method: no partner has 'create_from_lead'"):
        outside.partners.trouble.refuse("create_from_lead")


def test_the_ledger_tells_each_call_for_an_effect_with_its_outcome(outside: Outside, tenant: str) -> None:
    partner = outside.partners.customers
    made = partner.create_from_lead(tenant, ADA, key="p/1")
    with pytest.raises(Conflict, match="already has this e-mail address"):
        partner.create_from_lead(tenant, ADA, key="p/2")
    partner.find_by_id(tenant, made.id)
    partner.link_to_opportunity(tenant, made.id, "deal-1")

    told = [(call.method, call.key, call.outcome, call.effect) for call in outside.partners.ledger.calls(tenant)]

    assert [(method, key, outcome) for method, key, outcome, _ in told] == [
        (CREATE, "p/1", "answered"),
        (CREATE, "p/2", "EmailTaken"),
        ("customers.link_to_opportunity", None, "answered"),
    ]
    assert (told[0][3], told[2][3]) == (made.id, f"{made.id}/deal-1")
    assert outside.partners.ledger.calls(outside.fresh_tenant()) == []


@pytest.fixture
def books_elsewhere(database: Database, migrated_url: str) -> Iterator[str]:
    """A database of each kind in turn, without the ledger afterwards."""
    yield migrated_url
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS outside_calls"))


def test_the_partners_keep_their_books_on_every_database(books_elsewhere: str) -> None:
    with Outside(books_elsewhere) as outside:
        tenant = outside.fresh_tenant()
        outside.partners.trouble.lose_answers(CREATE)
        with pytest.raises(Unavailable):
            outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")
        outside.kill()
        outside.start()
        outside.partners.customers.create_from_lead(tenant, ADA, key="p/1")

        assert outside.partners.ledger.asked(tenant, CREATE) == 2
        assert outside.partners.ledger.happened(tenant, CREATE) == 1


def test_the_program_says_its_port_and_ends_when_asked_to(tmp_path: Path) -> None:
    words = ["--database", f"sqlite:///{tmp_path / 'outside.db'}", "--port", "0", "--authkey", "secret"]
    with subprocess.Popen([sys.executable, SERVER, *words], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        program.terminate()

        assert said.startswith('{"port": ')
        assert program.wait(10) == 0


def test_a_server_that_cannot_start_says_so() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        Outside("oracle://somewhere")
