"""Working calendars: hours, special days and holidays that deadlines count by."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    create_entity_table(
        "crm_working_calendars",
        sa.Column("name", key(100), nullable=False),
        sa.Column("week", text(), nullable=False),
        sa.Column("days", text(), nullable=False),
        sa.Column("country", key(2), nullable=True),
        sa.Column("region", key(100), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("timezone", key(64), nullable=False),
        sa.Column("holidays", text(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("revision", "name")],
        indexes=[("name", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_working_calendars")
