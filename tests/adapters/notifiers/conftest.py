"""A CRM on each kind of database in turn, with people in it and a letterbox for a channel."""

from collections.abc import Iterator

import pytest
from recording_channel import RecordingChannel

from crm_adapters.identifiers import new_id
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.testing import VirtualClock
from crm_operations.providers import Person


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def email() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def push() -> RecordingChannel:
    return RecordingChannel("push")


@pytest.fixture
def boss() -> Actor:
    return administrator(new_id(), "root")


@pytest.fixture
def tenant(boss: Actor) -> str:
    return boss.tenant_id


@pytest.fixture
def crm(
    migrated_url: str, clock: VirtualClock, email: RecordingChannel, push: RecordingChannel, boss: Actor
) -> Iterator[Crm]:
    """Ada and Grace are managers, Grace lives in Berlin; Root is the administrator."""
    with open_crm(migrated_url, clock=clock, channels={"email": email, "push": push}) as opened:
        people = (
            Person(id="ada", name="Ada", roles=frozenset({Role.MANAGER})),
            Person(id="grace", name="Grace", roles=frozenset({Role.MANAGER}), timezone="Europe/Berlin"),
            Person(id="root", name="Root", roles=frozenset({Role.ADMIN})),
        )
        for person in people:
            opened.people.add(boss.tenant_id, person)
        yield opened
