"""Codes, discounts and taxes of quotations."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key

release = "0.2.0"
former_release_may_write = True

revision = "0125"
down_revision = "0124"


def upgrade() -> None:
    op.add_column("crm_orders", sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("crm_quotation_lines", sa.Column("code", key(50), nullable=True))
    op.add_column("crm_quotation_lines", sa.Column("quantity_parts", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "crm_quotation_lines", sa.Column("discount_basis_points", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "crm_quotation_lines", sa.Column("tax_basis_points", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("crm_quotations", sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("crm_quotations", sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("crm_quotations", "tax_minor")
    op.drop_column("crm_quotations", "discount_minor")
    op.drop_column("crm_quotation_lines", "tax_basis_points")
    op.drop_column("crm_quotation_lines", "discount_basis_points")
    op.drop_column("crm_quotation_lines", "quantity_parts")
    op.drop_column("crm_quotation_lines", "code")
    op.drop_column("crm_orders", "tax_minor")
