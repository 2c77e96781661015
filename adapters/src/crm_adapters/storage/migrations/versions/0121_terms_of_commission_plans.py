"""Terms of commission plans."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key, text

release = "0.2.0"
former_release_may_write = True

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.add_column("crm_commission_plans", sa.Column("bands", text(), nullable=False, server_default="[]"))
    op.add_column(
        "crm_commission_plans", sa.Column("bands_are_marginal", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("crm_commission_plans", sa.Column("quota_period", key(50), nullable=True))
    op.add_column("crm_commission_plans", sa.Column("rates", text(), nullable=False, server_default="[]"))
    op.add_column("crm_commission_plans", sa.Column("bonuses", text(), nullable=False, server_default="[]"))
    op.add_column("crm_commission_plans", sa.Column("floor_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("crm_commission_plans", sa.Column("cap_minor", sa.BigInteger(), nullable=True))
    op.add_column(
        "crm_commission_plans", sa.Column("holdback_basis_points", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("crm_commission_plans", sa.Column("holdback_days", sa.Integer(), nullable=False, server_default="90"))
    op.add_column("crm_commission_plans", sa.Column("clawback_days", sa.Integer(), nullable=True))
    op.add_column(
        "crm_commission_plans",
        sa.Column("clawback_is_sliding", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "crm_commission_plans", sa.Column("override_basis_points", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("crm_commission_plans", sa.Column("override_depth", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("crm_commission_plans", sa.Column("pay_currency", key(3), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_commission_plans", "pay_currency")
    op.drop_column("crm_commission_plans", "override_depth")
    op.drop_column("crm_commission_plans", "override_basis_points")
    op.drop_column("crm_commission_plans", "clawback_is_sliding")
    op.drop_column("crm_commission_plans", "clawback_days")
    op.drop_column("crm_commission_plans", "holdback_days")
    op.drop_column("crm_commission_plans", "holdback_basis_points")
    op.drop_column("crm_commission_plans", "cap_minor")
    op.drop_column("crm_commission_plans", "floor_minor")
    op.drop_column("crm_commission_plans", "bonuses")
    op.drop_column("crm_commission_plans", "rates")
    op.drop_column("crm_commission_plans", "quota_period")
    op.drop_column("crm_commission_plans", "bands_are_marginal")
    op.drop_column("crm_commission_plans", "bands")
