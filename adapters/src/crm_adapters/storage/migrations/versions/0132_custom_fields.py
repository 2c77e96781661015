"""Custom fields of leads, deals, activities and products."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import ExactDecimal, Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0132"
down_revision = "0131"


def upgrade() -> None:
    create_entity_table(
        "crm_custom_fields",
        sa.Column("owner", key(50), nullable=False),
        sa.Column("name", key(50), nullable=False),
        sa.Column("type", key(50), nullable=False),
        sa.Column("label", key(255), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("options", text(), nullable=False),
        sa.Column("default", key(255), nullable=True),
        sa.Column("pattern", key(255), nullable=True),
        sa.Column("least", ExactDecimal(), nullable=True),
        sa.Column("most", ExactDecimal(), nullable=True),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("required_from", Moment(), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("owner", "name")],
        indexes=[("owner", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_custom_fields")
