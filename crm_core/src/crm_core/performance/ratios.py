"""The ratios of performance in basis points, rounded half to even once; None where there is nothing to divide by."""

from datetime import date

from crm_core.fiscal import FiscalPeriod
from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.quotas import CountsDay


def basis_points(part: int, whole: int | None) -> int | None:
    """What of the whole the part is; None of nothing."""
    return rounded_ratio(part * BASIS_POINTS, whole) if whole else None


def attainment(attained_minor: int, quota_minor: int | None) -> int | None:
    """What was attained of the quota; None where it is 0 or there is none."""
    return basis_points(attained_minor, quota_minor)


def pace(
    attained_minor: int,
    quota_minor: int | None,
    period: FiscalPeriod,
    today: date,
    is_counted: CountsDay | None = None,
) -> int | None:
    """Attained / (quota x share of the period gone at the end of today); None before it begins, and without a quota.

    By calendar days, or by those that ``is_counted``.
    """
    if is_counted is None:
        gone, days = period.days_gone(today), period.days
    else:
        gone, days = period.count_days(is_counted, until=today), period.count_days(is_counted)
    if not quota_minor or not gone:
        return None
    return rounded_ratio(attained_minor * BASIS_POINTS * days, quota_minor * gone)


def win_rate(won: int, lost: int) -> int | None:
    """Won / (won + lost) of what was closed, by count or by value; None where nothing was."""
    return basis_points(won, won + lost)
