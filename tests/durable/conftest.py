"""Stages for the rehearsals, on SQLite and on PostgreSQL, with partners elsewhere and built in."""

from collections.abc import Callable, Iterator

import pytest
from fresh_databases import SqliteDatabases
from outside import Outside
from rehearsals import REHEARSALS
from stage import Stage
from theatre import Theatre
from thoroughness import IN_FULL

FIRST = {rehearsal.recipe: rehearsal for rehearsal in reversed(REHEARSALS)}
"""Of each recipe, the rehearsal with the most steps."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A server repeats what SQLite has rehearsed: deaths in one shape a recipe are enough, unless asked in full."""
    repeated = set() if IN_FULL else {item for item in items if _repeats(item)}
    config.hook.pytest_deselected(items=list(repeated))
    items[:] = [item for item in items if item not in repeated]


def _repeats(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    place, rehearsal = (item.callspec.params.get(name) for name in ("place", "rehearsal"))
    loses_answers = item.path.stem == "test_losing_answers"  # on the way to partners, whatever the database is
    return place == "postgresql" and rehearsal is not None and (loses_answers or rehearsal not in FIRST.values())


@pytest.fixture(scope="module")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> tuple[str, str]:
    """Where the database is, and where the processes are kept."""
    folder = tmp_path_factory.mktemp("durable")
    return sqlite_databases.copied_to(folder / "crm.db"), f"sqlite:///{folder}/processes.db"


@pytest.fixture(scope="module")
def postgresql_place(migrated_postgres: Callable[[], str]) -> tuple[str, str]:
    url = migrated_postgres()
    return url, url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The same on each in turn."""
    place: tuple[str, str] = request.getfixturevalue(f"{request.param}_place")
    return place


@pytest.fixture(scope="module")
def far_stage(place: tuple[str, str], outside_process: Outside) -> Stage:
    """With partners in a process of their own: each step is recorded."""
    return Stage(*place, (outside_process.address, outside_process.authkey))


@pytest.fixture(scope="module")
def near_stage(place: tuple[str, str]) -> Stage:
    """With built-in partners: a recipe is one commit."""
    return Stage(*place, None)


@pytest.fixture
def far(far_stage: Stage, outside: Outside) -> Iterator[Theatre]:
    theatre = Theatre(far_stage, outside)
    yield theatre
    theatre.close()


@pytest.fixture
def far_on_sqlite(sqlite_place: tuple[str, str], outside: Outside) -> Iterator[Theatre]:
    """What is stored is the same on every database, so one is enough to look at it."""
    theatre = Theatre(Stage(*sqlite_place, (outside.address, outside.authkey)), outside)
    yield theatre
    theatre.close()


@pytest.fixture
def near(near_stage: Stage, outside: Outside) -> Iterator[Theatre]:
    theatre = Theatre(near_stage, outside)
    yield theatre
    theatre.close()
