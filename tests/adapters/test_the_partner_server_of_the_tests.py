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
from client import remote_partners
from direct_writes import ChangesInRows
from partner_process import SERVER, PartnerServer
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


class TestOutsideCustomers(ChangesInRows, CustomerProviderContract):
    there = "crm_customers"

    @pytest.fixture
    def customers(self, partner_server: PartnerServer, books: Database) -> CustomerProvider:
        self.database = books
        return partner_server.partners.customers


class TestOutsideQuotations(ChangesInRows, QuotationProviderContract):
    there = "crm_quotations"

    @pytest.fixture
    def quotations(self, partner_server: PartnerServer, books: Database) -> QuotationProvider:
        self.database = books
        return partner_server.partners.quotations


class TestOutsideOrders(ChangesInRows, OrderProviderContract):
    there = "crm_orders"

    @pytest.fixture
    def quotations(self, partner_server: PartnerServer) -> QuotationProvider:
        return partner_server.partners.quotations

    @pytest.fixture
    def orders(self, partner_server: PartnerServer, books: Database) -> OrderProvider:
        self.database = books
        return partner_server.partners.orders


@pytest.fixture
def tenant(partner_server: PartnerServer) -> str:
    return partner_server.fresh_tenant()


@pytest.fixture
def books(partner_server: PartnerServer) -> Iterator[Database]:
    """The partners' own database, seen past the server."""
    database = Database(partner_server.database_url)
    yield database
    database.close()


@contextmanager
def asked_beside(partner_server: PartnerServer, books: Database, tenant: str) -> Iterator[Future[Customer]]:
    """Another thread creates a customer: as the block begins the customer exists, and nobody was answered yet."""
    partner_server.partners.faults.delay_answers(milliseconds=1_000)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(partner_server.partners.customers.create_from_lead, tenant, ADA, key="p/1")
        while not asked.done() and not in_the_books(books, tenant):
            time.sleep(0.01)
        yield asked


def in_the_books(books: Database, tenant: str) -> bool:
    with books.reading(tenant) as connection:
        return connection.execute(select(customers.c.id).where(customers.c.tenant_id == tenant)).first() is not None


def test_a_killed_server_is_unavailable_and_comes_back_with_all_it_knew(
    partner_server: PartnerServer, tenant: str
) -> None:
    partner = partner_server.partners.customers
    created = partner.create_from_lead(tenant, ADA, key="p/1")

    partner_server.kill()
    for _ in range(2):
        with pytest.raises(Unavailable, match="the partner customers did not answer"):
            partner.find_by_id(tenant, created.id)

    partner_server.start()
    assert partner.find_by_id(tenant, created.id) == created
    assert partner.create_from_lead(tenant, ADA, key="p/1") == created
    assert partner_server.partners.call_log.asked(tenant, CREATE, "p/1") == 2


def test_a_caller_whose_answer_dies_with_the_server_asks_again_and_finds_one_effect(
    partner_server: PartnerServer, books: Database, tenant: str
) -> None:
    with asked_beside(partner_server, books, tenant) as asked:
        partner_server.kill()
        with pytest.raises(Unavailable):
            asked.result()

    partner_server.start()
    created = partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    assert partner_server.partners.customers.find_by_email(tenant, "ada@example.com") == created
    assert partner_server.partners.call_log.asked(tenant, CREATE) == 2
    assert partner_server.partners.call_log.happened(tenant, CREATE) == 1


def test_a_server_that_hangs_is_unavailable_to_old_callers_and_new(partner_server: PartnerServer, tenant: str) -> None:
    old = remote_partners(partner_server.address, partner_server.authkey, IMPATIENT)
    old.customers.create_from_lead(tenant, ADA, key="p/1")
    new = remote_partners(partner_server.address, partner_server.authkey, IMPATIENT)

    partner_server.freeze()
    for partners in (old, new):
        with pytest.raises(Unavailable, match="did not answer"):
            partners.customers.find_by_email(tenant, "ada@example.com")
    partner_server.thaw()

    for partners in (old, new):
        assert partners.customers.find_by_email(tenant, "ada@example.com") is not None


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one(
    partner_server: PartnerServer, tenant: str
) -> None:
    partners = remote_partners(partner_server.address, partner_server.authkey, IMPATIENT)
    partner_server.partners.faults.delay_answers(milliseconds=300)
    with pytest.raises(Unavailable, match="did not answer"):
        partners.customers.create_from_lead(tenant, ADA, key="p/1")
    partner_server.partners.faults.calm()

    assert partners.customers.exists(tenant, "nobody") is False


def test_one_thread_waits_while_another_is_answered(
    partner_server: PartnerServer, books: Database, tenant: str
) -> None:
    with asked_beside(partner_server, books, tenant) as asked:
        assert partner_server.partners.call_log.happened(tenant, CREATE) == 1
        assert not asked.done()


