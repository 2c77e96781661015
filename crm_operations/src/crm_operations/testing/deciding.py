"""A rule for tests of decision logs: its verdict is the case itself, if the policy allows it."""

from datetime import datetime

from crm_core.identity import EntityRef
from crm_core.leads import LeadScore
from crm_core.testing import START
from crm_operations.records import Rule, UnitOfWork


def at_most(case: LeadScore, policy: LeadScore) -> LeadScore:
    return case if case.total <= policy.total else policy


AT_MOST = Rule("at most", LeadScore, LeadScore, at_most, version=3)


def decide(
    work: UnitOfWork,
    subject: EntityRef,
    reason: str = "Because.",
    *,
    rule: Rule[LeadScore, LeadScore, LeadScore] = AT_MOST,
    case: LeadScore = LeadScore(total=40),  # noqa: B008 - it is frozen
    policy: LeadScore = LeadScore(total=30),  # noqa: B008
    at: datetime = START,
) -> None:
    work.decisions.record(
        rule,
        subject,
        policy=policy,
        policy_version=f"at most {policy.total}",
        case=case,
        verdict=rule.decide(case, policy),
        reasons=[reason],
        at=at,
    )
