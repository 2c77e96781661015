"""Ids and numbers: an id is a UUIDv7 the caller draws, a number is what people use."""

import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol, Self

from crm_core.actor import Permission
from crm_core.values import Value
from crm_core.vocabulary import Id

NewId = Callable[[], str]
"""Draws a fresh UUIDv7 as text."""


def normal_id(user_id: str) -> str:
    """The form in which user ids are compared: composed letters (NFC), with case."""
    return user_id if user_id.isascii() else unicodedata.normalize("NFC", user_id)


class EntityKind(StrEnum):
    """The kinds of entities, each with the permission to read it and to receive its events.

    The name of an event begins with the kind of its subject: ``lead.converted``.
    """

    _value_: str
    read_permission: Permission

    def __new__(cls, name: str, *read_permission: Permission) -> Self:
        kind = str.__new__(cls, name)
        kind._value_ = name
        # Exactly one; starred, since to mypy EntityKind("lead") is a call of this, too.
        (kind.read_permission,) = read_permission
        return kind

    LEAD = "lead", Permission.LEAD_READ
    OPPORTUNITY = "opportunity", Permission.DEAL_READ
    PIPELINE = "pipeline", Permission.DEAL_READ
    ACTIVITY = "activity", Permission.LEAD_READ
    JOURNEY = "journey", Permission.LEAD_READ
    SOURCE = "source", Permission.LEAD_READ
    PRODUCT = "product", Permission.DEAL_READ
    CUSTOM_FIELD = "custom_field", Permission.LEAD_READ
    CURRENCY_RATE = "currency_rate", Permission.DEAL_READ
    DELEGATION = "delegation", Permission.LEAD_READ
    QUOTATION = "quotation", Permission.DEAL_READ
    SPLIT = "split", Permission.DEAL_READ
    SPLIT_TEMPLATE = "split_template", Permission.DEAL_READ
    APPROVAL = "approval", Permission.APPROVAL_READ
    WORKING_CALENDAR = "working_calendar", Permission.LEAD_READ
    SLA_POLICY = "sla_policy", Permission.LEAD_READ
    SLA_CLOCK = "sla_clock", Permission.LEAD_READ
    ESCALATION = "escalation", Permission.LEAD_READ
    QUOTA = "quota", Permission.REPORT_READ
    COACHING_CASE = "coaching_case", Permission.COACH
    COMMISSION_PLAN = "commission_plan", Permission.COMMISSION_READ
    COMMISSION_ASSIGNMENT = "commission_assignment", Permission.COMMISSION_READ_ALL
    COMMISSION_PERIOD = "commission_period", Permission.COMMISSION_READ_ALL
    COMMISSION_STATEMENT = "commission_statement", Permission.COMMISSION_READ_ALL
    COMMISSION_DISPUTE = "commission_dispute", Permission.COMMISSION_READ_ALL
    FORECAST_SUBMISSION = "forecast_submission", Permission.FORECAST_READ
    FORECAST_SNAPSHOT = "forecast_snapshot", Permission.FORECAST_READ
    IMPORT = "import", Permission.IMPORT_READ

    @classmethod
    def of_topic(cls, topic: str) -> "EntityKind | None":
        """The kind that an event or a topic is about; None for one that begins with no kind."""
        return cls._value2member_map_.get(topic.partition(".")[0])  # type: ignore[return-value]


class EntityRef(Value):
    """The kind and id of an entity."""

    kind: EntityKind
    id: Id

    @classmethod
    def unchecked(cls, kind: EntityKind, entity_id: str) -> "EntityRef":
        """A reference to a stored entity; its id is not validated again."""
        return EntityRef.model_construct(kind=kind, id=entity_id)


class NumberKind(StrEnum):
    """The sequences of INT-004; each counts from 1 per tenant and year."""

    LEAD = "LEAD"
    OPPORTUNITY = "OPP"
    QUOTATION = "QUOTE"
    ORDER = "ORDER"
    IMPORT = "IMPORT"


def business_number(kind: NumberKind, year: int, count: int) -> str:
    """``LEAD-2026-0001``; the ten-thousandth has five digits (INT-004)."""
    return f"{kind}-{year}-{count:04d}"


class NumberSequence(Protocol):
    """Issues numbers per tenant, year and kind, without gaps or duplicates under concurrency.

    A number is drawn inside the caller's transaction: after a rollback the next caller gets it.
    """

    def next(self, kind: NumberKind, year: int) -> str:
        """The next number of that kind and year, such as ``LEAD-2026-0001``."""
        ...

    def next_many(self, kind: NumberKind, year: int, count: int) -> Sequence[str]:
        """So many at once, in their order."""
        ...