def test_only_who_knows_the_key_is_let_in(partner_server: PartnerServer, tenant: str) -> None:
    stranger = remote_partners(partner_server.address, "guessed")

    with pytest.raises(AuthenticationError):
        stranger.customers.exists(tenant, "anybody")


def test_a_lost_answer_is_an_effect_that_is_asked_for_twice_and_happens_once(
    partner_server: PartnerServer, tenant: str
) -> None:
    partner_server.partners.faults.lose_answers(CREATE)
    with pytest.raises(Unavailable, match="lost on purpose"):
        partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert partner_server.partners.customers.find_by_email(tenant, "ada@example.com") is not None

    partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    call_log = partner_server.partners.call_log
    assert (call_log.asked(tenant, CREATE, "p/1"), call_log.happened(tenant, CREATE, "p/1")) == (2, 1)
    assert partner_server.partners.faults.struck(CREATE) == 1


def test_lost_calls_do_nothing_and_are_as_many_as_asked_for(partner_server: PartnerServer, tenant: str) -> None:
    partner_server.partners.faults.lose_calls(CREATE, times=2)
    for _ in range(2):
        with pytest.raises(Unavailable, match="lost on purpose"):
            partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert partner_server.partners.customers.find_by_email(tenant, "ada@example.com") is None

    partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")

    call_log = partner_server.partners.call_log
    assert (call_log.asked(tenant, CREATE), call_log.happened(tenant, CREATE)) == (3, 1)
    assert partner_server.partners.faults.struck(CREATE) == 2


def test_what_is_refused_stays_refused_until_it_is_calm(partner_server: PartnerServer, tenant: str) -> None:
    partner_server.partners.faults.refuse(CREATE)
    for _ in range(3):
        with pytest.raises(Refused, match="refuses it on purpose"):
            partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")
    assert partner_server.partners.faults.struck(CREATE) == 3
    assert partner_server.partners.customers.find_by_email(tenant, "ada@example.com") is None

    partner_server.partners.faults.calm()

    assert partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1").name == ADA.name
    assert partner_server.partners.faults.struck(CREATE) == 0


def test_every_answer_can_be_delayed(partner_server: PartnerServer, tenant: str) -> None:
    partner_server.partners.faults.delay_answers(milliseconds=150)

    requested_at = time.monotonic()
    partner_server.partners.customers.exists(tenant, "nobody")

    assert time.monotonic() - requested_at >= 0.15


def test_trouble_for_a_method_nobody_has_is_refused(partner_server: PartnerServer) -> None:
    with pytest.raises(Invalid, match="method: no partner has 'create_from_lead'"):
        partner_server.partners.faults.refuse("create_from_lead")


def test_the_ledger_tells_each_call_for_an_effect_with_its_outcome(partner_server: PartnerServer, tenant: str) -> None:
    partner = partner_server.partners.customers
    created = partner.create_from_lead(tenant, ADA, key="p/1")
    with pytest.raises(Conflict, match="already has this e-mail address"):
        partner.create_from_lead(tenant, ADA, key="p/2")
    partner.find_by_id(tenant, created.id)
    partner.link_to_opportunity(tenant, created.id, "deal-1")

    calls = [
        (call.method, call.key, call.outcome, call.effect) for call in partner_server.partners.call_log.calls(tenant)
    ]

    assert [(method, key, outcome) for method, key, outcome, _ in calls] == [
        (CREATE, "p/1", "answered"),
        (CREATE, "p/2", "EmailTaken"),
        ("customers.link_to_opportunity", None, "answered"),
    ]
    assert (calls[0][3], calls[2][3]) == (created.id, f"{created.id}/deal-1")
    assert partner_server.partners.call_log.calls(partner_server.fresh_tenant()) == []


@pytest.fixture
def books_elsewhere(database: Database, migrated_url: str) -> Iterator[str]:
    """A database of each kind in turn, without the ledger afterwards."""
    yield migrated_url
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS outside_calls"))


def test_the_partners_keep_their_books_on_every_database(books_elsewhere: str) -> None:
    with PartnerServer(books_elsewhere) as partner_server:
        tenant = partner_server.fresh_tenant()
        partner_server.partners.faults.lose_answers(CREATE)
        with pytest.raises(Unavailable):
            partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")
        partner_server.kill()
        partner_server.start()
        partner_server.partners.customers.create_from_lead(tenant, ADA, key="p/1")

        assert partner_server.partners.call_log.asked(tenant, CREATE) == 2
        assert partner_server.partners.call_log.happened(tenant, CREATE) == 1


def test_the_program_says_its_port_and_ends_when_asked_to(tmp_path: Path) -> None:
    words = ["--database", f"sqlite:///{tmp_path / 'outside.db'}", "--port", "0", "--authkey", "secret"]
    with subprocess.Popen([sys.executable, SERVER, *words], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        output = program.stdout.readline()
        program.terminate()

        assert output.startswith('{"port": ')
        assert program.wait(10) == 0


def test_a_server_that_cannot_start_says_so() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        PartnerServer("oracle://somewhere")
