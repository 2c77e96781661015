"""Checks row-level security on PostgreSQL: the login's rights, and tables without a policy."""

from sqlalchemy import bindparam, text

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.tenants import EVERY_TENANT, TENANT_ROLE
from crm_core.values import Value


class Login(Value):
    """The login role; ``is_member`` says whether it is in the role that tenants' transactions run under."""

    name: str
    is_superuser: bool
    sees_every_row: bool
    """As the owner of the tables or by BYPASSRLS, outside a tenant's work."""
    is_member: bool


class TableOpen(Value):
    """A table with a tenant column but no policy, or on which the role of tenants lacks rights."""

    name: str
    has_policy: bool
    has_grants: bool


class SqlRlsCheck:
    """Checks of row-level security, for PostgreSQL only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def login(self) -> Login:
        with self._database.reading(EVERY_TENANT) as connection:
            return Login.model_validate(dict(connection.execute(_LOGIN, _ROLE).mappings().one()))

    def open_tables(self) -> tuple[int, list[TableOpen]]:
        """How many tables were checked, and those that are open."""
        with self._database.reading(EVERY_TENANT) as connection:
            found = [TableOpen.model_validate(dict(row)) for row in connection.execute(_TABLES, _ROLE).mappings()]
        return len(found), [table for table in found if not (table.has_policy and table.has_grants)]

    def is_in_force(self, tenant_id: str) -> bool:
        """Whether a transaction of the tenant is bound by the policies."""
        with self._database.reading(tenant_id) as connection:
            return bool(connection.execute(_IN_FORCE).scalar_one())


_ROLE = {"role": TENANT_ROLE}
_LOGIN = text(
    """
    SELECT me.rolname AS name, me.rolsuper AS is_superuser, coalesce(pg_has_role(me.oid, tenants.oid, 'MEMBER'), false)
        AS is_member, me.rolsuper OR me.rolbypassrls OR coalesce(pg_has_role(me.oid, leads.relowner, 'USAGE'), false)
        AS sees_every_row
    FROM pg_roles me
    LEFT JOIN pg_roles tenants ON tenants.rolname = :role
    LEFT JOIN pg_class leads ON leads.oid = to_regclass('crm_leads')
    WHERE me.rolname = session_user
    """
).bindparams(bindparam("role"))
_TABLES = text(
    """
    SELECT tables.relname AS name,
        tables.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = tables.oid) AS has_policy,
        coalesce(
            (
                SELECT bool_and(has_table_privilege(tenants.oid, tables.oid, needed))
                FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed
            ),
            false
        ) AS has_grants
    FROM pg_class tables
    JOIN pg_attribute tenant ON tenant.attrelid = tables.oid AND tenant.attname = 'tenant_id' AND tenant.attnum > 0
    LEFT JOIN pg_roles tenants ON tenants.rolname = :role
    WHERE tables.relkind IN ('r', 'p') AND tables.relnamespace = current_schema()::regnamespace
        AND tables.relname LIKE 'crm\\_%'
    ORDER BY tables.relname
    """
).bindparams(bindparam("role"))
_IN_FORCE = text("SELECT row_security_active('crm_leads')")
