"""Runs of integrations, and the installed integrations."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, Field, JsonValue, ValidationError

from crm_core.arguments import in_words
from crm_core.errors import Conflict, Invalid
from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_operations.providers import IntegrationContext, Receipt


class RunState(StrEnum):
    WAITING = "waiting"
    EXECUTED = "executed"
    FAILED = "failed"
    """Failed for good, with the reason; ``crm relay retry`` tries again."""
    WITHDRAWN = "withdrawn"
    """Withdrawn before its execution."""
    COMPENSATING = "compensating"
    COMPENSATED = "compensated"
    COMPENSATION_FAILED = "compensation_failed"


class IntegrationRun(Value):
    """A run and its state; config and data are left out, since they may contain secrets."""

    id: str
    integration: str
    subject: EntityRef | None = None
    state: RunState
    receipt: Receipt | None = None
    error: str | None = None
    user_id: str
    requested_at: Utc
    executed_at: Utc | None = None
    compensated_at: Utc | None = None


class Work(Value):
    """A run with its config and data, decrypted."""

    run: IntegrationRun
    config: dict[str, JsonValue]
    data: dict[str, JsonValue]

    def context(self, tenant_id: str, attempt: int) -> IntegrationContext:
        return IntegrationContext(
            tenant_id=tenant_id,
            run_id=self.run.id,
            attempt=attempt,
            at=self.run.requested_at,
            subject=self.run.subject,
            config=self.config,
            data=self.data,
        )


class Act(StrEnum):
    EXECUTE = "execute"
    COMPENSATE = "compensate"


class IntegrationTask(Value):
    """The message of a run in the outbox."""

    run_id: str
    act: Act


class Known(Value):
    """An installed integration, and why it cannot be used if so."""

    name: str
    package: str | None = None
    """The package it is from; None for a built-in one."""
    is_usable: bool = True
    reason: str | None = None
    config: Mapping[str, Any] = Field(default_factory=dict)
    """The shape of its config, as a JSON schema."""


class RunTaken(Conflict):
    @classmethod
    def because_it_asks_for_something_else(cls, run_id: str) -> Self:
        return cls(
            "run {id} was asked for with another integration, config, data or subject; give this one another id",
            {"id": run_id},
        )


def checked_config(shape: type[BaseModel], config: Mapping[str, JsonValue]) -> BaseModel:
    """Raises Invalid for the first field that does not fit."""
    try:
        return shape.model_validate(config)
    except ValidationError as cause:
        first = cause.errors()[0]
        field = ".".join(("config", *(str(part) for part in first["loc"])))
        known = ", ".join(shape.model_fields)
        raise Invalid.field(field, in_words(first)[0], f"its fields are {known}") from cause
