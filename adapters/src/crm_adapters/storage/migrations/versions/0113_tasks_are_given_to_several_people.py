"""Tasks are given to several people; none that is there is."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key, text

release = "0.2.0"
former_release_may_write = False

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    op.add_column("crm_activities", sa.Column("assignees", text(), nullable=False, server_default="[]"))
    op.add_column("crm_activities", sa.Column("strategy", key(50), nullable=True))
    op.add_column("crm_activities", sa.Column("answers", text(), nullable=False, server_default="[]"))
    op.add_column("crm_activities", sa.Column("open_seats", text(), nullable=True))
    op.add_column(
        "crm_activities", sa.Column("waits_for_answers", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_crm_activities_waits_for_answers", "crm_activities", ["tenant_id", "waits_for_answers", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_crm_activities_waits_for_answers", table_name="crm_activities")
    op.drop_column("crm_activities", "waits_for_answers")
    op.drop_column("crm_activities", "open_seats")
    op.drop_column("crm_activities", "answers")
    op.drop_column("crm_activities", "strategy")
    op.drop_column("crm_activities", "assignees")
