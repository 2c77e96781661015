"""A plan with every term is run on each database: what streams, sums and stands there reads as the fakes have it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_core.actor import Actor
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    Band,
    Bonus,
    Entry,
    EntryQuery,
    ProductRate,
    Scheme,
    read_trace,
)
from crm_core.credits import Credit, CreditCause
from crm_core.currency_rates import AddCurrencyRate
from crm_core.fiscal import PeriodLength
from crm_core.quotas import AssignQuota
from crm_core.testing import START, a_credit
from crm_operations.commissions import RunCommissions
from crm_operations.providers import Person

EVERY_TERM = AddCommissionPlan(
    name="Every term",
    scheme=Scheme.ATTAINMENT,
    currency="USD",
    pay_currency="EUR",
    frequency=PeriodLength.MONTH,
    quota_period=PeriodLength.QUARTER,
    rate_basis_points=1_000,
    bands=(
        Band(from_basis_points=0, multiplier_basis_points=5_000),
        Band(from_basis_points=10_000, multiplier_basis_points=20_000),
    ),
    rates=(ProductRate(category="Lamps", rate_basis_points=2_000),),
    bonuses=(Bonus(amount_minor=700, from_attainment_basis_points=10_000), Bonus(amount_minor=11)),
    floor_minor=3_100,
    cap_minor=20_000,
    holdback_basis_points=1_000,
    holdback_days=20,
    clawback_days=60,
    clawback_is_sliding=True,
    override_basis_points=100,
)


def test_a_plan_with_every_term_is_paid_held_back_released_and_corrected(migrated_url: str) -> None:
    with open_crm(migrated_url) as crm:
        me = administrator(f"tenant-{uuid4().hex}")
        crm.initialise(me)
        crm.people.add(me.tenant_id, Person(id="max", name="Max"))
        crm.people.add(me.tenant_id, Person(id="ada", name="Ada", manager_id="max", joined_on=date(2026, 1, 1)))
        crm.commission_plans.add(me, EVERY_TERM)
        crm.currency_rates.add(
            me, AddCurrencyRate(from_currency="EUR", to_currency="USD", rate=Decimal(2), day=date(2026, 1, 1))
        )
        for user in ("ada", "max"):
            crm.commission_assignments.assign(me, AssignCommissionPlan(plan=EVERY_TERM.name, user_id=user))
            quota = AssignQuota(period="2026-Q1", user_id=user, amount_minor=150_000, currency_code="USD")
            crm.performance.assign_quota(me, quota)
        records = crm.provide(Infrastructure.records)
        known = {"tenant_id": me.tenant_id, "user_id": "ada", "manager_id": "max", "credit_date": date(2026, 1, 10)}
        lamps = a_credit(1, **known, product="L1", category="Lamps", at=START)
        other = a_credit(2, **known, at=START + timedelta(hours=1))
        with records.writing(me) as work:
            work.credits.add([lamps, other])

        assert posted(crm, me, "2026-01") == {
            ("ada", "earning"): 5_000 + 1_250 + 5_000,
            ("ada", "bonus"): 700 + 22,
            ("ada", "holdback"): -1_197,
            ("max", "override"): 1_000,
            ("max", "floor"): 2_100,
            ("max", "holdback"): -310,
        }
        with records.writing(me) as work:
            work.credits.add([refunded(lamps)])
        assert posted(crm, me, "2026-01") == {
            ("ada", "correction"): -1_500 - 2_250,
            ("ada", "holdback"): 375,
            ("max", "correction"): -150,
            ("max", "floor"): 150,
        }
        assert posted(crm, me, "2026-02") == {
            ("ada", "floor"): 3_100,
            ("ada", "holdback"): -310,
            ("ada", "release"): 822,
            ("max", "floor"): 3_100,
            ("max", "holdback"): -310,
            ("max", "release"): 310,
        }
        assert posted(crm, me, "2026-01") == posted(crm, me, "2026-02") == {}


def refunded(credit: Credit) -> Credit:
    """More than half of it, when half of the window is over, so half of that is taken back."""
    changes = {
        "id": uuid4().hex,
        "cause": CreditCause.REFUNDED,
        "event_id": "refund",
        "reverses": credit.id,
        "amount_minor": -60_000,
        "at": datetime(2026, 2, 9, 12, tzinfo=UTC),
    }
    return credit.model_copy(update=changes)


def posted(crm: Crm, me: Actor, period: str) -> dict[tuple[str, str], int]:
    """What one more run posts, by person and kind; each entry agrees with its calculation."""
    before = len(entries(crm, me))
    crm.commissions.run(me, RunCommissions(plan=EVERY_TERM.name, period=period))
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries(crm, me)[before:]:
        assert read_trace(entry.trace).agrees
        sums[entry.payee_id, entry.kind] += entry.amount_minor
    return dict(sums)


def entries(crm: Crm, me: Actor) -> Sequence[Entry]:
    with crm.provide(Infrastructure.records).reading(me) as work:
        return list(work.commission_entries.entries(EntryQuery(plan=EVERY_TERM.name)))
