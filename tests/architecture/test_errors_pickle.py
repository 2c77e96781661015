"""Every error survives pickling, since a durable runner hands errors from one process to another."""

import importlib
import pickle
import pkgutil
from collections.abc import Iterator

import pytest

from crm_core.errors import CrmError


def every_error() -> list[type[CrmError]]:
    for package in ("crm_core", "crm_operations", "crm_adapters"):
        for name in modules_below(package):
            importlib.import_module(name)
    ours = {error for error in below(CrmError) if error.__module__.startswith("crm_")}
    return sorted(ours, key=lambda error: (error.__module__, error.__qualname__))


def modules_below(package: str) -> Iterator[str]:
    # Alembic runs the migrations and python -m runs __main__; neither can be merely imported.
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if ".migrations" not in found.name and not found.name.endswith(".__main__"):
            yield found.name


def below(error: type[CrmError]) -> Iterator[type[CrmError]]:
    """The class itself and every class under it."""
    yield error
    for child in error.__subclasses__():
        yield from below(child)


@pytest.mark.parametrize("error", every_error(), ids=lambda error: f"{error.__module__}.{error.__qualname__}")
def test_an_error_is_the_same_after_pickling(error: type[CrmError]) -> None:
    raised = error("{count} things went wrong with {name}", {"count": 3, "name": "LEAD-2026-0001"})

    travelled = pickle.loads(pickle.dumps(raised))

    assert type(travelled) is error
    assert str(travelled) == str(raised) == "3 things went wrong with LEAD-2026-0001"
    assert travelled.facts == raised.facts
    assert travelled.kind == raised.kind
