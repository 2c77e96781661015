"""Integrations: actions in other systems that an event starts, and that can be undone (FR-L2-010, FR-EXT-001)."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import BaseModel, Field, JsonValue

from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, FitLine, Id, JsonObject, TenantId

INTEGRATION_CONTRACT = 1
"""The version of what an Integration promises; it moves on when older ones no longer fit."""


class IntegrationContext(Value):
    """The input of a run: ``config`` of the integration, ``data`` of the event."""

    tenant_id: TenantId
    run_id: Id
    """Stays the same over retries; use it as the idempotency key where the other system accepts one."""
    attempt: Count = 1
    at: Utc
    """When it was enqueued."""
    subject: EntityRef | None = None
    config: JsonObject = Field(default_factory=dict)
    data: JsonObject = Field(default_factory=dict)


class Receipt(Value):
    """The result of a run, stored with it and passed to ``compensate``."""

    reference: FitLine
    """The other system's id of the result."""
    details: JsonObject = Field(default_factory=dict)


class Integration(Protocol):
    """The requirements call it IntegrationContract; a class without arguments, or what makes one, is a plugin."""

    @property
    def name(self) -> str:
        """Unique among the installed ones; configured integrations name it."""
        ...

    @property
    def contract(self) -> int:
        """INTEGRATION_CONTRACT as it was when this was written."""
        ...

    @property
    def config(self) -> type[BaseModel]:
        """The shape of ``config``."""
        ...

    def check(self, config: Mapping[str, JsonValue]) -> None:
        """Raises Invalid for a configuration that can never work, naming field and remedy; makes no call."""
        ...

    def execute(self, context: IntegrationContext) -> Receipt:
        """Performs the action; the same ``run_id`` again gives the same receipt.

        Raises Unavailable, which is retried; Refused, Invalid, NotFound, which are not.
        """
        ...

    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None:
        """Undoes the action or, where that is impossible, sends a correction. Raises as ``execute``."""
        ...
