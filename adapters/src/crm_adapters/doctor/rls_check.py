"""Checks of PostgreSQL's row-level security: whether it is in force, and which logins bypass it."""

from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted
from crm_adapters.storage import Login, SqlRlsCheck
from crm_operations.providers import CheckResult

LOGIN, ROW_LEVEL_SECURITY = "login", "row-level security"
OTHER_LOGIN = "log in as the owner of the tables, or as a member of crm_tenant"


def tenants_are_separated(context: CheckContext) -> Sequence[CheckResult]:
    """No result on other databases, where conditions in the statements alone separate tenants."""
    if context.crm.database.kind != "postgresql":
        return []
    rls = SqlRlsCheck(context.crm.database)
    login = rls.login()
    # A login outside the role cannot work for a tenant at all, so the policies cannot be checked from here.
    return [_login(login), *([_policies(rls, context.actor.tenant_id)] if login.is_member else [])]


def _login(login: Login) -> CheckResult:
    figures = {"login": login.name}
    if not login.is_member:
        remedy = f"let the server's administrator run GRANT crm_tenant TO {login.name}"
        return CheckResult.failed(LOGIN, f"{login.name} is no member of crm_tenant", remedy, **figures)
    if login.is_superuser:
        found = f"{login.name} is a superuser, whom no policy holds outside a tenant's work"
        return CheckResult.warning(LOGIN, found, OTHER_LOGIN, **figures)
    reach = "every tenant" if login.sees_every_row else "one tenant at a time"
    return CheckResult.ok(LOGIN, f"{login.name} may work for {reach}", **figures)


def _policies(rls: SqlRlsCheck, tenant_id: str) -> CheckResult:
    looked_at, open_tables = rls.open_tables()
    figures = {"tables": looked_at, "open": len(open_tables)}
    bare = [table.name for table in open_tables if not table.has_policy]
    if bare:
        remedy = "run `crm init`; if they stay open, a migration forgot to put row-level security on them"
        return CheckResult.failed(ROW_LEVEL_SECURITY, f"no policy holds on {', '.join(bare)}", remedy, **figures)
    if open_tables:
        names = ", ".join(table.name for table in open_tables)
        remedy = f"let their owner run GRANT SELECT, INSERT, UPDATE, DELETE ON {names} TO crm_tenant"
        return CheckResult.failed(ROW_LEVEL_SECURITY, f"crm_tenant may not work on {names}", remedy, **figures)
    if not rls.is_in_force(tenant_id):
        found = "tenants' work is not bound by the policies: crm_tenant owns the tables, or bypasses them"
        return CheckResult.failed(
            ROW_LEVEL_SECURITY, found, "make crm_tenant a role of its own, with no rights but those", **figures
        )
    return CheckResult.ok(ROW_LEVEL_SECURITY, f"holds on {counted(looked_at, 'table')}", **figures)
