"""How much of what only repeats is done: `make test` does it once, `make crash` in full."""

import os

from crm_adapters.storage import Database

IN_FULL = os.environ.get("CRM_TESTS_IN_FULL") == "1"


def examples_on(database: Database, examples: int) -> int:
    """A server is given a quarter of what SQLite is: its statements are the same, and each takes longer."""
    return examples if IN_FULL or database.kind == "sqlite" else -(-examples // 4)
