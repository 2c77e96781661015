"""Tombstones in their table: what is left of entities that were taken out."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, union_all

from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.record_tables import tombstones
from crm_core.entities import Entity
from crm_core.identity import EntityKind
from crm_core.tombstones import Became, Tombstone, number_of

_columns = tombstones.c
_ONE = Prepared(
    select(_columns.number, _columns.became, _columns.batch_id).where(
        _columns.tenant_id == bindparam("tenant"),
        _columns.entity_kind == bindparam("kind"),
        _columns.entity_id == bindparam("entity_id"),
    )
)


def tombstone_row(entry: Mapping[str, Any], removed: Entity, became: Became) -> dict[str, Any]:
    """Of what the entry ends."""
    return {
        "entity_kind": entry["entity_kind"],
        "entity_id": entry["entity_id"],
        "number": number_of(removed),
        "version": entry["sequence"],
        "history_hash": entry["hash"],
        "became": became.value,
        "at": entry["at"],
        "user_id": entry["user_id"],
        "batch_id": entry["batch_id"],
    }


def tombstone_of(connection: Connection, tenant_id: str, kind: EntityKind, entity_id: str) -> Mapping[str, Any] | None:
    """Number, what became of it, and the batch; None where there is none."""
    return _ONE.first(connection, {"tenant": tenant_id, "kind": kind.value, "entity_id": entity_id})


def find_tombstone(connection: Connection, tenant_id: str, reference: str) -> Tombstone | None:
    """By number or id."""
    mine = select(tombstones).where(_columns.tenant_id == tenant_id)
    query = union_all(mine.where(_columns.number == reference), mine.where(_columns.entity_id == reference))
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    return Tombstone.model_construct(
        kind=EntityKind(row["entity_kind"]),
        id=row["entity_id"],
        number=row["number"],
        version=row["version"],
        history_hash=row["history_hash"],
        became=Became(row["became"]),
        at=row["at"],
        by=row["user_id"],
        batch_id=row["batch_id"],
    )


def ends_of_chains(
    connection: Connection, tenant_id: str, kind: str, after: str | None, limit: int, ids: Sequence[str] | None
) -> Sequence[RowMapping]:
    """Id, version and hash where the chains of what is gone end, in the order of ids."""
    query = (
        select(_columns.entity_id.label("id"), _columns.version, _columns.history_hash)
        .where(_columns.tenant_id == tenant_id, _columns.entity_kind == kind)
        .order_by(_columns.entity_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(_columns.entity_id > after)
    if ids is not None:
        query = query.where(_columns.entity_id.in_(ids))
    return connection.execute(query).mappings().all()
