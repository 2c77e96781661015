"""Integrations: something done outside because of something here, which can be taken back (FR-L2-010, FR-EXT-001)."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import BaseModel, Field, JsonValue

from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, FitLine, Id, JsonObject, TenantId

INTEGRATION_CONTRACT = 1
"""The version of what an Integration promises; it moves on when older ones no longer fit."""


class IntegrationContext(Value):
    """What is to be done: where, by ``config``, and what about, by ``data``."""

    tenant_id: TenantId
    run_id: Id
    """Stays the same over retries; pass it on as the idempotency key where the other side takes one."""
    attempt: Count = 1
    at: Utc
    """When it was asked for."""
    subject: EntityRef | None = None
    config: JsonObject = Field(default_factory=dict)
    data: JsonObject = Field(default_factory=dict)


class Receipt(Value):
    """What is kept of what was done, to take it back by."""

    reference: FitLine
    """What the other side knows it by."""
    details: JsonObject = Field(default_factory=dict)


class Integration(Protocol):
    """The requirements call it IntegrationContract; a class without arguments, or what makes one, is a plugin."""

    @property
    def name(self) -> str: ...

    @property
    def contract(self) -> int:
        """INTEGRATION_CONTRACT as it was when this was written."""
        ...

    @property
    def config(self) -> type[BaseModel]:
        """The shape of ``config``."""
        ...

    def check(self, config: Mapping[str, JsonValue]) -> None:
        """Raises Invalid for what can never work, naming the field and the remedy; asks nobody outside."""
        ...

    def execute(self, context: IntegrationContext) -> Receipt:
        """Done again with one ``run_id``, it gives the same receipt. Raises Unavailable, Refused, Invalid, NotFound."""
        ...

    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None:
        """Takes back what was done or, where that cannot be, says so to whoever was told. Raises as ``execute``."""
        ...
