"""A small company on the fakes: people, quotas, credits and deals of the first quarter of 2026."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm_core.actor import Actor
from crm_core.credits import CreditBasis, CreditCause, CreditedPerson, CreditFact, Share, Shares, credits_of
from crm_core.quotas import AssignQuota, Quota
from crm_core.roles import Role
from crm_core.testing import START, TENANT, an_opportunity
from crm_core.testing.builders import an_id
from crm_operations.sales_performance import PerformanceQuery, PersonPerformance, SalesPerformanceCoordinator
from crm_operations.testing import FakeWorld

MANAGER = Actor(tenant_id=TENANT, user_id="mary", roles=frozenset({Role.MANAGER}))
QUARTER = "2026-Q1"
HALF_TIME = datetime(2026, 2, 14, 23, 30, tzinfo=UTC)
"""45 of the 90 days of the quarter are over at the end of this one."""


FIRST_DAY = START.date()


class Selling:
    """dora leads mary, who leads ada and bob; cy belongs to nobody."""

    def __init__(self) -> None:
        self.world = FakeWorld(MANAGER)
        self.world.clock.advance(HALF_TIME - self.world.clock.now())
        people = self.world.people
        people.known(TENANT, "dora", roles=frozenset({Role.DIRECTOR}))
        people.known(TENANT, "mary", roles=frozenset({Role.MANAGER}), manager_id="dora", team="leads")
        people.known(TENANT, "ada", manager_id="mary", team="north", territories=frozenset({"DACH"}))
        people.known(TENANT, "bob", manager_id="mary", team="north")
        people.known(TENANT, "cy")
        self.performance = SalesPerformanceCoordinator(
            self.world.records, people, self.world.settings_for, self.world.clock, self.world.new_id
        )

    def quota(self, amount_minor: int, user_id: str | None = "ada", **fields: Any) -> Quota:
        asked = {"period": QUARTER, "currency_code": "USD", **fields}
        return self.performance.assign_quota(MANAGER, AssignQuota(user_id=user_id, amount_minor=amount_minor, **asked))

    def credit(
        self,
        deal: int,
        amount_minor: int,
        shares: Mapping[str, int] | None = None,
        *,
        day: date = FIRST_DAY,
        currency: str = "USD",
        basis: CreditBasis = CreditBasis.WON,
        kind: str = "revenue",
    ) -> None:
        """``shares`` in basis points by person; else all of it is ada's."""
        fact = CreditFact(
            tenant_id=TENANT,
            opportunity_id=an_id(0xD0, deal),
            opportunity_number=f"OPP-2026-{deal:04}",
            owner_id="ada",
            currency_code=currency,
            basis=basis,
            cause=CreditCause.WON,
            event_id=self.world.new_id(),
            credit_date=day,
            at=self.world.clock.now(),
        )
        parts = Shares(
            shares=tuple(
                Share(user_id=user, basis_points=points, kind=kind)
                for user, points in (shares or {"ada": 10_000}).items()
            )
        )
        people = {
            each.id: CreditedPerson(
                user_id=each.id,
                team=each.team,
                manager_id=each.manager_id,
                territory=next(iter(sorted(each.territories)), None),
            )
            for each in self.world.people.members(TENANT)
        }
        with self.world.records.writing(MANAGER) as work:
            work.credits.add(credits_of(fact, amount_minor, parts, people=people, new_id=self.world.new_id))

    def deal(self, count: int, owner: str = "ada", **fields: Any) -> None:
        day = fields.get("actual_close_date", START.date())
        known = {"actual_close_date": day, "closed_at": START + timedelta(days=10), "assigned_to": owner}
        with self.world.records.writing(MANAGER) as work:
            work.opportunities.add(an_opportunity(count, **{**known, **fields}))

    def row(self, user: str, period: str = QUARTER) -> PersonPerformance:
        [found] = [each for each in self.rows(period=period) if each.user == user]
        return found

    def rows(self, **query: Any) -> tuple[PersonPerformance, ...]:
        return self.performance.performance(MANAGER, PerformanceQuery(**{"period": QUARTER, **query})).people
