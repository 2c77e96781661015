"""The table of the runs of integrations. Every key begins with the tenant."""

from sqlalchemy import Column, Table

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

integration_runs = Table(
    "crm_integration_runs",
    metadata,
    tenant_column(),
    Column("id", key(100), primary_key=True),
    Column("integration", key(100), nullable=False),
    Column("entity_kind", key(50)),
    Column("entity_id", key()),
    Column("config", text(), nullable=False),
    Column("data", text(), nullable=False),
    Column("state", key(30), nullable=False),
    Column("receipt", text()),
    Column("error", text()),
    Column("user_id", key(), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("executed_at", Moment),
    Column("compensated_at", Moment),
)
