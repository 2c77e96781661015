"""Who runs durable processes."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.types import Moment, key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_workers",
        sa.Column("id", key(), nullable=False),
        sa.Column("kind", key(20), nullable=False),
        sa.Column("host", key(255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("alive_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_workers")),
    )


def downgrade() -> None:
    op.drop_table("crm_workers")
