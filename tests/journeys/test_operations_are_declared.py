"""Every operation says once what it does and who may ask for it, and asks for exactly that before anything else."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from coordinator_operations import Operation, operations_of

from crm_adapters.wiring import CrmSettings, RunnerKind, open_crm
from crm_core.actor import Actor, NotPermitted, Permission, Role
from crm_core.errors import Invalid
from crm_core.vocabulary import Id
from crm_operations.operation import Level, reads


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Operation]]:
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('declared')) / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE)) as crm:
        yield operations_of(crm, "processes", "live")


def acting_as(*roles: Role) -> Actor:
    return Actor(tenant_id="ours", user_id="eve", roles=frozenset(roles))


def refusal(operation: Operation, actor: Actor) -> str | None:
    """The permission that was missing; the arguments are missing too, so that nothing is ever done."""
    try:
        operation.method(actor, **dict.fromkeys(operation.arguments, object()), nothing_is_called_so=True)
    except NotPermitted as refused:
        return str(refused.args[1]["permission"])
    except (Invalid, TypeError):
        return None
    raise AssertionError(f"{operation.name} answered")


def test_every_operation_is_declared(operations: Mapping[str, Operation]) -> None:
    assert len(operations) > 80
    assert [each.name for each in operations.values() if each.declaration is None] == []


def test_every_role_is_refused_by_what_is_declared_and_by_nothing_else(operations: Mapping[str, Operation]) -> None:
    for operation in operations.values():
        assert operation.declaration is not None
        for role in Role:
            missing = [each for each in operation.declaration.required if role not in each.roles]
            assert refusal(operation, acting_as(role)) == (missing[0] if missing else None), (operation.name, role)


@pytest.mark.parametrize("taken", Permission)
def test_each_permission_is_asked_by_itself(
    operations: Mapping[str, Operation], taken: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    for permission in Permission:
        monkeypatch.setattr(permission, "roles", frozenset() if permission is taken else frozenset(Role))

    for operation in operations.values():
        assert operation.declaration is not None
        expected = taken if taken in operation.declaration.required else None
        assert refusal(operation, acting_as(Role.ADMIN)) == expected, operation.name


def test_what_is_planned_is_an_act_of_the_same_coordinator(operations: Mapping[str, Operation]) -> None:
    declared = {name: operation.declaration for name, operation in operations.items()}
    plans = {name: each for name, each in declared.items() if each is not None and each.level is Level.PLANS}

    assert plans
    for name, plan in plans.items():
        act = declared[f"{name.partition('.')[0]}.{plan.of}"]
        assert act is not None
        assert act.level is Level.ACTS


class Shelf:
    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, book_id: Id) -> str:
        """A book."""
        return book_id


def test_the_permission_comes_before_the_arguments() -> None:
    with pytest.raises(NotPermitted):
        Shelf().get(acting_as(), "a b")
    with pytest.raises(Invalid):
        Shelf().get(acting_as(Role.REP), "a b")
    assert Shelf().get(acting_as(Role.REP), book_id="b-1") == "b-1"
    assert Shelf.get.__doc__ == "A book."
