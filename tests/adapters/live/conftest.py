"""Houses with live updates on each kind of database, closed after the test with the servers they have."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from live_app import LiveApp

from crm_adapters.wiring import administrator


@pytest.fixture
def live_app_on() -> Iterator[Callable[..., LiveApp]]:
    apps: list[LiveApp] = []

    def build(url: str, **live: Any) -> LiveApp:
        app = LiveApp(url, **live)
        app.crm.initialise(administrator(app.tenant))
        apps.append(app)
        return app

    yield build
    for app in apps:
        app.close()


@pytest.fixture
def sqlite_live_app(live_app_on: Callable[..., LiveApp], migrated_file: str) -> Callable[..., LiveApp]:
    return lambda **live: live_app_on(migrated_file, **{"poll_seconds": 0.05, **live})


@pytest.fixture(scope="module")
def house_address(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


@pytest.fixture
def live_app(live_app_on: Callable[..., LiveApp], house_address: str) -> Callable[..., LiveApp]:
    """On PostgreSQL, with its own bell."""
    return lambda **live: live_app_on(house_address, **live)
