"""An integration in memory."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, JsonValue, ValidationError

from crm_core.arguments import in_words
from crm_core.errors import Invalid
from crm_core.values import Value
from crm_operations.providers import INTEGRATION_CONTRACT, IntegrationContext, Receipt
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class FakeIntegrationConfig(Value):
    to: str


class FakeIntegration(RecordingFake):
    """An Integration.

    Features: everything of RecordingFake; ``done`` lists what was executed and ``undone`` what was compensated, each
    once for a tenant and a run.
    """

    partner: ClassVar[str] = "integration"
    state_attributes: ClassVar[tuple[str, ...]] = ("done", "undone")
    name = "fake"
    contract = INTEGRATION_CONTRACT
    config: type[BaseModel] = FakeIntegrationConfig

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self.done: dict[tuple[str, str], IntegrationContext] = {}
        self.undone: dict[tuple[str, str], Receipt] = {}

    def picture(self) -> Mapping[str, Any]:
        """What was executed and compensated, to be compared with another moment."""
        return {
            "done": {f"{tenant}/{run}": context.to_dict() for (tenant, run), context in self.done.items()},
            "undone": {f"{tenant}/{run}": receipt.to_dict() for (tenant, run), receipt in self.undone.items()},
        }

    @query
    def check(self, config: Mapping[str, JsonValue]) -> None:
        self._checked(config)

    @command
    def execute(self, context: IntegrationContext) -> Receipt:
        self._checked(context.config)
        self.done.setdefault((context.tenant_id, context.run_id), context)
        return Receipt(reference=context.run_id)

    @command
    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None:
        self.undone.setdefault((context.tenant_id, context.run_id), receipt)

    def _checked(self, config: Mapping[str, JsonValue]) -> None:
        try:
            self.config.model_validate(config)
        except ValidationError as cause:
            first = cause.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise Invalid.field(f"config.{field}", in_words(first)[0], 'say {"to": "somebody"}') from cause
