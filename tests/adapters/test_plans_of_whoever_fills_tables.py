"""Plans of statements are for the tables as they are, not as they were when empty."""

import pytest
from sqlalchemy import text

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import CrmSettings, open_for_replay
from crm_core.testing import START


def planned(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.execute(text("SHOW plan_cache_mode")).scalar_one())


@pytest.fixture
def postgres_url(database: Database) -> str:
    if database.kind != "postgresql":
        pytest.skip("plans are kept on PostgreSQL alone")
    return database.url.render_as_string(hide_password=False)


def test_a_replay_has_each_statement_planned_anew(postgres_url: str) -> None:
    with open_for_replay(CrmSettings(database_url=postgres_url), VirtualClock(START)) as crm:
        assert planned(crm.database) == "force_custom_plan"


def test_nobody_else_pays_for_it(database: Database, postgres_url: str) -> None:
    assert planned(database) == "auto"


def test_no_plan_is_compiled(database: Database, postgres_url: str) -> None:
    with database.engine.connect() as connection:
        assert connection.execute(text("SHOW jit")).scalar_one() == "off"


def test_a_plan_for_a_small_table_is_given_up_when_it_has_grown(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.writing(EVERY_TENANT) as connection:
        connection.exec_driver_sql("CREATE TABLE growing (id text PRIMARY KEY) WITH (autovacuum_enabled = false)")
        connection.exec_driver_sql("INSERT INTO growing VALUES ('1')")
        connection.exec_driver_sql("ANALYZE growing")

    def rows_read_so_far() -> int:
        with database.reading(EVERY_TENANT) as connection:
            connection.exec_driver_sql("SELECT id FROM growing WHERE id = %(id)s", {"id": "1"}).all()
            return int(connection.exec_driver_sql(READ_IN_SEQUENCE).scalar_one())

    # The driver prepares what it is asked again, and then the server keeps the plan.
    *_, before = (rows_read_so_far() for _ in range(20))
    with database.writing(EVERY_TENANT) as connection:
        connection.exec_driver_sql("INSERT INTO growing SELECT i::text FROM generate_series(2, 10000) AS i")

    assert rows_read_so_far() - before >= 10_000, "it is still the plan of before"
    *_, before, last = (rows_read_so_far() for _ in range(128))
    assert last == before
    database.close()


READ_IN_SEQUENCE = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'growing'"
