"""Ids and numbers: an id is a UUIDv7 drawn outside the rules, a number is what people read aloud."""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from crm_core.values import Value
from crm_core.vocabulary import Id

NewId = Callable[[], str]
"""Draws a fresh UUIDv7 as text."""


def normal_id(user_id: str) -> str:
    """How ids of people are compared: letters composed (NFC), so that two ways to type a name are one; case matters."""
    return user_id if user_id.isascii() else unicodedata.normalize("NFC", user_id)


class EntityKind(StrEnum):
    LEAD = "lead"
    OPPORTUNITY = "opportunity"
    PIPELINE = "pipeline"
    ACTIVITY = "activity"
    JOURNEY = "journey"
    SOURCE = "source"


class EntityRef(Value):
    """Points at an entity without holding it."""

    kind: EntityKind
    id: Id

    @classmethod
    def unchecked(cls, kind: EntityKind, entity_id: str) -> "EntityRef":
        """To what is kept, whatever its id."""
        return EntityRef.model_construct(kind=kind, id=entity_id)


class NumberKind(StrEnum):
    """The sequences of INT-004; each counts from 1 per tenant and year."""

    LEAD = "LEAD"
    OPPORTUNITY = "OPP"
    QUOTATION = "QUOTE"
    ORDER = "ORDER"


def business_number(kind: NumberKind, year: int, count: int) -> str:
    """``LEAD-2026-0001``; the ten-thousandth simply grows wider (INT-004)."""
    return f"{kind}-{year}-{count:04d}"


class NumberSequence(Protocol):
    """Hands out numbers per tenant, year and kind, without gaps or doubles under concurrency.

    A number is taken inside the caller's transaction: rolled back, it is given again.
    """

    def next(self, kind: NumberKind, year: int) -> str: ...
