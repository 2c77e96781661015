"""What the suites of all stores share: whose stores are tried, and for which tenants."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import pytest

from crm_core.actor import Actor, Role
from crm_core.all_stores import Stores
from crm_core.testing.expectations import tenant_named_after


class OpensStores(Protocol):
    """Leaving the block commits; an exception rolls everything back."""

    def reading(self, actor: Actor) -> AbstractContextManager[Stores]: ...

    def writing(self, actor: Actor) -> AbstractContextManager[Stores]: ...


class StoreContract:
    """A subclass overrides ``records``. Every test has two tenants of its own, so all can share one database."""

    @pytest.fixture
    def records(self) -> OpensStores:
        """The stores under test."""
        raise NotImplementedError("override the fixture `records` and return what opens your stores")

    @pytest.fixture
    def actor(self, request: pytest.FixtureRequest) -> Actor:
        return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Actor:
        """Somebody of another tenant."""
        name = tenant_named_after(f"another {request.node.nodeid}")
        return Actor(tenant_id=name, user_id="eve", roles=frozenset(Role))


class _Undone(Exception):
    """Raised to leave a unit of work by rolling it back."""


@contextmanager
def rolled_back(records: OpensStores, actor: Actor) -> Iterator[Stores]:
    """A unit of work that is rolled back at its end."""
    try:
        with records.writing(actor) as work:
            yield work
            raise _Undone
    except _Undone:
        return
