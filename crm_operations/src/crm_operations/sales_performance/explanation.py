"""What somebody attained, down to the quotas that hold and each credit that counts (SPM-CRMOP-0122)."""

from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.quotas import QuotaHolder, QuotaSubject
from crm_operations.attainment import Attainments
from crm_operations.sales_performance.request import ExplainedAttainment, ExplainedCredit, ExplainedQuota


def explained(attainments: Attainments, user: str, name: str | None) -> ExplainedAttainment:
    """The credits are in the order of time, and those that count add up to what is attained."""
    subject = QuotaSubject(QuotaHolder.PERSON, user)
    measure = attainments.measure(subject)
    rows = tuple(
        ExplainedCredit(
            deal=row.opportunity_number,
            kind=row.kind,
            cause=row.cause,
            credit_date=row.credit_date,
            share_basis_points=row.share_basis_points,
            amount_minor=row.amount_minor,
            currency=row.currency_code,
            counted_minor=attainments.amounts.converted(row),
        )
        for row in list(attainments.amounts.credits_of(user, measure))
    )
    judged = attainments.judged(subject, sum(row.counted_minor or 0 for row in rows))
    quota, period = attainments.quotas.get(subject), attainments.period
    counted = attainments.counted(subject)
    gone, days = (
        (period.days_gone(attainments.today), period.days)
        if counted is None
        else (period.count_days(counted, until=attainments.today), period.count_days(counted))
    )
    return ExplainedAttainment(
        user=user,
        name=name,
        period=period.id,
        currency=attainments.rates.into,
        basis=measure.basis.value,
        quota_minor=judged.quota_minor,
        attained_minor=judged.attained_minor,
        attainment_basis_points=judged.attainment,
        pace_basis_points=judged.pace,
        share_gone_basis_points=rounded_ratio(gone * BASIS_POINTS, days) if days else 0,
        quotas=tuple(
            ExplainedQuota(
                quota=part.quota.id,
                period=part.period.id,
                revision=part.quota.revision,
                assigned_minor=part.quota.amount_minor,
                effective_minor=part.amount_minor,
                currency=part.quota.currency_code,
            )
            for part in (quota.parts if quota is not None else ())
        ),
        credits=rows,
    )
