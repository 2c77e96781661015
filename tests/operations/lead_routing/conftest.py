"""Where leads come in and somebody gets them."""

import pytest

from crm_operations.testing.sales_floor import SalesFloor


@pytest.fixture
def floor() -> SalesFloor:
    return SalesFloor()
