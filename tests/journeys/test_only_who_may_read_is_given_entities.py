"""Whoever may not read leads and deals gets none from any door, also not as the answer to something they may do."""

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from coordinator_operations import operations_of

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor, NotPermitted, Permission, Role
from crm_core.entities import Entity
from crm_core.events import event_named, event_names
from crm_core.identity import EntityKind
from crm_core.values import Value
from crm_operations.live_updates import Subscription

READING = (Permission.LEAD_READ, Permission.DEAL_READ)
BLIND = [
    roles
    for roles in (frozenset[Role](), *(frozenset({role}) for role in Role))
    if not all(Actor(tenant_id="ours", user_id="someone", roles=roles).may(permission) for permission in READING)
]


@pytest.fixture
def crm(migrated_file: str) -> Iterator[Crm]:
    with open_crm(migrated_file) as opened:
        opened.initialise(administrator("ours"))
        yield opened


def coordinators(crm: Crm) -> dict[str, Any]:
    """The methods of every coordinator that answer something with an entity in it."""
    found = {}
    for name, coordinator in crm.parts().items():
        if not type(coordinator).__module__.startswith("crm_operations."):
            continue
        for method, function in inspect.getmembers(type(coordinator), inspect.isfunction):
            answer = None if method.startswith("_") else get_type_hints(function).get("return")
            if answer is not None and holds_entity(answer, set()):
                found[f"{name}.{method}"] = getattr(coordinator, method)
    return found


def holds_entity(kind: Any, seen: set[Any]) -> bool:
    if isinstance(kind, type) and issubclass(kind, Value):
        if kind in seen:
            return False
        seen.add(kind)
        return issubclass(kind, Entity) or any(
            holds_entity(field.annotation, seen) for field in kind.model_fields.values()
        )
    return any(holds_entity(part, seen) for part in get_args(kind))


@pytest.mark.parametrize("roles", BLIND, ids=lambda roles: "and".join(roles) or "no role")
def test_no_door_gives_an_entity_to_whoever_may_not_read(crm: Crm, roles: frozenset[Role]) -> None:
    actor = Actor(tenant_id="ours", user_id="eve", roles=roles)
    found = coordinators(crm)
    assert {"leads.capture", "leads.get", "deals.open", "closing.reopen", "activities.log"} <= set(found)

    for name, method in found.items():
        parameters = list(inspect.signature(method).parameters.values())[1:]
        nothing = [None for parameter in parameters if parameter.default is parameter.empty]
        with pytest.raises(NotPermitted):
            pytest.fail(f"{name} answered {method(actor, *nothing)}")


def test_partners_are_among_them() -> None:
    assert frozenset({Role.PARTNER}) in BLIND


def test_who_may_get_an_entity_hears_what_happens_to_it(crm: Crm) -> None:
    answers = {name: get_type_hints(each.method).get("return") for name, each in operations_of(crm).items()}
    reads = {name: kind for name, kind in answers.items() if isinstance(kind, type) and issubclass(kind, Entity)}

    for name, entity in reads.items():
        operation = operations_of(crm)[name]
        if operation.writes_nothing and operation.declaration is not None:
            assert operation.declaration.permission is entity.kind.read_permission, name
    assert {"leads.get", "deals.get"} <= set(reads)


def test_every_event_says_by_its_name_who_may_hear_of_it() -> None:
    events = {name: event for name in event_names() if (event := event_named(name)) is not None}
    ours = [name for name, event in events.items() if event.__module__.startswith("crm_")]
    admin = Subscription(actor=administrator("ours"))
    nobody = Subscription(actor=Actor(tenant_id="ours", user_id="eve", roles=frozenset()))

    for name in ours:
        assert EntityKind.of_topic(name), f"{name} begins with no kind of entity, so nobody hears of it"
        assert admin.wants(name, None), name
        assert not nobody.wants(name, None), name
    assert ours
