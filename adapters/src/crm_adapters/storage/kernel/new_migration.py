"""Writes the migration that the tables need since the last one (``make migration``).

What it writes is read, corrected where it must be, and from then on never changed.
"""

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.releases import MIGRATIONS, known_revisions
from crm_adapters.storage.kernel.schema import configured, migrate


def write_migration(name: str) -> Path:
    """Compares an empty, migrated SQLite with the tables of the code; ``name`` says what changes."""
    from alembic import command

    revision = f"{int(max(known_revisions())) + 1:04d}"
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/migrated.db")
        try:
            migrate(database)
            with database.engine.connect() as connection, redirect_stdout(StringIO()):
                command.revision(configured(connection), name, autogenerate=True, rev_id=revision)
        finally:
            database.close()
    return next((MIGRATIONS / "versions").glob(f"{revision}_*.py"))


if __name__ == "__main__":
    sys.stdout.write(f"{write_migration(' '.join(sys.argv[1:]) or 'tables')}\n")
