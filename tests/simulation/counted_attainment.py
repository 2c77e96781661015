"""Quotas, attainment and coaching, counted again in plain Python."""

from collections import defaultdict
from collections.abc import Iterator

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.coaching import CoachingCase, CoachingCaseFilter
from crm_core.quotas import Quota, QuotaFilter
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.sales_performance import ExplainAttainment, PerformanceQuery


def wrong_quotas(crm: Crm, admin: Actor) -> Iterator[str]:
    """Revisions of a quota count from 1 without gaps, and none but the newest holds."""
    revisions: dict[tuple[str, str], list[Quota]] = defaultdict(list)
    for quota in crm.performance.quotas(admin, QuotaFilter(limit=PAGE_LENGTH)):
        revisions[quota.subject_key, quota.period].append(quota)
    for (_, period), found in revisions.items():
        numbers = [each.revision for each in found]
        if numbers != list(range(1, len(found) + 1)):
            yield f"a quota for {period} has the revisions {numbers}"
        if [each.revision for each in found if each.replaced_at is None] != numbers[-1:]:
            yield f"of a quota for {period} a former revision holds"


def wrong_attainment(crm: Crm, admin: Actor) -> Iterator[str]:
    """What people attained this quarter is what the credits add up to that explain it."""
    found = crm.performance.performance(admin, PerformanceQuery())
    for row in found.people:
        explained = crm.performance.explain(admin, ExplainAttainment(user=row.user, period=found.period))
        counted = sum(each.counted_minor or 0 for each in explained.credits)
        if row.attained_minor != counted or explained.quota_minor != row.quota_minor:
            yield f"{row.user} attained {row.attained_minor} of {row.quota_minor}, explained as {counted}"


def wrong_coaching(crm: Crm, admin: Actor) -> Iterator[str]:
    """A person's cases count from 1, and each has the decision that opened it."""
    cases: dict[str, list[CoachingCase]] = defaultdict(list)
    for case in crm.coaching.list(admin, CoachingCaseFilter(limit=PAGE_LENGTH)):
        cases[case.user_id].append(case)
        if len(crm.audit.explain(admin, case.ref)) != 1:
            yield f"nobody decided to open coaching case {case.id}"
    for user, found in cases.items():
        if [each.number for each in found] != list(range(1, len(found) + 1)):
            yield f"{user} has the coaching cases {[each.number for each in found]}"
