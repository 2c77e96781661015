"""Every unit of work a coordinator writes is done again when it lost a race, and nothing else is done again with it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import crm_operations

OPERATIONS = Path(crm_operations.__file__).parent
MODULES = sorted(path for path in OPERATIONS.rglob("*.py") if "testing" not in path.parts)
PART_OF_A_UNIT_OF_WORK = {
    "_records",
    "_settings_for",
    "_clock",
    "_new_id",
    "_store",
    "_requests",
    "_credits",
    "_versions",
    "_strategies",
}
"""What may be asked twice. Partners and the runner are not: they may have done it the first time."""


def methods() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """Each with where it stands, and the names of its class's methods."""
    for path in MODULES:
        for owner in (node for node in ast.parse(path.read_text()).body if is_coordinator(node)):
            own = [node for node in owner.body if isinstance(node, ast.FunctionDef)]
            names = {method.name for method in own}
            yield from ((f"{path.parent.name}: {owner.name}.{method.name}", method, names) for method in own)


def is_coordinator(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef) and node.name.endswith(("Coordinator", "EntityRecords"))


def is_repeated(method: ast.FunctionDef) -> bool:
    return any(isinstance(name, ast.Name) and name.id == "repeats_lost_races" for name in method.decorator_list)


def called_on_itself(method: ast.AST) -> set[str]:
    return {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }


def writes(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "writing" and ast.unparse(node.value) == "self._records"
        for node in ast.walk(method)
    )


def test_whatever_writes_is_repeated() -> None:
    found = {where: is_repeated(method) for where, method, _ in methods() if writes(method)}

    assert len(found) >= 10
    assert [where for where, repeated in found.items() if not repeated] == []


def test_what_is_repeated_asks_no_partner_and_starts_no_process() -> None:
    known = {where: method for where, method, _ in methods()}
    strangers = {
        where: called
        for where, method, names in methods()
        if is_repeated(method) and (called := called_on_itself(method) - PART_OF_A_UNIT_OF_WORK - names)
    }
    assert strangers == {}

    for where, method, names in methods():
        for helper in called_on_itself(method) & names if is_repeated(method) else ():
            called = called_on_itself(known[f"{where.rpartition('.')[0]}.{helper}"])
            assert called <= PART_OF_A_UNIT_OF_WORK, f"{where} calls {helper}, which asks {called}"


def test_a_transition_asks_no_partner_and_starts_no_process() -> None:
    """Within ``EntityRecords`` it is repeated too, and so is what is checked before it."""
    known = {where: method for where, method, _ in methods()}
    transitions = [
        (where, names, called_on_itself(part))
        for where, method, names in methods()
        for node in ast.walk(method)
        if is_given_on(node)
        for part in ast.walk(node)
        if isinstance(part, ast.Lambda)
    ]

    assert len(transitions) > 5
    for where, names, called in transitions:
        assert called <= PART_OF_A_UNIT_OF_WORK | names, where
        for helper in called & names:
            assert called_on_itself(known[f"{where.rpartition('.')[0]}.{helper}"]) <= PART_OF_A_UNIT_OF_WORK, helper


def is_given_on(node: ast.AST) -> bool:
    """``self._leads.change(...)``, and ``add``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"add", "change"}
        and isinstance(node.func.value, ast.Attribute)
        and isinstance(node.func.value.value, ast.Name)
    )
