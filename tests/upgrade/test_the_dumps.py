"""What is dumped at a release: every table of today with rows in it, and a dump that loads as what it was."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from child_processes import in_a_child
from fresh_databases import FreshDatabases, SqliteDatabases
from kill_points import DEATH
from places import place_at
from releases import Release
from sql_dumps import dump, load
from sqlalchemy import select
from two_tenants import STRANGE, STRANGE_LINES, die, live

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import administrator, open_crm
from crm_core.leads import CreateLead

WITHOUT_A_VALUE = {
    "crm_integration_runs.receipt": "nobody answers the integrations of the dumps",
    "crm_integration_runs.executed_at": "the same",
    "crm_integration_runs.compensated_at": "the same",
    "crm_leads.contact_id": "no operation sets it",
}
"""Columns, each with the reason."""


def test_every_column_has_a_value_and_a_dump_loads_as_what_it_was(
    sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    with sqlite_databases.empty() as url, sqlite_databases.empty() as another:
        place, elsewhere = place_at(url, tmp_path), place_at(another, tmp_path)
        in_a_child(live, place)
        assert in_a_child(die, place).exit_code == DEATH

        assert sorted(without_a_value(url)) == sorted(WITHOUT_A_VALUE), (
            "let somebody fill in two_tenants.py what is new"
        )

        once, twice = Release(tmp_path / "once"), Release(tmp_path / "twice")
        once.keep(place)
        once.restore(elsewhere)
        twice.keep(elsewhere)
        for file in once.folder.iterdir():
            assert (twice.folder / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_dump_of_a_server_loads_as_what_it_was(request: pytest.FixtureRequest, kind: str) -> None:
    databases: FreshDatabases = request.getfixturevalue(f"{kind}_databases")
    actor = administrator("ours")
    with databases.migrated() as url, databases.empty() as another:
        with open_crm(url) as crm:
            crm.initialise(actor)
            crm.leads.capture(actor, CreateLead(name=STRANGE, notes=STRANGE_LINES, attributes={"flag": STRANGE}))
        load(dump(url), another)

        assert rows_of(another) == rows_of(url)
        with open_crm(another) as crm:
            assert crm.is_ready
            assert crm.audit.verify(actor).holds


def without_a_value(url: str) -> Iterator[str]:
    """Columns, and so every one of a table without rows."""
    for table in every_table().sorted_tables:
        rows = rows_of(url)[table.name]
        for number, column in enumerate(table.columns):
            if all(row[number] is None for row in rows):
                yield f"{table.name}.{column.name}"


def rows_of(url: str) -> Mapping[str, Sequence[Any]]:
    """By the name of the table."""
    database = Database(url)
    with database.reading(EVERY_TENANT) as connection:
        rows = {
            table.name: sorted(connection.execute(select(table)).all(), key=repr)
            for table in every_table().sorted_tables
        }
    database.close()
    return rows
