"""Whoever logs in to PostgreSQL works as the tenant's role and leaves no trace of it, or is told what is missing."""

from collections.abc import Callable, Iterator

import pytest
from pytest_mock import MockerFixture
from sqlalchemy import Connection, create_engine, make_url, text

from crm_adapters.storage import EVERY_TENANT, Database, DatabaseNotReady, DatabaseUnavailable, Tenant
from crm_adapters.storage.kernel import errors, tenants
from crm_adapters.wiring import administrator, open_crm
from crm_core.leads import CreateLead
from crm_operations.deal_closing import CloseAsWon, Closing
from crm_operations.lead_conversion import Conversion, ConvertLead

WHO = """
SELECT current_user = session_user, coalesce(current_setting('crm.tenant', true), ''), current_setting('row_security'),
    current_setting('transaction_read_only'), current_setting('transaction_isolation')
"""
NOBODY_IN_PARTICULAR = (True, "", "on", "off", "read committed")

New = Callable[..., str]


@pytest.fixture(scope="module")
def owners_url(new_postgres: New) -> str:
    """A database with our tables, which its owner set up."""
    url = new_postgres()
    with open_crm(url) as crm:
        crm.initialise(administrator("ours"))
    return url


@pytest.fixture
def database(owners_url: str) -> Iterator[Database]:
    """With one connection, so that each transaction gets what the one before it handed back."""
    database = Database(owners_url)
    database.engine = create_engine(database.url, pool_size=1, max_overflow=0)
    yield database
    database.close()


def url_of(login: str, owners_url: str) -> str:
    return make_url(owners_url).set(username=login, password="secret").render_as_string(hide_password=False)


def who(connection: Connection) -> tuple[object, ...]:
    return tuple(connection.execute(text(WHO)).one())


def pid(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def bare(database: Database) -> tuple[int, tuple[object, ...]]:
    """Which connection the pool has, and as whom it would work now."""
    with database.engine.connect() as connection:
        return pid(connection), who(connection)


@pytest.mark.requirement("PLAN-029")
def test_a_transaction_works_as_the_tenants_role_and_the_connection_goes_back_without_it(database: Database) -> None:
    connection_of_the_pool, _ = bare(database)

    with database.writing("ours") as connection:
        assert who(connection) == (False, "ours", "on", "off", "read committed")
    with database.reading("ours") as connection:
        assert who(connection) == (False, "ours", "on", "on", "repeatable read")
    with database.local_transaction("ours"), database.writing("ours") as joined, database.reading("ours") as again:
        assert who(joined) == who(again) == (False, "ours", "on", "off", "read committed")
        with joined.begin_nested() as savepoint:
            savepoint.rollback()
        assert who(joined) == (False, "ours", "on", "off", "read committed")
    with database.reading(EVERY_TENANT) as connection:
        assert who(connection) == (True, "", "off", "on", "repeatable read")

    assert bare(database) == (connection_of_the_pool, NOBODY_IN_PARTICULAR)


def fail_in_python(connection: Connection) -> None:
    raise DatabaseUnavailable.because_every_connection_is_in_use()


def be_cancelled(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 20"))
    connection.execute(text("SELECT pg_sleep(30)"))


def be_killed(connection: Connection) -> None:
    server = create_engine(connection.engine.url)
    with server.begin() as another:
        another.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid(connection)})
    server.dispose()
    pid(connection)


def be_refused(connection: Connection) -> None:
    connection.execute(text("SELECT * FROM pg_authid"))


@pytest.mark.requirement("PLAN-029")
@pytest.mark.parametrize("verb", ["writing", "reading"])
@pytest.mark.parametrize("end", [fail_in_python, be_cancelled, be_refused])
def test_after_an_error_the_connection_goes_back_without_role_and_tenant(
    database: Database, verb: str, end: Callable[[Connection], None]
) -> None:
    connection_of_the_pool, _ = bare(database)

    with pytest.raises((DatabaseUnavailable, DatabaseNotReady)), getattr(database, verb)("ours") as connection:
        end(connection)

    assert bare(database) == (connection_of_the_pool, NOBODY_IN_PARTICULAR)


def test_after_a_killed_connection_the_next_one_carries_neither(database: Database) -> None:
    connection_of_the_pool, _ = bare(database)

    with pytest.raises(DatabaseUnavailable), database.writing("ours") as connection:
        be_killed(connection)

    now, works_as = bare(database)
    assert now != connection_of_the_pool
    assert works_as == NOBODY_IN_PARTICULAR


@pytest.mark.requirement("PLAN-029")
def test_a_login_that_is_only_a_member_takes_a_lead_to_a_won_deal(owners_url: str, new_role: New) -> None:
    login = new_role("LOGIN IN ROLE crm_tenant")
    me = administrator("ours")

    with open_crm(url_of(login, owners_url)) as crm:
        assert crm.is_ready
        crm.initialise(me)
        lead = crm.leads.capture(me, CreateLead(name="Ada", estimated_value_minor=100, currency_code="EUR")).lead
        converted = crm.conversion.convert_lead(me, ConvertLead(lead_id=lead.id, override_reason="test"))
        assert isinstance(converted, Conversion)
        crm.deals.advance_to_stage(me, converted.opportunity_id, "negotiation")
        closing = crm.closing.close_as_won(me, CloseAsWon(opportunity_id=converted.opportunity_id))
        assert isinstance(closing, Closing)
        assert crm.audit.verify(me).holds
        assert crm.customers.find_by_id("theirs", converted.customer_id) is None


def test_a_login_that_is_only_a_member_is_told_that_it_cannot_work_for_every_tenant(
    owners_url: str, new_role: New
) -> None:
    login = new_role("LOGIN IN ROLE crm_tenant")

    with open_crm(url_of(login, owners_url)) as crm, pytest.raises(DatabaseNotReady, match="member with BYPASSRLS"):
        crm.relay.run_once()


def test_a_member_with_bypassrls_works_for_every_tenant_and_for_each(owners_url: str, new_role: New) -> None:
    login = new_role("LOGIN BYPASSRLS IN ROLE crm_tenant")
    with open_crm(owners_url) as crm:
        crm.leads.capture(administrator("ours"), CreateLead(name="Ada"))

    with open_crm(url_of(login, owners_url)) as crm:
        assert crm.relay.run_until_empty().delivered > 0
        with crm.database.reading("theirs") as connection:
            assert connection.execute(text("SELECT count(*) FROM crm_leads")).scalar_one() == 0


@pytest.mark.parametrize("tenant", ["ours", EVERY_TENANT])
def test_a_login_with_no_rights_is_told_which_it_takes(owners_url: str, new_role: New, tenant: Tenant) -> None:
    database = Database(url_of(new_role("LOGIN"), owners_url))

    with pytest.raises(DatabaseNotReady, match="takes a member of crm_tenant"), database.reading(tenant) as connection:
        connection.execute(text("SELECT * FROM crm_leads"))
    database.close()


def test_a_server_that_lost_the_role_is_told_from_a_lack_of_rights(database: Database, mocker: MockerFixture) -> None:
    for module in (tenants, errors):
        mocker.patch.object(module, "TENANT_ROLE", "crm_nobody")

    with pytest.raises(DatabaseNotReady, match="has no role crm_nobody"), database.reading("ours"):
        pytest.fail("it began")
