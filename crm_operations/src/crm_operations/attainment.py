"""Attainment within one unit of work: quotas that hold, and the credit that each measures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_core.calendars import current_calendar
from crm_core.credits import CreditDimension
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod
from crm_core.performance import Credited, CreditedAmounts, Measure, attainment, pace
from crm_core.quotas import (
    CountsDay,
    EffectiveQuota,
    Employment,
    Proration,
    QuotaHolder,
    QuotaSubject,
    effective_quotas,
    periods_within,
    working_days_of,
)
from crm_operations.providers import Person
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

_DIMENSIONS = {
    QuotaHolder.PERSON: CreditDimension.USER,
    QuotaHolder.TEAM: CreditDimension.TEAM,
    QuotaHolder.TERRITORY: CreditDimension.TERRITORY,
    QuotaHolder.EVERYBODY: CreditDimension.PRODUCT,
}


class Attained(NamedTuple):
    """In minor units of the tenant's currency, and basis points; None is unknown."""

    quota_minor: int | None
    attained_minor: int
    attainment: int | None
    pace: int | None


class Attainments:
    """Of one period, as of the end of a day; a quota in another currency is converted by the rate of its first day."""

    def __init__(
        self,
        work: UnitOfWork,
        settings: OperationsSettings,
        period: FiscalPeriod,
        people: Sequence[Person],
        today: date,
    ) -> None:
        """Raises CalendarNotFound where the settings name a calendar that is not there."""
        self.period = period
        self.today = today
        self.rates = RatesInto(work.currency_rates, settings.currency)
        self.amounts = CreditedAmounts(work.credits, self.rates, period)
        self.is_working = _working_days(work, settings)
        self.quotas: Mapping[QuotaSubject, EffectiveQuota] = effective_quotas(
            work.quotas.holding([each.id for each in periods_within(settings.fiscal, period)]),
            period,
            settings.fiscal,
            {person.id: Employment(person.joined_on, person.left_on) for person in people},
            self.is_working,
        )
        self._not_priced: set[str] = set()

    def of(self, subject: QuotaSubject) -> Attained:
        """What the subject's quota measures; the won revenue where there is none."""
        credited = self.amounts.by(self.measure(subject))
        self.note(credited)
        whose = subject.product if subject.kind is QuotaHolder.EVERYBODY else subject.holder
        return self.judged(subject, credited.amounts.get(whose or "", 0))

    def note(self, credited: Credited) -> None:
        """What of it has no rate is named with the answer."""
        self._not_priced |= credited.not_priced

    def of_person(self, user_id: str) -> Attained:
        return self.of(QuotaSubject(QuotaHolder.PERSON, user_id))

    def judged(self, subject: QuotaSubject, attained_minor: int) -> Attained:
        """An amount against the subject's quota."""
        quota_minor = self.quota_minor(subject)
        return Attained(
            quota_minor,
            attained_minor,
            attainment(attained_minor, quota_minor),
            pace(attained_minor, quota_minor, self.period, self.today, self.counted(subject)),
        )

    def measure(self, subject: QuotaSubject) -> Measure:
        """Which credit counts for the subject."""
        quota, by = self.quotas.get(subject), _DIMENSIONS[subject.kind]
        if quota is None:
            return Measure(by=by, product=subject.product)
        return Measure(quota.basis, tuple(sorted(quota.credited)), by, subject.product)

    def quota_minor(self, subject: QuotaSubject) -> int | None:
        """None without a quota, and where its currency has no rate."""
        if (quota := self.quotas.get(subject)) is None:
            return None
        parts = [
            self.rates.converted(part.amount_minor, part.quota.currency_code, part.period.start) for part in quota.parts
        ]
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None

    def counted(self, subject: QuotaSubject) -> CountsDay | None:
        """The days by which the share of the period gone is counted; None is all."""
        quota = self.quotas.get(subject)
        by_working_days = quota is not None and quota.parts[-1].quota.prorated_by is Proration.WORKING_DAYS
        return self.is_working if by_working_days else None

    @property
    def not_priced(self) -> frozenset[str]:
        """The numbers of deals without a rate, among what was asked so far."""
        return frozenset(self._not_priced)


def _working_days(work: UnitOfWork, settings: OperationsSettings) -> CountsDay:
    name = settings.performance.calendar
    return working_days_of(None if name is None else current_calendar(work.working_calendars, name))
