"""Checks of deliveries: whether the outbox empties, and whether the broker accepts events."""

import time
from collections.abc import Sequence

from crm_adapters.doctor.check_context import CheckContext, counted, lasting
from crm_adapters.storage import OutboxBacklog, SqlHealth
from crm_operations.providers import CheckResult

OUTBOX, DEAD_LETTERS, ADDRESSES, BROKER = "outbox", "dead letters", "addresses", "broker"


def outbox_empties(context: CheckContext) -> Sequence[CheckResult]:
    now = context.crm.clock.now()
    backlog = SqlHealth(context.crm.database).outbox(now)
    oldest = backlog.oldest_due_at
    age = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return [_pending(backlog, age, context.settings.waiting_warning_seconds), _dead(backlog)]


def addresses_are_in_use(context: CheckContext) -> Sequence[CheckResult]:
    """Of every tenant; nothing to find where none is disabled."""
    by_channel = context.crm.container.partners.addresses().disabled()
    if not by_channel:
        return []
    count = sum(by_channel.values())
    channels = ", ".join(f"{channel} {disabled:,}" for channel, disabled in by_channel.items())
    found = f"{counted(count, 'address', 'addresses')} nothing is sent to any more: {channels}"
    remedy = "`crm notification address list --for PERSON` says why; add what is right again, and remove the rest"
    return [CheckResult.warning(ADDRESSES, found, remedy, **by_channel)]


def broker_answers(context: CheckContext) -> Sequence[CheckResult]:
    """Nothing to find where none is configured. Raises BrokerUnavailable."""
    publisher = context.crm.container.partners.publisher()
    if publisher is None:
        return []
    began = time.perf_counter()
    publisher.connect()
    milliseconds = round((time.perf_counter() - began) * 1_000, 1)
    return [CheckResult.ok(BROKER, f"answers within {milliseconds:,} ms", connecting_ms=milliseconds)]


def _pending(backlog: OutboxBacklog, age: float, patience: float) -> CheckResult:
    figures = {"pending": backlog.pending, "due": backlog.due, "oldest_due_seconds": round(age, 1)}
    if not backlog.due:
        later = f"; {backlog.pending:,} wait for their next try" if backlog.pending else ""
        return CheckResult.ok(OUTBOX, f"nothing is due{later}", **figures)
    found = f"{counted(backlog.due, 'message')} due, the oldest for {lasting(age)}"
    if age > patience:
        return CheckResult.warning(OUTBOX, found, "run `crm relay run --watch` or `crm worker`", **figures)
    return CheckResult.ok(OUTBOX, found, **figures)


def _dead(backlog: OutboxBacklog) -> CheckResult:
    if not backlog.dead:
        return CheckResult.ok(DEAD_LETTERS, "none", messages=0)
    found = f"{counted(backlog.dead, 'message')} given up on"
    remedy = "`crm relay dead` shows a tenant's; mend the cause, then `crm relay retry`"
    return CheckResult.failed(DEAD_LETTERS, found, remedy, messages=backlog.dead)
