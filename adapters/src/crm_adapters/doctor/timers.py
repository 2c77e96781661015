"""Checks of timers: whether what is due is fired, and whether some were given up."""

from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted, lasting
from crm_operations.providers import CheckResult

TIMERS, FAILED = "timers", "failed timers"


def timers_are_fired(context: CheckContext) -> Sequence[CheckResult]:
    """Of every tenant."""
    now = context.crm.clock.now()
    backlog = context.crm.container.infrastructure.timer_queue().backlog(now)
    age = 0.0 if backlog.oldest_due_at is None else max(0.0, (now - backlog.oldest_due_at).total_seconds())
    return [_due(backlog.due, age, context.settings.waiting_warning_seconds), _failed(backlog.failed)]


def _due(due: int, age: float, patience: float) -> CheckResult:
    figures = {"due": due, "oldest_due_seconds": round(age, 1)}
    if not due:
        return CheckResult.ok(TIMERS, "none is due", **figures)
    found = f"{counted(due, 'timer')} due, the oldest for {lasting(age)}"
    if age > patience:
        return CheckResult.warning(TIMERS, found, "run `crm worker` or `crm timer run --watch`", **figures)
    return CheckResult.ok(TIMERS, found, **figures)


def _failed(count: int) -> CheckResult:
    if not count:
        return CheckResult.ok(FAILED, "none", timers=0)
    found = f"{counted(count, 'timer')} given up"
    remedy = "`crm timer list --failed` shows a tenant's; mend what `crm timer show ID` says, then `crm timer retry ID`"
    return CheckResult.failed(FAILED, found, remedy, timers=count)
