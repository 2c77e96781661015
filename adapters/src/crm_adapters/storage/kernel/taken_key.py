"""Which unique key a refused write violated."""

from sqlalchemy import Table, select

from crm_adapters.storage.kernel.session import Row, Session
from crm_core.entities import Entity
from crm_core.errors import KeyTaken


def taken_key(session: Session, table: Table, entity: Entity, row: Row, *keys: tuple[str, ...]) -> KeyTaken:
    """The first of these that another entity has; where the rival is gone again, any of them may have been it."""
    if (taken := taken_by_another(session, table, entity, row, *keys)) is not None:
        return taken
    names, values = zip(*((", ".join(key), _in_words(row, key)) for key in keys), strict=True)
    return KeyTaken.because_taken(entity.kind, " or ".join(names), " or ".join(values))


def taken_by_another(
    session: Session, table: Table, entity: Entity, row: Row, *keys: tuple[str, ...]
) -> KeyTaken | None:
    """The first of these that another entity has; None where none of them is taken."""
    columns = table.c
    is_id = keys[0] == ("id",)
    for key in keys:
        if any(row[name] is None for name in key):
            continue
        same = (columns[name] == row[name] for name in key)
        query = select(columns.id).where(columns.tenant_id == session.tenant_id, *same)
        owner = session.connection.execute(query).scalar()
        if owner is not None and (is_id or owner != entity.id):
            return KeyTaken.because_taken(entity.kind, ", ".join(key), _in_words(row, key))
    return None


def _in_words(row: Row, key: tuple[str, ...]) -> str:
    return ", ".join(str(row[name]) for name in key)
