"""Opening a ready SQLite file loads what it works with, and nothing that other databases or extras need."""

import subprocess
import sys

OPEN_AND_LIST = """
import sys
from crm_adapters.wiring import administrator, open_crm
from crm_core.leads import LeadFilter

with open_crm(sys.argv[1]) as crm:
    assert crm.is_ready
    assert not crm.leads.list(administrator("main"), LeadFilter())
print(*sys.modules)
"""
NOT_NEEDED = frozenset(
    {
        *(
            "aio_pika",
            "alembic",
            "apprise",
            "cel",
            "cryptography",
            "dbos",
            "faststream",
            "httpx",
            "jinja2",
            "jwt",
            "nats",
        ),
        *(
            "opentelemetry",
            "prompt_toolkit",
            "psycopg",
            "pygal",
            "pymysql",
            "redis",
            "trytond",
            "typer",
            "typst",
            "uvicorn",
        ),
        *("websockets", "xlsxwriter"),
    }
)


def test_listing_leads_on_sqlite_loads_only_what_it_works_with(migrated_file: str) -> None:
    # A process of its own: this one has loaded everything.
    listing = subprocess.run(
        [sys.executable, "-c", OPEN_AND_LIST, migrated_file], capture_output=True, text=True, check=True
    )

    loaded = {module.partition(".")[0] for module in listing.stdout.split()}
    assert loaded & NOT_NEEDED == set()
