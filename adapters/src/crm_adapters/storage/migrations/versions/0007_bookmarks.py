"""How far something outside was read."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.fences import fence, unfence
from crm_adapters.storage.types import Moment, key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_bookmarks",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("name", key(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_crm_bookmarks")),
    )
    fence("crm_bookmarks")


def downgrade() -> None:
    unfence("crm_bookmarks")
    op.drop_table("crm_bookmarks")
