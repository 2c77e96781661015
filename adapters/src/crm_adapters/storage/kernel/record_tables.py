"""The tables of records about entities: numbers, counters, history, decisions, outbox and process runs."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as raw

from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, text

numbers = Table(
    "crm_numbers",
    metadata,
    tenant_column(),
    Column("kind", key(20), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

entity_counters = Table(
    "crm_entity_counters",
    metadata,
    tenant_column(),
    Column("entity_kind", key(50), primary_key=True),
    Column("entity_id", key(), primary_key=True),
    Column("facts", BigInteger, nullable=False),
    Column("decisions", BigInteger, nullable=False),
    Column("decision_hash", key(), nullable=False),
)
"""How many messages there were about an entity, how many decisions, and the end of the chain of these."""

_IS_IMPORTED = raw("batch_id IS NOT NULL")

history = Table(
    "crm_history",
    metadata,
    tenant_column(),
    Column("entity_kind", key(50), primary_key=True),
    Column("entity_id", key(), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("user_id", key(), nullable=False),
    Column("format", Integer, nullable=False),
    Column("salted", text(), nullable=False),
    Column("commitments", text(), nullable=False),
    Column("previous_hash", key(), nullable=False),
    Column("hash", key(), nullable=False),
    Column("batch_id", key()),
    Column("recorded_at", Moment),
    Index(
        None,
        "tenant_id",
        "batch_id",
        "entity_kind",
        "entity_id",
        sqlite_where=_IS_IMPORTED,
        postgresql_where=_IS_IMPORTED,
    ),
)

tombstones = Table(
    "crm_tombstones",
    metadata,
    tenant_column(),
    Column("entity_kind", key(50), primary_key=True),
    Column("entity_id", key(), primary_key=True),
    Column("number", key(50)),
    Column("version", Integer, nullable=False),
    Column("history_hash", key(), nullable=False),
    Column("became", key(50), nullable=False),
    Column("at", Moment, nullable=False),
    Column("user_id", key(), nullable=False),
    Column("batch_id", key()),
    Index(None, "tenant_id", "number"),
)
"""What is left of entities that were taken out: the ends of their chains, and their numbers."""

decisions = Table(
    "crm_decisions",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("kind", key(50), nullable=False),
    Column("entity_kind", key(50), nullable=False),
    Column("entity_id", key(), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("policy_version", key(100), nullable=False),
    Column("policy", key()),
    Column("rule_version", Integer),
    Column("user_id", key(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("format", Integer, nullable=False),
    Column("salted", text(), nullable=False),
    Column("commitments", text(), nullable=False),
    Column("previous_hash", key(), nullable=False),
    Column("hash", key(), nullable=False),
    UniqueConstraint("tenant_id", "entity_kind", "entity_id", "sequence"),
)

policies = Table(
    "crm_policies",
    metadata,
    tenant_column(),
    Column("digest", key(), primary_key=True),
    Column("content", text(), nullable=False),
)
"""What decisions were taken by, whole, under the SHA-256 of its content."""

_IS_PENDING = raw("state = 'pending'")

outbox = Table(
    "crm_outbox",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("entity_kind", key(50)),
    Column("entity_id", key()),
    Column("sequence", BigInteger),
    Column("destination", key(100)),
    Column("topic", key(100), nullable=False),
    Column("body", text(), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("state", key(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("settled_at", Moment),
    Column("last_error", text()),
    Index(None, "state", "available_at"),
    Index(None, "tenant_id", "destination", "sequence"),
    Index(
        "ix_crm_outbox_order",
        "tenant_id",
        "entity_kind",
        "entity_id",
        "sequence",
        sqlite_where=_IS_PENDING,
        postgresql_where=_IS_PENDING,
    ),
)

_IS_SYNCHRONOUS = raw("durable_since IS NULL")

runs = Table(
    "crm_runs",
    metadata,
    tenant_column(),
    Column("process_id", key(400), primary_key=True),
    Column("workflow", key(100), nullable=False),
    Column("user_id", key(), nullable=False),
    Column("request_hash", key(), nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("durable_since", Moment),
    Column("finished_at", Moment),
    Column("answer", text()),
    Index(
        "ix_crm_runs_synchronous",
        "tenant_id",
        "claimed_at",
        sqlite_where=_IS_SYNCHRONOUS,
        postgresql_where=_IS_SYNCHRONOUS,
    ),
)
"""One that is durable since then is the engine's: it says how the process stands, and here stands the final answer."""
