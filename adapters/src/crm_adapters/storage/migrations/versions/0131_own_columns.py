"""Attributes, custom fields and the key where a row comes from, of leads, deals, activities and products."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.types import key, text

release = "0.2.0"
former_release_may_write = True

revision = "0131"
down_revision = "0130"

_WITHOUT_ANY = ("crm_activities", "crm_opportunities", "crm_products")


def upgrade() -> None:
    op.add_column("crm_leads", sa.Column("custom", text(), nullable=False, server_default="{}"))
    for table in _WITHOUT_ANY:
        # SQLite adds a unique key to a table by copying it.
        with op.batch_alter_table(table) as each:
            each.add_column(sa.Column("attributes", text(), nullable=False, server_default="{}"))
            each.add_column(sa.Column("custom", text(), nullable=False, server_default="{}"))
            each.add_column(sa.Column("external_id", key(255), nullable=True))
            each.create_unique_constraint(op.f(f"uq_{table}_tenant_id_external_id"), ["tenant_id", "external_id"])


def downgrade() -> None:
    for table in reversed(_WITHOUT_ANY):
        with op.batch_alter_table(table) as each:
            each.drop_constraint(op.f(f"uq_{table}_tenant_id_external_id"), type_="unique")
            each.drop_column("external_id")
            each.drop_column("custom")
            each.drop_column("attributes")
    op.drop_column("crm_leads", "custom")
