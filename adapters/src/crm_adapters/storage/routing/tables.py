"""The tables of lead routing: rules by version, turns, and queues."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table

from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, text

routing_rules = Table(
    "crm_routing_rules",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rules", text(), nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("set_by", key(), nullable=False),
)

routing_counters = Table(
    "crm_routing_counters",
    metadata,
    tenant_column(),
    Column("last_turn", BigInteger, nullable=False),
)

routing_turns = Table(
    "crm_routing_turns",
    metadata,
    tenant_column(),
    Column("pool", key(300), primary_key=True),
    Column("user_id", key(), primary_key=True),
    Column("last_turn", BigInteger, nullable=False),
    Column("last_assigned_at", Moment),
    Column("credit", BigInteger, nullable=False),
)

routing_queue = Table(
    "crm_routing_queue",
    metadata,
    tenant_column(),
    Column("lead_id", key(), primary_key=True),
    Column("queue", key(255), nullable=False),
    Column("held_by", key()),
    Column("since", Moment, nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", text(), nullable=False),
    Index(None, "tenant_id", "queue"),
    ForeignKeyConstraint(["tenant_id", "lead_id"], [leads.c.tenant_id, leads.c.id], ondelete="CASCADE"),
)

leads_assigned = Index("ix_crm_leads_assigned", leads.c.tenant_id, leads.c.assigned_at, leads.c.assigned_to)
"""How many leads somebody got today is counted, never kept.

By the day and then the person: were it the other way round, MariaDB would take it for lists of a person's leads.
"""
