"""What an activity does to clocks: it is a contact or a follow-up, or, while it is still to do, a pause."""

from datetime import timedelta

from crm_core.activities import ActivityCompleted, ActivityDirection, ActivityLogged
from crm_core.identity import EntityKind
from crm_core.service_levels import MOST_PAUSES, Pause, PauseReason, SlaClock, SlaPolicy, Target
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.clocks import Clocks
from crm_operations.service_levels.stopping import ClockFacts
from crm_operations.service_levels.terms import policy_of
from crm_operations.settings import ServiceLevelSettings

ActivityFact = ActivityLogged | ActivityCompleted


def activity_logged(
    work: UnitOfWork, clocks: Clocks, facts: ClockFacts, settings: ServiceLevelSettings, event: ActivityFact
) -> None:
    """Of a lead only the first contact; of a deal every follow-up, and what is planned."""
    target = Target.FIRST_CONTACT if event.related.kind is EntityKind.LEAD else Target.FOLLOW_UP
    clock = next((each for each in clocks.running(event.related) if each.target is target), None)
    happening = event.happening
    if happening.happened_at is None:
        if clock is not None and target is Target.FOLLOW_UP:
            _pause(work, clocks, settings, clock, event)
    elif _counts(event, policy_of(work, clock) if clock else None):
        if target is Target.FIRST_CONTACT:
            facts.meet((target,), happening.happened_at)
        else:
            facts.follow_up(happening.happened_at, done=event.subject.id)
    elif clock is not None and isinstance(event, ActivityCompleted):
        clocks.resume(clock, at=event.at, reason=PauseReason.ACTIVITY, cause=event.subject.id)


def _counts(event: ActivityFact, policy: SlaPolicy | None) -> bool:
    """By the policy of the clock that runs, where it asks for more or is content with less."""
    happening = event.happening
    if event.related.kind is EntityKind.LEAD:
        return happening.makes_first_contact(answered=policy is not None and policy.asks_for_answer)
    answers = policy is not None and policy.customers_answer_counts
    is_inbound = happening.direction is ActivityDirection.INBOUND
    return happening.makes_first_contact() or (answers and is_inbound and happening.is_human)


def _pause(
    work: UnitOfWork, clocks: Clocks, settings: ServiceLevelSettings, clock: SlaClock, event: ActivityFact
) -> None:
    """Until the activity is due, for so many days at most."""
    policy = policy_of(work, clock)
    due = work.activities.get(event.subject.id).due_date
    if (
        due is None
        or due <= event.at
        or len(clock.pauses) >= MOST_PAUSES
        or (policy is not None and not policy.pauses_for_activities)
    ):
        return
    end = min(due, event.at + timedelta(days=settings.longest_activity_pause_days))
    pause = Pause(start=event.at, end=end, reason=PauseReason.ACTIVITY, cause=event.subject.id)
    clocks.pause(clock, pause, at=event.at)
