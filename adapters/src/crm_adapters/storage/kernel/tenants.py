"""Which rows a transaction sees: one tenant's or, for work on behalf of all, every tenant's."""

from enum import Enum
from typing import Final, Literal

from sqlalchemy import Connection

from crm_adapters.storage.kernel.prepared import fetched
from crm_core.errors import Invalid

TENANT_ROLE = "crm_tenant"
"""The PostgreSQL role of a tenant's transactions: no owner of tables, so that the policies apply."""


class Everybody(Enum):
    """All tenants; its own type, so that no tenant id can equal it."""

    EVERY_TENANT = "every tenant"


EVERY_TENANT: Final[Literal[Everybody.EVERY_TENANT]] = Everybody.EVERY_TENANT
"""For the relay's queue, migrations and upkeep; whoever serves one tenant names that one."""

Tenant = str | Literal[Everybody.EVERY_TENANT]

CONFIGURATION = "crm_configuration_versions"
"""The table with the version of each tenant's configuration."""

_OF_TENANT = f"SELECT version FROM {CONFIGURATION} WHERE tenant_id = %(tenant)s"  # noqa: S608  a name of our own
_AS_TENANT = f"SELECT set_config('role', %(role)s, true), set_config('crm.tenant', %(tenant)s, true), ({_OF_TENANT})"
# For a login bound by the policies, this raises an error instead of answering no rows.
_AS_LOGIN = "SELECT set_config('row_security', 'off', true)"


def work_for(connection: Connection, tenant: Tenant) -> None:
    """On PostgreSQL, sets the tenant of a transaction at its beginning. Raises Invalid for an empty id."""
    if not tenant:
        raise Invalid.field("tenant", "it is empty", "name one")
    note_version(connection, None)
    if connection.dialect.name != "postgresql":
        return
    if tenant is EVERY_TENANT:
        fetched(connection, _AS_LOGIN, {})
        return
    ((_, _, version),) = fetched(connection, _AS_TENANT, {"role": TENANT_ROLE, "tenant": tenant})
    note_version(connection, version or 0)


def note_version(connection: Connection, version: int | None) -> None:
    """The tenant's version as this transaction knows it; None when it does not yet."""
    connection.info[CONFIGURATION] = version


def noted_version(connection: Connection) -> int | None:
    version: int | None = connection.info.get(CONFIGURATION)
    return version
