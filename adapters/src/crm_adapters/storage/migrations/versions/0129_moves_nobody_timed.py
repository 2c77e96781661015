"""Moves between stages of which nobody knows since when the deal was in the first."""

import sqlalchemy as sa
from alembic import op

release = "0.2.0"
former_release_may_write = True

revision = "0129"
down_revision = "0128"


def upgrade() -> None:
    with op.batch_alter_table("crm_stage_moves") as moves:
        moves.alter_column("seconds_in_stage", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE crm_stage_moves SET seconds_in_stage = 0 WHERE seconds_in_stage IS NULL")
    with op.batch_alter_table("crm_stage_moves") as moves:
        moves.alter_column("seconds_in_stage", existing_type=sa.BigInteger(), nullable=False)
