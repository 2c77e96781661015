"""Houses with live updates on each kind of database, closed after the test with the servers they have."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from live_house import House

from crm_adapters.wiring import administrator


@pytest.fixture
def house_on() -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def build(url: str, **live: Any) -> House:
        house = House(url, **live)
        house.crm.initialise(administrator(house.tenant))
        houses.append(house)
        return house

    yield build
    for house in houses:
        house.close()


@pytest.fixture
def sqlite_house(house_on: Callable[..., House], migrated_file: str) -> Callable[..., House]:
    return lambda **live: house_on(migrated_file, **{"poll_seconds": 0.05, **live})


@pytest.fixture(scope="module")
def house_address(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


@pytest.fixture
def house(house_on: Callable[..., House], house_address: str) -> Callable[..., House]:
    """On PostgreSQL, with its own bell."""
    return lambda **live: house_on(house_address, **live)
