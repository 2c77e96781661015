"""Checks of sealed secrets: whether their keys are available, and readable by their owner only."""

from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted
from crm_operations.providers import CheckResult

SECRETS = "secrets"


def secrets_can_be_read(context: CheckContext) -> Sequence[CheckResult]:
    """Checks the secrets of all tenants; no result where there are none."""
    infrastructure = context.crm.container.infrastructure
    found, keys = infrastructure.secrets_upkeep().under_keys(), infrastructure.keys()
    if not found:
        return []
    figures = {key.key_id: key.secrets for key in found}
    if missing := [key for key in found if not key.is_here]:
        named = ", ".join(key.key_id for key in missing)
        lost = f"{counted(sum(key.secrets for key in missing), 'secret')} cannot be read: the key {named} is not here"
        remedy = f"bring it back to {keys.where}; deliveries wait until then, none is given up"
        return [CheckResult.failed(SECRETS, lost, remedy, **figures)]
    if keys.is_read_by_others:
        remedy = f"chmod 600 {keys.file}, then `crm secret rotate`"
        return [CheckResult.warning(SECRETS, f"others may read {keys.file}", remedy, **figures)]
    if former := sum(key.secrets for key in found if not key.is_current):
        sealed = f"{counted(former, 'secret')} sealed with a former key"
        return [CheckResult.warning(SECRETS, sealed, "`crm secret rotate` once more", **figures)]
    readable = counted(sum(key.secrets for key in found), "secret")
    return [CheckResult.ok(SECRETS, f"{readable}, every key is here", **figures)]
