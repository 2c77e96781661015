"""The database: whether it answers, has the shape this version expects, and knows what time it is."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from crm_adapters.doctor.check_context import CheckContext, counted
from crm_adapters.storage import Database, SqlHealth, schema_state
from crm_operations.providers import CheckResult

SET_UP = "run `crm init`"


def is_reachable(context: CheckContext) -> Sequence[CheckResult]:
    database = context.crm.database
    name = database.url.render_as_string(hide_password=True)
    if not _is_there(database):
        return [CheckResult.failed("database", f"{name} does not exist", SET_UP)]
    trip = SqlHealth(database).round_trip()
    milliseconds = round(trip.seconds * 1_000, 1)
    return [
        CheckResult.ok(
            "database",
            f"{name} answers within {milliseconds:,} ms",
            kind=database.kind,
            round_trip_ms=milliseconds,
            connecting_ms=round(trip.connecting_seconds * 1_000, 1),
        )
    ]


def is_migrated(context: CheckContext) -> Sequence[CheckResult]:
    state = schema_state(context.crm.database)
    figures = {
        "current": ", ".join(state.current) or None,
        "missing": len(state.missing),
        "unknown": len(state.unknown),
        "usable": bool(state.current) and state.refusal is None,
    }
    if not state.current:
        return [CheckResult.failed("migrations", "the database was never set up", SET_UP, **figures)]
    if state.refusal is not None:
        return [CheckResult.failed("migrations", state.refusal, None, **figures)]
    if state.unknown:
        found = f"at {', '.join(state.unknown)}, of release {state.release}, which lets this one go on"
        return [CheckResult.warning("migrations", found, f"install release {state.release} here too", **figures)]
    if state.missing:
        behind = f"{counted(len(state.missing), 'migration')} behind: {', '.join(state.missing)}"
        return [CheckResult.failed("migrations", behind, SET_UP, **figures)]
    return [CheckResult.ok("migrations", f"at {', '.join(state.current)}, the newest", **figures)]


def clock_agrees(context: CheckContext) -> Sequence[CheckResult]:
    """Compares the clocks of machine and database, since leases and due dates need machines to agree on the time."""
    trip = SqlHealth(context.crm.database).round_trip()
    # The database read its clock at some point of the round trip, so its middle is the best estimate.
    asked = context.crm.clock.now() - timedelta(seconds=trip.seconds / 2)
    ahead = (trip.database_at - asked).total_seconds()
    off = abs(ahead)
    lease = context.crm.settings.operations.processes.lease_seconds
    wrong_from = context.settings.clock_failure_seconds or lease / 3
    found = f"the database's clock is {off:,.3f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
    remedy = "have both set by the same time server (NTP)"
    figures = {"ahead_seconds": round(ahead, 3), "wrong_from_seconds": wrong_from}
    if off > wrong_from:
        return [CheckResult.failed("clock", f"{found}; leases cannot be kept", remedy, **figures)]
    if off > context.settings.clock_warning_seconds:
        return [CheckResult.warning("clock", found, remedy, **figures)]
    return [CheckResult.ok("clock", found, **figures)]


def _is_there(database: Database) -> bool:
    """Asking SQLite about a file that is missing would make an empty one."""
    return database.kind != "sqlite" or Path(str(database.url.database)).expanduser().exists()
