"""What the suites of all partners share: two tenants of the test's own."""

import pytest

from crm_core.testing import tenant_named_after


class PartnerContract:
    """Where a partner knows its tenants beforehand, a subclass overrides ``tenant`` and ``other_tenant``."""

    @pytest.fixture
    def tenant(self, request: pytest.FixtureRequest) -> str:
        return tenant_named_after(request.node.nodeid)

    @pytest.fixture
    def other_tenant(self, request: pytest.FixtureRequest) -> str:
        return tenant_named_after(f"another {request.node.nodeid}")
