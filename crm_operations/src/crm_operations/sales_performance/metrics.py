"""How people sold: win rates, average deal, cycle and activities, each figure by one statement (SPM-CRMOP-0123)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod
from crm_core.money import rounded_ratio
from crm_core.performance import ClosedSum, PerformanceFigures, win_rate
from crm_core.values import as_utc
from crm_operations.sales_performance.request import PersonMetrics

SECONDS_A_DAY = 86_400


class Closed(NamedTuple):
    """Of one owner; values in the tenant's currency."""

    won: int = 0
    lost: int = 0
    won_minor: int = 0
    lost_minor: int = 0
    won_priced: int = 0
    """How many of the won ones are in ``won_minor``."""

    def with_sum(self, each: ClosedSum, value_minor: int | None) -> "Closed":
        """With what was closed; without a rate it is counted, and adds no value."""
        value, priced = value_minor or 0, 0 if value_minor is None else each.deals
        if not each.is_won:
            return self._replace(lost=self.lost + each.deals, lost_minor=self.lost_minor + value)
        return self._replace(
            won=self.won + each.deals, won_minor=self.won_minor + value, won_priced=self.won_priced + priced
        )


def closed_by_user(figures: PerformanceFigures, period: FiscalPeriod, rates: RatesInto) -> Mapping[str, Closed]:
    """What each owner won and lost; another currency is converted by the rate of the day of closing."""
    found: dict[str, Closed] = defaultdict(Closed)
    for each in figures.closed(period.start, period.end, rates.into):
        value = each.value_minor
        converted = value if each.day is None else rates.converted(value, each.currency_code, each.day)
        found[each.user_id] = found[each.user_id].with_sum(each, converted)
    return found


def metrics_of(
    figures: PerformanceFigures,
    period: FiscalPeriod,
    rates: RatesInto,
    zone: ZoneInfo,
    names: Mapping[str, str],
    users: Sequence[str] | None = None,
) -> tuple[PersonMetrics, ...]:
    """Of everybody who closed or completed anything, and of ``users``, or of them alone; in the order of ids."""
    closed = closed_by_user(figures, period, rates)
    cycles = {each.user_id: each.median_seconds for each in figures.cycles(period.start, period.end)}
    activities: dict[str, Counter[str]] = defaultdict(Counter)
    for row in figures.activities(*moments_of(period, zone)):
        activities[row.user_id][row.type] += row.done
    everybody = {*closed, *activities} if users is None else set(users)
    rows = []
    for user in sorted(everybody):
        sums, done, seconds = closed.get(user, Closed()), activities.get(user, Counter()), cycles.get(user)
        rows.append(
            PersonMetrics(
                user=user,
                name=names.get(user),
                won_count=sums.won,
                lost_count=sums.lost,
                won_value_minor=sums.won_minor,
                lost_value_minor=sums.lost_minor,
                win_rate_basis_points=win_rate(sums.won, sums.lost),
                win_rate_by_value_basis_points=win_rate(sums.won_minor, sums.lost_minor),
                average_deal_minor=rounded_ratio(sums.won_minor, sums.won_priced) if sums.won_priced else None,
                cycle_days=None if seconds is None else rounded_ratio(seconds, SECONDS_A_DAY),
                activities=done.total(),
                activities_by_type=dict(sorted(done.items())),
            )
        )
    return tuple(rows)


def moments_of(period: FiscalPeriod, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When it begins, and when the day after it does, where the tenant lives."""
    begin, end = period.start, period.end + timedelta(days=1)
    return (
        as_utc(datetime.combine(begin, time.min, tzinfo=zone)),
        as_utc(datetime.combine(end, time.min, tzinfo=zone)),
    )
