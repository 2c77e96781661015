"""Stage rules, forecast categories and passes of rules."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0108"
down_revision = "0107"


def upgrade() -> None:
    op.add_column("crm_opportunities", sa.Column("forecast_override_category", key(50), nullable=True))
    op.add_column("crm_opportunities", sa.Column("forecast_override_reason", text(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("rules_passed_at", Moment(), nullable=True))
    op.add_column("crm_opportunities", sa.Column("rules_passed_reason", text(), nullable=True))
    op.add_column("crm_pipeline_stages", sa.Column("forecast_category", key(50), nullable=True))
    op.add_column("crm_pipeline_stages", sa.Column("rotting_days", sa.Integer(), nullable=True))
    op.add_column("crm_pipeline_stages", sa.Column("rules", text(), nullable=True))
    op.add_column("crm_pipelines", sa.Column("rules_version", sa.Integer(), nullable=False, server_default="1"))
    if op.get_bind().dialect.name != "sqlite":  # which cannot take a default away, and has no need to
        op.alter_column("crm_pipelines", "rules_version", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    op.drop_column("crm_pipelines", "rules_version")
    op.drop_column("crm_pipeline_stages", "rules")
    op.drop_column("crm_pipeline_stages", "rotting_days")
    op.drop_column("crm_pipeline_stages", "forecast_category")
    op.drop_column("crm_opportunities", "rules_passed_reason")
    op.drop_column("crm_opportunities", "rules_passed_at")
    op.drop_column("crm_opportunities", "forecast_override_reason")
    op.drop_column("crm_opportunities", "forecast_override_category")
