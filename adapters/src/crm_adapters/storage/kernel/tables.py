"""The tables of our own facts (PLAN-017, PLAN-018, DATA-001). Every key begins with the tenant.

Entity tables carry ``version`` (optimistic locking) and ``history_hash`` (the end of the entity's history chain, so
that cutting the chain's tail shows).
"""

from typing import Any

from sqlalchemy import Column, Integer, MetaData

from crm_adapters.storage.kernel.types import Moment, key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER_KIND = "number kind"
"""What a column that bears the numbers of a sequence says in its ``info``: which sequence."""


def tenant_column() -> Column[str]:
    return Column("tenant_id", key(), primary_key=True)


def entity_columns() -> list[Column[Any]]:
    return [
        tenant_column(),
        Column("id", key(), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("history_hash", key(), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
    ]
