"""Checks of the tenant's records: whether its history holds, and whether numbers are missing."""

from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted
from crm_adapters.storage import NumbersUsed, SqlHealth
from crm_operations.providers import CheckResult
from crm_operations.records import Verification

HISTORY, NUMBERS, BOUNDS = "history", "numbers", "bounds"


def history_holds(context: CheckContext) -> Sequence[CheckResult]:
    """Raises NotPermitted."""
    sample = None if context.is_thorough else context.settings.history_sample
    verified: Verification = context.crm.audit.verify(context.actor, sample)
    whole = "all of them" if context.is_thorough else f"at most {sample:,} of each kind"
    looked_at = f"{counted(verified.entities, 'entity', 'entities')} looked at, {whole}"
    figures = {"entities": verified.entities, "entries": verified.entries, "flaws": len(verified.flaws)}
    if verified.holds:
        return [CheckResult.ok(HISTORY, f"every chain holds; {looked_at}", **figures)]
    first = verified.flaws[0]
    found = f"{counted(len(verified.flaws), 'flaw')}, first {first}; {looked_at}"
    remedy = "`crm history verify` names each; compare with a backup, and find out who writes past the application"
    return [CheckResult.failed(HISTORY, found, remedy, **figures)]


def numbers_have_no_gaps(context: CheckContext) -> Sequence[CheckResult]:
    sequences = SqlHealth(context.crm.database).numbers(context.actor.tenant_id)
    figures = {"assigned": sum(each.assigned for each in sequences), "used": sum(each.used for each in sequences)}
    reused = [each for each in sequences if each.used > each.assigned]
    if reused:
        remedy = "a counter was set back: set crm_numbers.last to the highest number in use"
        return [CheckResult.failed(NUMBERS, f"given fewer than are in use: {_listed(reused)}", remedy, **figures)]
    missing = [each for each in sequences if each.used < each.assigned]
    if missing:
        remedy = "rows were removed past the application; compare with a backup"
        return [CheckResult.warning(NUMBERS, f"given, but borne by nothing: {_listed(missing)}", remedy, **figures)]
    return [CheckResult.ok(NUMBERS, f"{counted(figures['assigned'], 'number')} given, all in use", **figures)]


def values_are_within_bounds(context: CheckContext) -> Sequence[CheckResult]:
    beyond = SqlHealth(context.crm.database).beyond_bounds(context.actor.tenant_id)
    figures = {"fields": len(beyond), "rows": sum(each.rows for each in beyond)}
    if not beyond:
        return [CheckResult.ok(BOUNDS, "every value is within the bounds of its field", **figures)]
    places = (f"{each.entity}.{each.field} in {counted(each.rows, 'row')}, as {each.first_id}" for each in beyond)
    remedy = (
        "these rows can be shown and changed: give each field another value (where it should be one of a few words, in "
        "the database itself), and find out who wrote past crm"
    )
    return [CheckResult.warning(BOUNDS, f"kept beyond the bounds of its field: {'; '.join(places)}", remedy, **figures)]


def _listed(sequences: Sequence[NumbersUsed]) -> str:
    return ", ".join(f"{each.kind}-{each.year} {each.assigned:,} given, {each.used:,} in use" for each in sequences)
