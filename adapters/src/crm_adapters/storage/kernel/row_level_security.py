"""Row-level security on PostgreSQL, for migrations; without an effect on other databases."""

from alembic import op
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from crm_adapters.storage.kernel.errors import NOT_ALLOWED, DatabaseNotReady, sql_state
from crm_adapters.storage.kernel.tenants import TENANT_ROLE

POLICY = "of_the_tenant"
_MINE = "tenant_id = current_setting('crm.tenant', true)"
_RIGHTS = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
_EXISTS_ALREADY = frozenset({"42710", "23505"})
"""A duplicate object, or a duplicate key of the catalogue when both came at the same moment."""


def enable_rls(*tables: str) -> None:
    """Admits tenants to these tables, each to the rows of its own ``tenant_id`` only."""
    for table in tables:
        _on_postgresql(
            f"GRANT {_RIGHTS['TABLES']} ON {table} TO {TENANT_ROLE}",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY {POLICY} ON {table} USING ({_MINE}) WITH CHECK ({_MINE})",
        )


def disable_rls(*tables: str) -> None:
    for table in tables:
        _on_postgresql(
            f"DROP POLICY {POLICY} ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"REVOKE {_RIGHTS['TABLES']} ON {table} FROM {TENANT_ROLE}",
        )


def admit_tenants() -> None:
    """The role that tenants' work runs under, with a way into the schema. Raises DatabaseNotReady."""
    if _is_postgresql(connection := op.get_bind()):
        _make_role(connection)
        schema = _quoted(connection, "current_schema()")
        _on_postgresql(
            f"GRANT USAGE ON SCHEMA {schema} TO {TENANT_ROLE}",
            f"GRANT SELECT ON alembic_version, crm_schema TO {TENANT_ROLE}",
            *(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rights} ON {kind} TO {TENANT_ROLE}"
                for kind, rights in _RIGHTS.items()
            ),
        )


def dismiss_tenants() -> None:
    """The role stays: other databases of the server may work with it."""
    if _is_postgresql(connection := op.get_bind()):
        schema = _quoted(connection, "current_schema()")
        _on_postgresql(
            *(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE {rights} ON {kind} FROM {TENANT_ROLE}"
                for kind, rights in _RIGHTS.items()
            ),
            f"REVOKE SELECT ON alembic_version, crm_schema FROM {TENANT_ROLE}",  # noqa: S608  names of our own
            f"REVOKE USAGE ON SCHEMA {schema} FROM {TENANT_ROLE}",
        )


def _make_role(connection: Connection) -> None:
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": TENANT_ROLE}).first() is None:
        _do_unless_done(connection, f"CREATE ROLE {TENANT_ROLE} NOLOGIN")
    if not _may_become_tenant(connection):
        _do_unless_done(connection, f"GRANT {TENANT_ROLE} TO SESSION_USER")


def _may_become_tenant(connection: Connection) -> bool:
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(f"SET LOCAL ROLE {TENANT_ROLE}"))
    except DBAPIError as cause:
        if sql_state(cause) != NOT_ALLOWED:
            raise
        return False
    finally:
        savepoint.rollback()  # and with it the role
    return True


def _do_unless_done(connection: Connection, statement: str) -> None:
    """Roles belong to the whole server, and another database on it may be migrated at this moment."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError as cause:
        if sql_state(cause) == NOT_ALLOWED:
            login = _quoted(connection, "session_user")
            raise DatabaseNotReady.because_login_may_not_make_roles(TENANT_ROLE, login) from cause
        if sql_state(cause) not in _EXISTS_ALREADY:
            raise


def _on_postgresql(*statements: str) -> None:
    if _is_postgresql(op.get_bind()):
        for statement in statements:
            op.execute(statement)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _quoted(connection: Connection, name: str) -> str:
    quoted: str = connection.execute(text(f"SELECT quote_ident({name})")).scalar_one()
    return quoted
