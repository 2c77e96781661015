"""Products."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key

release = "0.2.0"
former_release_may_write = True

revision = "0127"
down_revision = "0126"


def upgrade() -> None:
    create_entity_table(
        "crm_products",
        sa.Column("code", key(50), nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("category", key(100), nullable=True),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", key(3), nullable=True),
        sa.Column("recurring", key(50), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("code",)],
        indexes=[("category", "id"), ("recurring", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_products")
