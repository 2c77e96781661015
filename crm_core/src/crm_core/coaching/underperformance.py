"""The rule of underperformance: a pace below the bound, by somebody long enough in place, over enough closed deals.

Who is new, or closed little, is not judged by their pace (SPM-CRMOP-0124).
"""

from typing import Annotated

from pydantic import Field

from crm_core.fiscal import PeriodId
from crm_core.money import BasisPoints
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count, Total, UserId


class UnderperformancePolicy(Value):
    """Defaults of the settings; the pace in basis points, days in place are working days, the others calendar days."""

    pace_below_basis_points: BasisPoints = 7_000
    minimum_working_days: Annotated[Count, Field(le=250)] = 30
    minimum_closed_deals: Count = 5
    days_between_cases: Annotated[Count, Field(le=3_650)] = 30


class PaceFacts(Value):
    """What is known of a person at the end of a day; ``pace_basis_points`` is None without a quota.

    ``working_days`` are those in place, None where nobody knows when they joined: long ago.
    """

    user_id: UserId
    period: PeriodId
    pace_basis_points: Total | None = None
    working_days: Count | None = None
    closed_deals: Count = 0
    is_here: bool = True
    days_since_last_case: Count | None = None


class UnderperformanceVerdict(Value):
    """``opens_case`` only for who underperforms, and was not coached lately."""

    underperforms: bool
    opens_case: bool
    reasons: tuple[AnyText, ...]


def judge_pace(facts: PaceFacts, policy: UnderperformancePolicy) -> UnderperformanceVerdict:
    """Each condition is a reason of its own, met or not."""
    if not facts.is_here:
        return _not_judged("left")
    if facts.pace_basis_points is None:
        return _not_judged("there is no quota to keep pace with")
    reasons = [f"pace {_percent(facts.pace_basis_points)}, the bound is {_percent(policy.pace_below_basis_points)}"]
    is_behind = facts.pace_basis_points < policy.pace_below_basis_points
    if facts.working_days is not None:
        reasons.append(f"{facts.working_days} working days in place of at least {policy.minimum_working_days}")
        is_behind = is_behind and facts.working_days >= policy.minimum_working_days
    reasons.append(f"{facts.closed_deals} closed deals of at least {policy.minimum_closed_deals}")
    is_behind = is_behind and facts.closed_deals >= policy.minimum_closed_deals
    is_due = True
    if facts.days_since_last_case is not None:
        reasons.append(f"{facts.days_since_last_case} days since the last case of at least {policy.days_between_cases}")
        is_due = facts.days_since_last_case >= policy.days_between_cases
    return UnderperformanceVerdict(underperforms=is_behind, opens_case=is_behind and is_due, reasons=tuple(reasons))


def _not_judged(why: str) -> UnderperformanceVerdict:
    return UnderperformanceVerdict(underperforms=False, opens_case=False, reasons=(why,))


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02} %"
