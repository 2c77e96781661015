"""Kinds of commission entries, and draws."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key

release = "0.2.0"
former_release_may_write = True

revision = "0118"
down_revision = "0117"


def upgrade() -> None:
    op.add_column("crm_commission_entries", sa.Column("component", key(50), nullable=False, server_default="earning"))
    op.add_column("crm_commission_entries", sa.Column("pay_rate", key(50), nullable=True))
    op.add_column("crm_commission_entries", sa.Column("pay_rate_date", sa.Date(), nullable=True))
    op.add_column("crm_commission_plans", sa.Column("draw_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column(
        "crm_commission_plans", sa.Column("draw_is_recoverable", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    op.drop_column("crm_commission_plans", "draw_is_recoverable")
    op.drop_column("crm_commission_plans", "draw_minor")
    op.drop_column("crm_commission_entries", "pay_rate_date")
    op.drop_column("crm_commission_entries", "pay_rate")
    op.drop_column("crm_commission_entries", "component")
