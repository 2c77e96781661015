"""What the suites of all partners share: two tenants of the test's own, and a recorder of the calls."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from crm_core.testing import reporting_calls, tenant_named_after
from crm_operations.testing.contracts.call_recorder import CALL_RECORDER, CallRecorder


class PartnerContract:
    """A subclass for a partner with configured tenants overrides ``tenant`` and ``other_tenant``."""

    watched: ClassVar[Mapping[str, type[Any]]] = {}
    """The fixtures that are under test, and the Protocol each of them keeps."""

    @pytest.fixture
    def tenant(self, request: pytest.FixtureRequest) -> str:
        return tenant_named_after(request.node.nodeid)

    @pytest.fixture
    def other_tenant(self, request: pytest.FixtureRequest) -> str:
        return tenant_named_after(f"another {request.node.nodeid}")

    @pytest.fixture(autouse=True)
    def recorder(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[CallRecorder]:
        """Records every call, for the report of a broken promise."""
        expected = [name for name in ("tenant", "other_tenant") if name in request.fixturenames]
        recorder = CallRecorder({request.getfixturevalue(name): name for name in expected})
        request.node.stash[CALL_RECORDER] = recorder
        for name, protocol in self.watched.items():
            if name in request.fixturenames:
                recorder.watch(name, request.getfixturevalue(name), protocol, monkeypatch)
        with reporting_calls(recorder.tell):
            yield recorder
