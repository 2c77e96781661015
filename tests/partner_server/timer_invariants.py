"""What falls due: each rung acts once, waits for a reason that holds, and time adds up."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from snapshot import Snapshot

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.approvals import ApprovalFilter, DelegationFilter
from crm_core.errors import CrmError
from crm_core.escalations import EscalationFilter, EscalationRaised, EscalationStatus, StepOutcome
from crm_core.forecasts import ForecastSnapshotFilter
from crm_core.identity import EntityKind
from crm_core.leads import LeadStatus
from crm_core.pipelines import Outcome
from crm_core.quotations import VersionStatus
from crm_core.service_levels import SlaAtRisk, SlaBreached, SlaClock, SlaClockFilter, SLAResult
from crm_core.service_levels.verdict import MOST_SPANS
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.approvals import CONTINUATION
from crm_operations.approvals import TIMER as APPROVAL_TIMER
from crm_operations.delegation import ENDS, STARTS
from crm_operations.escalation.stale_leads import LADDER_TIMER, STALE_TIMER
from crm_operations.forecasting import SNAPSHOT_TIMER
from crm_operations.quote_to_order import EXPIRY
from crm_operations.records import Timer, TimerFilter, TimerState
from crm_operations.service_levels import CLOCK_TIMER, ladder_of
from crm_operations.timers import ATTEMPT_LOST

_ENDED = frozenset({TimerState.FIRED, TimerState.PASSED})
_ACTED = frozenset({StepOutcome.NOTIFIED, StepOutcome.NOBODY})
_TOLD_ONCE = frozenset({SlaAtRisk.name, SlaBreached.name})


def wrong_times(crm: Crm, admin: Actor, now: datetime) -> Iterator[str]:
    """Of clocks: what was counted and what was not is the time that passed."""
    found = {clock.id: clock for clock in clocks_of(crm, admin)}
    for subject_id in {clock.subject_id for clock in found.values()}:
        for shown in crm.service_levels.get(admin, subject_id).clocks:
            yield from _counted_wrongly(found[shown.row.id], shown.result, now)


def _counted_wrongly(clock: SlaClock, result: SLAResult, now: datetime) -> Iterator[str]:
    """By the intervals that were counted, which no figure is made of."""
    which = f"{clock.target} of {clock.number}"
    until = max(clock.started_at, clock.stopped_at or now)
    counted = sum((span.end - span.start for span in result.counted), timedelta())
    figures = (result.elapsed_seconds, result.paused_seconds, result.closed_seconds)
    if min(figures) < 0 or sum(figures) != (until - clock.started_at) // timedelta(seconds=1):
        yield f"the time of {which} does not add up: {figures} from {clock.started_at} to {until}"
    if len(result.counted) < MOST_SPANS and counted // timedelta(seconds=1) != result.elapsed_seconds:
        yield f"{result.elapsed_seconds} seconds of {which} were counted, in intervals of {counted}"
    if any(pause.covers(span.start) for pause in clock.pauses for span in result.counted):
        yield f"{which} was paused while it was counted"
    if clock.calendar is None and result.closed_seconds:
        yield f"{which} has no calendar, and was closed for {result.closed_seconds} seconds"
    if not clock.is_running and clock.elapsed_seconds != result.elapsed_seconds:
        yield f"{which} was stopped after {clock.elapsed_seconds} seconds, of which {result.elapsed_seconds} count"


def doubled_or_early_rungs(crm: Crm, admin: Actor, seen: Snapshot) -> Iterator[str]:
    """Each rung of each timer acts once, in order and no earlier than it is due."""
    told = Counter((row["topic"], row["entity_id"]) for row in seen.outbox)
    for escalation in crm.escalations.list(admin, EscalationFilter(limit=PAGE_LENGTH)):
        if any(later.rung <= former.rung for former, later in pairwise(escalation.steps)):
            yield f"the escalation of {escalation.number} went up {[step.rung for step in escalation.steps]}"
        acted = sum(step.outcome in _ACTED for step in escalation.steps)
        if (times := told[EscalationRaised.name, escalation.id]) != acted:
            yield f"{acted} rungs of the escalation of {escalation.number} acted, and {times} were announced"
    for (topic, clock_id), times in told.items():
        if topic in _TOLD_ONCE and times > 1:
            yield f"{topic} of {clock_id} was told {times} times"
    for timer in timers_of(crm, admin):
        which = f"timer {timer.kind} {timer.rung} of {timer.subject.id}"
        if timer.state in _ENDED and (timer.ended_at is None or timer.ended_at < timer.trigger_at):
            yield f"{which} {timer.state} at {timer.ended_at}, before it was due at {timer.trigger_at}"
        if timer.last_error not in {None, ATTEMPT_LOST} and (timer.last_error or "").partition(":")[0] not in _REFUSALS:
            yield f"{which} came to grief: {timer.last_error}"


def timers_without_reason(crm: Crm, admin: Actor, seen: Snapshot) -> Iterator[str]:
    """What waits has a reason that holds; one timer waits for a clock that runs, that of its next rung."""
    timers, open_ones = timers_of(crm, admin), _open_subjects(seen)
    of_clocks: dict[str, dict[int, TimerState]] = defaultdict(dict)
    for timer in timers:
        if timer.kind == CLOCK_TIMER:
            of_clocks[timer.subject.id][timer.rung] = timer.state
    ladders, running = _ladders(crm, admin), Counter[tuple[str, str]]()
    for clock in clocks_of(crm, admin):
        which = f"{clock.target} of {clock.number}, which is {clock.status}"
        waiting = [rung for rung, state in of_clocks[clock.id].items() if state is TimerState.PENDING]
        if any(rung != clock.next_rung for rung in waiting) or (waiting and not clock.is_running):
            yield f"rungs {waiting} wait for {which} and comes to rung {clock.next_rung}"
        is_owed = clock.is_running and clock.due_at is not None and clock.next_rung < ladders[clock.id]
        if is_owed and clock.next_rung not in of_clocks[clock.id]:
            yield f"nothing waits for rung {clock.next_rung} of {which}"
        if clock.is_running and clock.subject_id not in open_ones:
            yield f"{which}, goes on, and {clock.number} has ended"
        running[clock.number, clock.target] += clock.is_running
    for (number, target), count in running.items():
        if count > 1:
            yield f"{count} clocks of one target run at once: {target} of {number}"
    holding = _reasons_that_hold(crm, admin, seen, open_ones)
    for timer in timers:
        if timer.state is TimerState.PENDING and timer.subject.id not in holding.get(timer.kind, {timer.subject.id}):
            yield f"timer {timer.kind} {timer.rung} of {timer.subject.id} waits, and its reason is gone"


def _reasons_that_hold(crm: Crm, admin: Actor, seen: Snapshot, open_ones: set[str]) -> Mapping[str, set[str]]:
    """By kind of timer, what one may wait for. What a person resolved may be reopened, so its ladder waits on."""
    requests = crm.approvals.list(admin, ApprovalFilter(limit=PAGE_LENGTH))
    escalations = crm.escalations.list(admin, EscalationFilter(limit=PAGE_LENGTH))
    delegations = crm.delegations.list(admin, DelegationFilter(limit=PAGE_LENGTH))
    standing = {each.id for each in delegations if each.revoked_at is None}
    snapshots = crm.forecast_snapshots.list(admin, ForecastSnapshotFilter(limit=PAGE_LENGTH))
    return {
        STALE_TIMER: open_ones,
        LADDER_TIMER: {
            each.id for each in escalations if each.status is not EscalationStatus.RESOLVED or each.resolution
        },
        APPROVAL_TIMER: {each.id for each in requests if each.is_pending},
        CONTINUATION: {each.id for each in requests if each.state.is_yes and each.then_close},
        SNAPSHOT_TIMER: {each.id for each in snapshots[-1:]},
        EXPIRY: {row["id"] for row in seen.entities[EntityKind.QUOTATION] if VersionStatus(row["status"]).is_live},
        STARTS: standing,
        ENDS: standing,
    }


def _open_subjects(seen: Snapshot) -> set[str]:
    """The leads and deals that have not ended."""
    leads = {row["id"] for row in seen.leads if LeadStatus(row["status"]).is_active}
    return leads | {row["id"] for row in seen.opportunities if row["outcome"] == Outcome.OPEN}


def timers_of(crm: Crm, admin: Actor) -> Sequence[Timer]:
    return crm.timers.list(admin, TimerFilter(limit=PAGE_LENGTH))


def clocks_of(crm: Crm, admin: Actor) -> Sequence[SlaClock]:
    with crm.container.infrastructure.records().reading(admin) as work:
        found: Sequence[SlaClock] = work.sla_clocks.find(SlaClockFilter(limit=PAGE_LENGTH))
        return found


def _ladders(crm: Crm, admin: Actor) -> Mapping[str, int]:
    """By clock, how many rungs it has."""
    settings = crm.settings_for(admin.tenant_id).service_levels
    with crm.container.infrastructure.records().reading(admin) as work:
        found = work.sla_clocks.find(SlaClockFilter(limit=PAGE_LENGTH))
        return {clock.id: len(ladder_of(work, clock, settings)) for clock in found}


def _with_subclasses(kind: type) -> Iterator[str]:
    yield kind.__name__
    below: list[type] = kind.__subclasses__()
    for each in below:
        yield from _with_subclasses(each)


_REFUSALS = frozenset(_with_subclasses(CrmError))
"""What may keep a timer from firing for a while; anything else is a slip of ours."""
