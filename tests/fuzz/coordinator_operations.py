"""Every public method of every coordinator, found by walking the wired application: a new one is there by itself."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_type_hints

from crm_adapters.wiring import Crm
from crm_core.arguments import checks, is_operation
from crm_operations.operation import Declaration, Level, declaration_of


class Operation(NamedTuple):
    """A method that takes an actor first, and what else it takes."""

    name: str
    """As application code says it: ``leads.get``."""
    method: Callable[..., Any]
    arguments: Mapping[str, Any]
    """Annotations by name."""
    optional: frozenset[str]

    @property
    def is_checked(self) -> bool:
        return checks(self.method)

    @property
    def declaration(self) -> Declaration | None:
        return declaration_of(self.method)

    @property
    def writes_nothing(self) -> bool:
        """By its declaration."""
        return self.declaration is not None and self.declaration.level in {Level.READS, Level.PLANS}


def operations_of(crm: Crm, *more: str) -> Mapping[str, Operation]:
    """By name; ``more`` names attributes that are made when they are asked for."""
    rooms = {**crm.parts(), **{name: getattr(crm, name) for name in more}}
    found = [
        _operation(f"{room}.{name}", getattr(coordinator, name))
        for room, coordinator in rooms.items()
        for name, member in inspect.getmembers_static(type(coordinator))
        if not name.startswith("_") and is_operation(member)
    ]
    return {operation.name: operation for operation in found}


def _operation(name: str, method: Callable[..., Any]) -> Operation:
    signature = inspect.signature(method)
    hints = get_type_hints(inspect.unwrap(method), include_extras=True)
    arguments = {each: hints[each] for each in signature.parameters if each != "actor"}
    optional = {each for each in arguments if signature.parameters[each].default is not inspect.Parameter.empty}
    return Operation(name, method, arguments, frozenset(optional))
