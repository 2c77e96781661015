"""What quotas come to in a period: the one assigned for it, else what those of its quarters and months add up to."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_core.credits import CreditBasis
from crm_core.fiscal import FiscalCalendar, FiscalPeriod, PeriodLength
from crm_core.quotas.proration import ALL_THE_TIME, CountsDay, Employment, effective_minor
from crm_core.quotas.quota import Quota, QuotaHolder, QuotaSubject

_SHORTER = {PeriodLength.YEAR: PeriodLength.QUARTER, PeriodLength.QUARTER: PeriodLength.MONTH}


class QuotaPart(NamedTuple):
    """What holds of one quota, in minor units of its currency."""

    quota: Quota
    period: FiscalPeriod
    amount_minor: int


class EffectiveQuota(NamedTuple):
    """What somebody is to bring, and what it is made of; ``parts`` are in the order of time, and at least one."""

    parts: Sequence[QuotaPart]

    @property
    def basis(self) -> CreditBasis:
        """What counts; where parts differ, what the last one says."""
        return self.parts[-1].quota.basis

    @property
    def credited(self) -> Collection[str]:
        """Which kinds of credit count; where parts differ, what the last one says."""
        return self.parts[-1].quota.credited


def effective_quotas(
    quotas: Iterable[Quota],
    period: FiscalPeriod,
    calendar: FiscalCalendar,
    employments: Mapping[str, Employment],
    is_working: CountsDay | None = None,
) -> Mapping[QuotaSubject, EffectiveQuota]:
    """By whose it is; ``quotas`` are those that hold for ``periods_within`` it. Who is to bring nothing is left out.

    ``employments`` are by user id; of somebody unknown nothing is taken off.
    """
    by_subject: dict[QuotaSubject, dict[str, Quota]] = {}
    for quota in quotas:
        by_subject.setdefault(quota.subject, {})[quota.period] = quota
    found: dict[QuotaSubject, EffectiveQuota] = {}
    for subject, by_period in by_subject.items():
        is_person = subject.kind is QuotaHolder.PERSON
        employment = employments.get(subject.holder, ALL_THE_TIME) if is_person else ALL_THE_TIME
        parts = tuple(_parts(by_period, period, calendar, employment, is_working))
        if parts:
            found[subject] = EffectiveQuota(parts)
    return found


def periods_within(calendar: FiscalCalendar, period: FiscalPeriod) -> Sequence[FiscalPeriod]:
    """Itself, its quarters and its months."""
    if (shorter := _SHORTER.get(period.length)) is None:
        return [period]
    parts = calendar.parts(period, shorter)
    return [period, *(each for part in parts for each in periods_within(calendar, part))]


def _parts(
    by_period: Mapping[str, Quota],
    period: FiscalPeriod,
    calendar: FiscalCalendar,
    employment: Employment,
    is_working: CountsDay | None,
) -> Iterator[QuotaPart]:
    if (quota := by_period.get(period.id)) is not None:
        amount = effective_minor(quota, period, employment, is_working)
        if amount is not None:
            yield QuotaPart(quota, period, amount)
    elif (shorter := _SHORTER.get(period.length)) is not None:
        for part in calendar.parts(period, shorter):
            yield from _parts(by_period, part, calendar, employment, is_working)
