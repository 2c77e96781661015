"""What is promised of a lead or deal, by the first policy that matches or by the settings, and what a clock runs on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from crm_core.calendars import WorkingCalendar
from crm_core.conditions import Condition, ConditionError, Facts
from crm_core.leads import Lead, SelectableLead, SelectionFacts
from crm_core.opportunities import Opportunity
from crm_core.service_levels import (
    BUILT_IN,
    CalendarTerms,
    Rung,
    SlaClock,
    SlaPolicy,
    SlaTerms,
    Target,
)
from crm_operations.records import UnitOfWork
from crm_operations.settings import ServiceLevelSettings


class Promised(NamedTuple):
    """Of one target: the policy that promises it, None for the settings, and its terms."""

    policy: SlaPolicy | None
    calendar: WorkingCalendar | None
    terms: SlaTerms


def promised(
    work: UnitOfWork,
    subject: Lead | Opportunity,
    targets: Collection[Target],
    settings: ServiceLevelSettings,
    at: datetime,
) -> Mapping[Target, Promised]:
    """Of each target by the first policy in force that promises it of this lead or deal, else by the settings."""
    found: dict[Target, Promised] = {}
    fulfils = _conditions_of(subject, at)
    for policy in work.sla_policies.in_force():
        promises = [each for each in policy.promises if each.target in targets and each.target not in found]
        if promises and (policy.condition is None or fulfils(policy.condition)):
            calendar = work.working_calendars.current(policy.calendar) if policy.calendar else None
            for each in promises:
                terms = _terms(policy.name, policy.revision, each.seconds, policy.warning_percent, calendar)
                found[each.target] = Promised(policy, calendar, terms)
    for target in targets:
        if target not in found:
            seconds = settings.seconds_for(target)
            found[target] = Promised(None, None, _terms(BUILT_IN, 0, seconds, settings.warning_percent, None))
    return found


def terms_of(work: UnitOfWork, clock: SlaClock) -> SlaTerms:
    """Those it started on, whatever its policy and its calendar say by now."""
    calendar = work.working_calendars.get(clock.calendar_id) if clock.calendar_id else None
    return _terms(clock.policy, clock.policy_version, clock.seconds, clock.warning_percent, calendar)


def policy_of(work: UnitOfWork, clock: SlaClock) -> SlaPolicy | None:
    """The revision it runs on; None for the settings."""
    return work.sla_policies.get(clock.policy_id) if clock.policy_id else None


def ladder_of(work: UnitOfWork, clock: SlaClock, settings: ServiceLevelSettings) -> Sequence[Rung]:
    """Who is told, and when."""
    policy = policy_of(work, clock)
    return settings.ladder if policy is None else policy.ladder


def next_rung(
    work: UnitOfWork, clock: SlaClock, terms: SlaTerms, settings: ServiceLevelSettings
) -> tuple[int, datetime] | None:
    """The rung that comes next, and when; None above the last one, and behind a pause that has no end."""
    ladder = ladder_of(work, clock, settings)
    if clock.next_rung >= len(ladder):
        return None
    moment = clock.rung_at(ladder[clock.next_rung].after_seconds, terms)
    return None if moment is None else (clock.next_rung, moment)


def applies_to(policy: SlaPolicy, subject: Lead | Opportunity, at: datetime) -> bool:
    """Whether its condition selects this lead or deal, as it is."""
    return policy.condition is None or _conditions_of(subject, at)(policy.condition)


def _conditions_of(subject: Lead | Opportunity, at: datetime) -> Callable[[str], bool]:
    """A condition whose types do not fit this one is not fulfilled by it."""

    @cache
    def selected() -> Callable[[str], bool]:
        if isinstance(subject, Lead):
            return SelectableLead(SelectionFacts.of(subject)).fulfils
        facts = Facts(opportunity=subject.facts(at))
        return lambda condition: Condition.of(condition).matches(facts)

    def fulfils(condition: str) -> bool:
        try:
            return selected()(condition)
        except ConditionError:
            return False

    return fulfils


def _terms(policy: str, version: int, seconds: int, warning_percent: int, calendar: WorkingCalendar | None) -> SlaTerms:
    """Built without validation, which its parts passed."""
    hours = None
    if calendar is not None:
        hours = CalendarTerms.model_construct(
            name=calendar.name,
            revision=calendar.revision,
            timezone=calendar.timezone,
            week=calendar.week,
            days=calendar.days,
            holidays=calendar.holidays,
        )
    return SlaTerms.model_construct(
        policy=policy, policy_version=version, seconds=seconds, warning_percent=warning_percent, calendar=hours
    )
