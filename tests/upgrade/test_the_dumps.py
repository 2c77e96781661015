"""What is dumped at a release: every table of today with rows in it, and a dump that loads as what it was."""

from pathlib import Path

from child_processes import in_a_child
from fresh_databases import SqliteDatabases
from kill_points import DEATH
from places import Place, place_at
from releases import Release
from sqlalchemy import create_engine, select
from two_tenants import die, live

from crm_adapters.storage.kernel.schema import every_table


def test_every_table_has_rows_and_a_dump_loads_as_what_it_was(
    sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    with sqlite_databases.empty() as url:
        place = place_at(url, tmp_path)
        in_a_child(live, place)
        assert in_a_child(die, place).exit_code == DEATH

        assert empty_tables(place) == [], "let somebody fill them in tests/upgrade/two_tenants.py"

        with sqlite_databases.empty() as another:
            once, twice = Release(tmp_path / "once"), Release(tmp_path / "twice")
            once.keep(place)
            once.restore(elsewhere := place_at(another, tmp_path))
            twice.keep(elsewhere)
            for file in once.folder.iterdir():
                assert (twice.folder / file.name).read_bytes() == file.read_bytes()


def empty_tables(place: Place) -> list[str]:
    engine = create_engine(place.database)
    with engine.connect() as connection:
        empty = [each.name for each in every_table().sorted_tables if connection.execute(select(each)).first() is None]
    engine.dispose()
    return empty
