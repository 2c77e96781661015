"""Deals accepted in the sales system."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key, text

release = "0.2.0"
former_release_may_write = True

revision = "0117"
down_revision = "0116"


def upgrade() -> None:
    op.add_column("crm_opportunities", sa.Column("accepted_sale_quotation_id", key(255), nullable=True))
    op.add_column("crm_opportunities", sa.Column("accepted_sale_waits_for", text(), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_opportunities", "accepted_sale_waits_for")
    op.drop_column("crm_opportunities", "accepted_sale_quotation_id")
