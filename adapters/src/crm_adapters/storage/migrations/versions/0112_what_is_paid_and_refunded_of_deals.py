"""What is paid and refunded of deals."""

import sqlalchemy as sa
from alembic import op

release = "0.2.0"
former_release_may_write = False

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    op.add_column("crm_opportunities", sa.Column("refunded_minor", sa.BigInteger(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("paid_minor", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_opportunities", "paid_minor")
    op.drop_column("crm_opportunities", "refunded_minor")
