"""Numbers of quotations."""

from alembic import op

release = "0.2.0"
former_release_may_write = True

revision = "0124"
down_revision = "0123"


def upgrade() -> None:
    op.create_index(
        op.f("ix_crm_quotation_versions_tenant_id_quotation_number_id"),
        "crm_quotation_versions",
        ["tenant_id", "quotation_number", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_crm_quotation_versions_tenant_id_quotation_number_id"), table_name="crm_quotation_versions")
