"""Credits."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key

release = "0.2.0"
former_release_may_write = False

revision = "0111"
down_revision = "0110"

OF_A_TENANT = ("crm_credits",)

# What was won before is credited to its owner; where people stood then, and when it was ordered, is not known.
WON_BEFORE = """
INSERT INTO crm_credits
    (tenant_id, id, identity, opportunity_id, opportunity_number, owner_id, currency_code, basis, cause, event_id,
     credit_date, at, user_id, kind, amount_minor, share_basis_points)
SELECT tenant_id, id, id, id, opportunity_number, assigned_to, currency_code, 'won', 'won', 'before-0.2.0',
     actual_close_date, closed_at, assigned_to, 'revenue', actual_value_minor, 10000
FROM crm_opportunities
WHERE outcome = 'won' AND actual_value_minor IS NOT NULL AND actual_close_date IS NOT NULL AND closed_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "crm_credits",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("identity", key(64), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=False),
        sa.Column("owner_id", key(64), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("basis", key(50), nullable=False),
        sa.Column("cause", key(50), nullable=False),
        sa.Column("event_id", key(255), nullable=False),
        sa.Column("credit_date", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("kind", key(50), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_basis_points", sa.Integer(), nullable=False),
        sa.Column("split_id", key(64), nullable=True),
        sa.Column("team", key(255), nullable=True),
        sa.Column("manager_id", key(64), nullable=True),
        sa.Column("territory", key(255), nullable=True),
        sa.Column("product", key(100), nullable=True),
        sa.Column("category", key(255), nullable=True),
        sa.Column("reverses", key(64), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_credits")),
        sa.UniqueConstraint("tenant_id", "identity", name=op.f("uq_crm_credits_tenant_id_identity")),
    )
    op.create_index(
        op.f("ix_crm_credits_tenant_id_basis_credit_date"),
        "crm_credits",
        ["tenant_id", "basis", "credit_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_credits_tenant_id_opportunity_id"), "crm_credits", ["tenant_id", "opportunity_id"], unique=False
    )
    op.create_index(
        op.f("ix_crm_credits_tenant_id_user_id_credit_date"),
        "crm_credits",
        ["tenant_id", "user_id", "credit_date"],
        unique=False,
    )
    op.execute(WON_BEFORE)
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    op.drop_index(op.f("ix_crm_credits_tenant_id_user_id_credit_date"), table_name="crm_credits")
    op.drop_index(op.f("ix_crm_credits_tenant_id_opportunity_id"), table_name="crm_credits")
    op.drop_index(op.f("ix_crm_credits_tenant_id_basis_credit_date"), table_name="crm_credits")
    op.drop_table("crm_credits")
