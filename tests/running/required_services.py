"""Servers the tests want, which not every machine has."""

import os
from typing import NoReturn

import pytest


def do_without(reason: str) -> NoReturn:
    """Skips the test, unless this machine promised to have every server."""
    if os.environ.get("CRM_TESTS_REQUIRE_SERVICES") == "1":
        pytest.fail(f"CRM_TESTS_REQUIRE_SERVICES is set, but {reason}")
    pytest.skip(reason)
