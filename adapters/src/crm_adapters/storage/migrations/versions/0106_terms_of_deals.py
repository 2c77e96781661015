"""Terms of deals: discount, margin, days to pay, months, clauses."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import text

release = "0.2.0"
former_release_may_write = False

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    op.add_column("crm_opportunities", sa.Column("discount_basis_points", sa.Integer(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("margin_basis_points", sa.Integer(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("payment_days", sa.Integer(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("term_months", sa.Integer(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("non_standard_clauses", text(), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_opportunities", "non_standard_clauses")
    op.drop_column("crm_opportunities", "term_months")
    op.drop_column("crm_opportunities", "payment_days")
    op.drop_column("crm_opportunities", "margin_basis_points")
    op.drop_column("crm_opportunities", "discount_basis_points")
