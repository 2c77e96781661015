"""Declares each public method of a coordinator: its level (reads, acts, plans, inward) and permission."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from crm_core.actor import Actor, Permission
from crm_core.arguments import checks_arguments
from crm_core.values import Value
from crm_core.vocabulary import AnyText

P = ParamSpec("P")
T = TypeVar("T")

ONES_OWN: Final = None
"""In place of a permission: everybody may, for themselves; the method checks what further cases need."""


class Level(StrEnum):
    READS = "reads"
    """Writes nothing."""
    ACTS = "acts"
    PLANS = "plans"
    """Says what an act would do, and writes nothing."""
    INWARD = "inward"
    """For application code alone: it takes or answers what cannot be written down, a callback or an iterator."""


class Declaration(Value):
    """The declaration of one operation; ``of`` names the method of the same coordinator that it plans."""

    level: Level
    permission: Permission | None
    also: tuple[Permission, ...] = ()
    """Checked with the first, whatever the case."""
    further: tuple[Permission, ...] = ()
    """What some cases take besides; the method asks for it, since the case decides."""
    by_person_only: bool = False
    """No program does it in a person's place."""
    of: AnyText | None = None
    """The act that is planned."""
    reason: AnyText | None = None
    """Why it is for application code alone."""

    @property
    def required(self) -> tuple[Permission, ...]:
        """The permissions that every call needs, in the order of the check."""
        return self.also if self.permission is None else (self.permission, *self.also)


def reads(
    permission: Permission | None,
    *,
    also: tuple[Permission, ...] = (),
    further: tuple[Permission, ...] = (),
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """For a method that writes nothing."""
    return _declared(Declaration(level=Level.READS, permission=permission, also=also, further=further))


def acts(
    permission: Permission | None,
    *,
    also: tuple[Permission, ...] = (),
    further: tuple[Permission, ...] = (),
    by_person_only: bool = False,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """For a method that changes something, or has it changed."""
    return _declared(
        Declaration(
            level=Level.ACTS,
            permission=permission,
            also=also,
            further=further,
            by_person_only=by_person_only,
        )
    )


def plans(
    permission: Permission, *, of: str, further: tuple[Permission, ...] = ()
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """For a method that says what another of the same coordinator would do, and writes nothing."""
    return _declared(Declaration(level=Level.PLANS, permission=permission, further=further, of=of))


def inward(
    reason: str, permission: Permission | None, *, further: tuple[Permission, ...] = ()
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """For a method that only application code can call; the reason says why."""
    return _declared(Declaration(level=Level.INWARD, permission=permission, further=further, reason=reason))


def declaration_of(method: object) -> Declaration | None:
    """What a method, bound or not, is declared as."""
    return getattr(method, "__declaration__", None)


def _declared(declaration: Declaration) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The one order: permissions, then arguments, then what stands below, such as ``repeats_lost_races``."""

    def declare(method: Callable[P, T]) -> Callable[P, T]:
        checked: Callable[..., Any] = checks_arguments(method)
        required = declaration.required

        @wraps(checked)
        def operation(self: object, actor: Actor, *args: Any, **kwargs: Any) -> Any:
            for permission in required:
                actor.require(permission)
            return checked(self, actor, *args, **kwargs)

        operation.__declaration__ = declaration  # type: ignore[attr-defined]
        return cast(Callable[P, T], operation)

    return declare
