"""What is kept about the tenant's facts: whether its history holds, and whether its numbers are all there."""

from collections.abc import Sequence

from crm_adapters.doctor.subject import Subject, counted
from crm_adapters.storage import NumbersUsed, SqlHealth
from crm_operations.providers import Finding
from crm_operations.records import Verification

HISTORY, NUMBERS, BOUNDS = "history", "numbers", "bounds"


def history_holds(subject: Subject) -> Sequence[Finding]:
    """Raises NotPermitted."""
    sample = None if subject.is_thorough else subject.settings.history_sample
    verified: Verification = subject.crm.audit.verify(subject.actor, sample)
    whole = "all of them" if subject.is_thorough else f"at most {sample:,} of each kind"
    looked_at = f"{counted(verified.entities, 'entity', 'entities')} looked at, {whole}"
    figures = {"entities": verified.entities, "entries": verified.entries, "flaws": len(verified.flaws)}
    if verified.holds:
        return [Finding.ok(HISTORY, f"every chain holds; {looked_at}", **figures)]
    first = verified.flaws[0]
    found = f"{counted(len(verified.flaws), 'flaw')}, first {first}; {looked_at}"
    remedy = "`crm history verify` names each; compare with a backup, and find out who writes past the application"
    return [Finding.failed(HISTORY, found, remedy, **figures)]


def numbers_have_no_gaps(subject: Subject) -> Sequence[Finding]:
    sequences = SqlHealth(subject.crm.database).numbers(subject.actor.tenant_id)
    figures = {"given": sum(each.given for each in sequences), "used": sum(each.used for each in sequences)}
    reused = [each for each in sequences if each.used > each.given]
    if reused:
        remedy = "a counter was set back: set crm_numbers.last to the highest number in use"
        return [Finding.failed(NUMBERS, f"given fewer than are in use: {_told(reused)}", remedy, **figures)]
    missing = [each for each in sequences if each.used < each.given]
    if missing:
        remedy = "rows were removed past the application; compare with a backup"
        return [Finding.warning(NUMBERS, f"given, but borne by nothing: {_told(missing)}", remedy, **figures)]
    return [Finding.ok(NUMBERS, f"{counted(figures['given'], 'number')} given, all in use", **figures)]


def values_are_within_bounds(subject: Subject) -> Sequence[Finding]:
    beyond = SqlHealth(subject.crm.database).beyond_bounds(subject.actor.tenant_id)
    figures = {"fields": len(beyond), "rows": sum(each.rows for each in beyond)}
    if not beyond:
        return [Finding.ok(BOUNDS, "every value is within the bounds of its field", **figures)]
    places = (f"{each.entity}.{each.field} in {counted(each.rows, 'row')}, as {each.first_id}" for each in beyond)
    remedy = (
        "these rows can be shown and changed: give each field another value (where it should be one of a few words, in "
        "the database itself), and find out who wrote past crm"
    )
    return [Finding.warning(BOUNDS, f"kept beyond the bounds of its field: {'; '.join(places)}", remedy, **figures)]


def _told(sequences: Sequence[NumbersUsed]) -> str:
    return ", ".join(f"{each.kind}-{each.year} {each.given:,} given, {each.used:,} in use" for each in sequences)
