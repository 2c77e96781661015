"""Currency rates."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import ExactDecimal, Moment, key

release = "0.2.0"
former_release_may_write = False

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    create_entity_table(
        "crm_currency_rates",
        sa.Column("from_currency", key(3), nullable=False),
        sa.Column("to_currency", key(3), nullable=False),
        sa.Column("rate", ExactDecimal(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("from_currency", "to_currency", "day")],
        indexes=[("from_currency", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_currency_rates")
