"""The fake that tests of integrations live on keeps the promises of real ones."""

from collections.abc import Mapping, Sequence

import pytest
from pydantic import JsonValue

from crm_core.errors import Unavailable
from crm_operations.testing import FakeIntegration
from crm_operations.testing.contracts import IntegrationContract


@pytest.mark.requirement("TST-CRMOP-0098")
class TestFakeIntegration(IntegrationContract):
    @pytest.fixture
    def integration(self) -> FakeIntegration:
        self.fake = FakeIntegration()
        return self.fake

    @pytest.fixture
    def config(self, tenant: str) -> Mapping[str, JsonValue]:
        return {"to": "somebody"}

    def seen_outside(self) -> Sequence[str]:
        done = [context.model_dump_json() for context in self.fake.done.values()]
        return [*done, *(receipt.model_dump_json() for receipt in self.fake.undone.values())]

    def take_outside_away(self) -> None:
        for method in ("execute", "compensate"):
            self.fake.fail(method, Unavailable("nobody is there"), times=None)
