"""Who falls behind, judged by the registered rule, and what is known of each (SPM-CRMOP-0124)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm_core.clock import local_date
from crm_core.coaching import (
    CoachingCase,
    CoachingCaseFilter,
    CoachingEvidence,
    PaceFacts,
    UnderperformancePolicy,
    UnderperformanceVerdict,
    fit_pace,
    judge_pace,
)
from crm_core.performance import win_rate
from crm_core.quotas import CountsDay
from crm_core.roles import Role
from crm_core.stores import find_all
from crm_core.values import Value
from crm_core.vocabulary import PAGE_LENGTH, AnyText
from crm_operations.attainment import Attainments
from crm_operations.providers import Person
from crm_operations.records import Rule, UnitOfWork
from crm_operations.sales_performance.metrics import Closed, closed_by_user
from crm_operations.settings import OperationsSettings

UNDERPERFORMANCE = Rule("underperformance", PaceFacts, UnderperformancePolicy, judge_pace, version=1)

_LOOKED_BACK = timedelta(days=730)
"""Who is in place for longer is for long enough, whatever the settings say."""


class Judged(NamedTuple):
    """One person who sells, as of today."""

    person: Person
    facts: PaceFacts
    verdict: UnderperformanceVerdict
    evidence: CoachingEvidence | None
    """None without a quota."""
    cases: int
    """How many coaching cases there were."""


class Underperformer(Value):
    """Somebody who was judged, and why they are behind or are not."""

    user: AnyText
    name: AnyText
    manager: AnyText | None
    facts: PaceFacts
    verdict: UnderperformanceVerdict


def judged_people(
    work: UnitOfWork, settings: OperationsSettings, attainments: Attainments, people: Sequence[Person]
) -> Iterator[Judged]:
    """Everybody who sells, in the order of ids."""
    closed = closed_by_user(work.performance_figures, attainments.period, attainments.rates)
    last = _last_cases(work)
    for person in people:
        if Role.REP in person.roles:
            yield _judged(person, settings, attainments, closed.get(person.id, Closed()), last.get(person.id))


def _judged(
    person: Person,
    settings: OperationsSettings,
    attainments: Attainments,
    closed: Closed,
    last: CoachingCase | None,
) -> Judged:
    attained, today = attainments.of_person(person.id), attainments.today
    days = None if last is None else max((today - local_date(last.created_at, settings.zone)).days, 0)
    facts = PaceFacts(
        user_id=person.id,
        period=attainments.period.id,
        pace_basis_points=attained.pace,
        working_days=_working_days(person.joined_on, today, attainments.is_working),
        closed_deals=closed.won + closed.lost,
        is_here=person.is_active and (person.left_on is None or person.left_on >= today),
        days_since_last_case=days,
    )
    evidence = None
    if attained.pace is not None and attained.quota_minor is not None:
        evidence = CoachingEvidence.model_construct(
            quota_minor=attained.quota_minor,
            attained_minor=attained.attained_minor,
            currency_code=settings.currency,
            pace_basis_points=fit_pace(attained.pace),
            win_rate_basis_points=win_rate(closed.won, closed.lost),
            closed_deals=facts.closed_deals,
            working_days=facts.working_days,
        )
    verdict = UNDERPERFORMANCE.decide(facts, settings.performance.underperformance)
    return Judged(person, facts, verdict, evidence, 0 if last is None else last.number)


def _last_cases(work: UnitOfWork) -> Mapping[str, CoachingCase]:
    cases = find_all(work.coaching_cases, CoachingCaseFilter(limit=PAGE_LENGTH))
    last: dict[str, CoachingCase] = {}
    for case in cases:
        known = last.get(case.user_id)
        if known is None or known.number < case.number:
            last[case.user_id] = case
    return last


def _working_days(joined_on: date | None, today: date, is_working: CountsDay) -> int | None:
    """Up to today, both days included; those of the last two years."""
    if joined_on is None:
        return None
    first = max(joined_on, today - _LOOKED_BACK)
    return sum(is_working(first + timedelta(days=each)) for each in range((today - first).days + 1))
