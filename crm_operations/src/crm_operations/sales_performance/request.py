"""What is asked of sales performance, and what is answered; amounts in minor units of the tenant's currency."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from crm_core.fiscal import PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, PersonId, ShortText, Total


class Ranking(StrEnum):
    """By what people are ordered; the highest first, who has none of it last."""

    USER = "user"
    WON = "won"
    ATTAINED = "attained"
    ATTAINMENT = "attainment"
    PACE = "pace"


class PeriodQuery(Value):
    """What was in a period."""

    period: PeriodId | None = Field(default=None, description="Which period, such as 2017-Q4; else this quarter.")
    team: ShortText | None = Field(default=None, description="Only people of this team.")


class PerformanceQuery(PeriodQuery):
    """What everybody who sells did in a period."""

    order_by: Ranking = Field(default=Ranking.USER, description="By what they are ordered, the highest first.")


class ExplainAttainment(Value):
    """What a person's attainment is made of."""

    user: PersonId = Field(description="Whose attainment.")
    period: PeriodId | None = Field(default=None, description="Which period, such as 2017-Q4; else this quarter.")


class PersonPerformance(Value):
    """``won_count`` by who owned the deals when they were closed, ``won_minor`` by credit.

    ``attained_minor`` is the credit that the person's quota measures; that of won deals where there is no quota.
    """

    user: AnyText
    name: AnyText | None
    manager: AnyText | None
    manager_name: AnyText | None
    won_count: Total
    won_minor: TotalMinorUnits
    quota_minor: TotalMinorUnits | None = None
    attained_minor: TotalMinorUnits | None = None
    attainment_basis_points: Total | None = None
    pace_basis_points: Total | None = None
    win_rate_basis_points: Total | None = None


class Performance(Value):
    """Everybody who sells, those without anything too, and whoever sold then, in the order of user ids.

    ``not_priced`` are the numbers of deals whose currency has no rate into the tenant's.
    """

    period: AnyText
    currency: StoredCurrency
    people: tuple[PersonPerformance, ...]
    not_priced: tuple[AnyText, ...] = ()


class PersonMetrics(Value):
    """How a person sold: of the deals they owned when these were closed, and of what they completed.

    The rates are won / (won + lost) by count and by value, of lost deals what was expected. None without any.
    """

    user: AnyText
    name: AnyText | None
    won_count: Total
    lost_count: Total
    won_value_minor: TotalMinorUnits
    lost_value_minor: TotalMinorUnits
    win_rate_basis_points: Total | None
    win_rate_by_value_basis_points: Total | None
    average_deal_minor: TotalMinorUnits | None
    cycle_days: Total | None
    """The median of whole days from creation to closing, of won deals."""
    activities: Total
    activities_by_type: Mapping[AnyText, Total]


class PerformanceMetrics(Value):
    period: AnyText
    currency: StoredCurrency
    people: tuple[PersonMetrics, ...]
    not_priced: tuple[AnyText, ...] = ()


class Conversion(Value):
    """Of a person's deals that entered a stage in the period, those that reached a later open one or were won by now.

    ``user`` is who owns the deals now.
    """

    user: AnyText
    name: AnyText | None
    pipeline: AnyText
    stage: AnyText
    entered: Total
    reached: Total
    conversion_basis_points: Total | None


class StageConversions(Value):
    period: AnyText
    rows: tuple[Conversion, ...]


class GroupKind(StrEnum):
    MANAGER = "manager"
    TEAM = "team"
    TERRITORY = "territory"
    PRODUCT = "product"


class GroupAttainment(Value):
    """Of a manager with everybody below, a team, a territory or a product.

    ``quota_minor`` is its own, ``parts_minor`` what those of its people add up to; the difference is over-assigned,
    which is shown and never refused. Attained is the credit of the people who were of it then.
    """

    kind: GroupKind
    group: AnyText
    name: AnyText
    quota_minor: TotalMinorUnits | None
    parts_minor: TotalMinorUnits
    over_assigned_minor: TotalMinorUnits | None
    attained_minor: TotalMinorUnits
    attainment_basis_points: Total | None
    pace_basis_points: Total | None


class RolledUp(Value):
    """Attainment of managers, teams, territories and products, each kind in the order of names."""

    period: AnyText
    currency: StoredCurrency
    groups: tuple[GroupAttainment, ...]
    not_priced: tuple[AnyText, ...] = ()


class PerformanceDashboard(Value):
    """People by what they attained, how they sold, the groups they belong to, and all of it together.

    The total's quota is what the quotas of people add up to; its attainment and pace are those of who has one.
    """

    period: AnyText
    currency: StoredCurrency
    quota_minor: TotalMinorUnits
    attained_minor: TotalMinorUnits
    attainment_basis_points: Total | None
    pace_basis_points: Total | None
    won_minor: TotalMinorUnits
    people: tuple[PersonPerformance, ...]
    metrics: tuple[PersonMetrics, ...]
    groups: tuple[GroupAttainment, ...]
    not_priced: tuple[AnyText, ...] = ()


class ExplainedQuota(Value):
    """One quota that makes up a person's, and what of it holds for them."""

    quota: AnyText
    period: AnyText
    revision: Total
    assigned_minor: TotalMinorUnits
    effective_minor: TotalMinorUnits
    currency: StoredCurrency


class ExplainedCredit(Value):
    """One credit that counts; ``counted_minor`` is None where its currency has no rate."""

    deal: AnyText
    kind: AnyText
    cause: AnyText
    credit_date: AnyDay
    share_basis_points: Total
    amount_minor: TotalMinorUnits
    currency: StoredCurrency
    counted_minor: TotalMinorUnits | None


class ExplainedAttainment(Value):
    """``counted_minor`` of the credits adds up to ``attained_minor``."""

    user: AnyText
    name: AnyText | None
    period: AnyText
    currency: StoredCurrency
    basis: AnyText
    quota_minor: TotalMinorUnits | None
    attained_minor: TotalMinorUnits
    attainment_basis_points: Total | None
    pace_basis_points: Total | None
    share_gone_basis_points: Total
    quotas: tuple[ExplainedQuota, ...]
    credits: tuple[ExplainedCredit, ...]
