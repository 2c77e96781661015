"""The release after this one, with a migration of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from crm_adapters.storage.kernel import releases, schema

NEXT_MIGRATION = '''
"""A table that only the next release knows."""

import sqlalchemy as sa
from alembic import op

release = "0.2.0"
former_release_may_write = {former_may_write}
revision = "9999"
down_revision = "{last}"


def upgrade() -> None:
    op.create_table("crm_next", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("crm_next")
'''


@pytest.fixture
def next_release(tmp_path: Path) -> Callable[[bool], AbstractContextManager[None]]:
    """Within it one is release 0.2.0, with a migration 9999 that says whether the release before may go on writing."""

    @contextmanager
    def being(former_may_write: bool) -> Iterator[None]:
        migrations = tmp_path / f"migrations_{former_may_write}"
        if not migrations.exists():
            shutil.copytree(releases.MIGRATIONS, migrations)
            written = NEXT_MIGRATION.format(former_may_write=former_may_write, last=max(releases.known_revisions()))
            (migrations / "versions" / "9999_next.py").write_text(written)
        with patch.object(releases, "MIGRATIONS", migrations), patch.object(schema, "this_release", lambda: "0.2.0"):
            yield

    return being
