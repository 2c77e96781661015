"""Activities say which way they went, and whether a program did them; what is there went out, by people."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key

release = "0.2.0"
former_release_may_write = False

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    op.add_column("crm_activities", sa.Column("direction", key(50), nullable=False, server_default="outbound"))
    op.add_column("crm_activities", sa.Column("automated", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("crm_activities", "automated")
    op.drop_column("crm_activities", "direction")
