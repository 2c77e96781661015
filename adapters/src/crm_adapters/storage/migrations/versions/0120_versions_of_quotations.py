"""Versions of quotations."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0120"
down_revision = "0119"


def upgrade() -> None:
    create_entity_table(
        "crm_quotation_versions",
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=False),
        sa.Column("quotation_id", key(255), nullable=False),
        sa.Column("quotation_number", key(255), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("lines", text(), nullable=False),
        sa.Column("header_discount_basis_points", sa.Integer(), nullable=False),
        sa.Column("header_discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_basis_points", sa.Integer(), nullable=True),
        sa.Column("margin_basis_points", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("extended_from", sa.Date(), nullable=True),
        sa.Column("extended_by", key(64), nullable=True),
        sa.Column("status", key(50), nullable=False),
        sa.Column("approval_request_id", key(64), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("viewed_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("superseded_by", key(255), nullable=True),
        sa.Column("order_id", key(255), nullable=True),
        sa.Column("reason", text(), nullable=True),
        unique=[("opportunity_id", "revision"), ("quotation_id",)],
        indexes=[("opportunity_id", "id"), ("status", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_quotation_versions")
