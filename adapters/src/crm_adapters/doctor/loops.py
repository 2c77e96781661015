"""Checks that the loops of workers and live servers succeed, and reports since when they do not."""

from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted, lasting
from crm_adapters.storage import SqlLoopFailures
from crm_adapters.system_clock import SystemClock
from crm_operations.providers import CheckResult

LOOPS = "loops"
MEND_IT = "mend the cause: it goes on trying, and goes on by itself then"


def loops_get_through(context: CheckContext) -> Sequence[CheckResult]:
    """Uses the system clock, since failures have real moments even where the CRM's clock is virtual."""
    now = SystemClock().now()
    failing = SqlLoopFailures(context.crm.database).failing(now)
    if not failing:
        return [CheckResult.ok(LOOPS, "none fails", failing=0)]
    first = failing[0]
    seconds = (now - first.since).total_seconds()
    found = f"{first.loop} has failed for {lasting(seconds)}, {counted(first.failures, 'time')}: {first.error}"
    if others := [each.loop for each in failing[1:]]:
        found += f"; so do {', '.join(others)}"
    is_lasting = seconds > context.settings.waiting_warning_seconds
    result_of = CheckResult.failed if is_lasting else CheckResult.warning
    return [
        result_of(LOOPS, found, MEND_IT, failing=len(failing), since=first.since.isoformat(), seconds=round(seconds, 1))
    ]
