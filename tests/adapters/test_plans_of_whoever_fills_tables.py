"""Whoever fills tables has each statement planned for the tables as they are; nobody else pays for it."""

import pytest
from sqlalchemy import text

from crm_adapters.storage import Database
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
