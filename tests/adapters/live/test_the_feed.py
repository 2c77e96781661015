"""The feed on every database keeps what any feed promises, and rings when it should."""

import pytest

from crm_adapters.live import NoSignal, SqlLiveFeed
from crm_adapters.storage import Database
from crm_core.testing import VirtualClock
from crm_operations.testing.contracts import LiveFeedContract


class TestSqlLiveFeed(LiveFeedContract):
    @pytest.fixture
    def feed(self, database: Database, clock: VirtualClock) -> SqlLiveFeed:
        return SqlLiveFeed(database, clock, NoSignal())
