"""Quotas are assigned in revisions; the former ones stay to be read."""

from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted
from crm_core.errors import Invalid
from crm_core.quotas import AssignQuota, Quota, QuotaFilter, QuotaReplaced
from crm_core.roles import Role
from crm_core.testing import TENANT
from crm_operations.providers import PersonNotFound
from crm_operations.sales_performance import SalesPerformanceCoordinator
from crm_operations.testing import FakeWorld

MANAGER = Actor(tenant_id=TENANT, user_id="mary", roles=frozenset({Role.MANAGER}))


@pytest.fixture
def world() -> FakeWorld:
    world = FakeWorld(MANAGER)
    world.people.known(TENANT, "ada")
    return world


@pytest.fixture
def performance(world: FakeWorld) -> SalesPerformanceCoordinator:
    return SalesPerformanceCoordinator(world.records, world.people, world.settings_for, world.clock, world.new_id)


def a_request(amount: int = 900_000, period: str = "2026-Q1", user_id: str = "ada") -> AssignQuota:
    return AssignQuota(period=period, user_id=user_id, amount_minor=amount, currency_code="USD")


def revisions(performance: SalesPerformanceCoordinator, **filters: Any) -> list[tuple[int, int]]:
    found: list[Quota] = performance.quotas(MANAGER, QuotaFilter(**filters))
    return [(quota.revision, quota.amount_minor) for quota in found]


@pytest.mark.requirement("SPM-CRMOP-0121")
def test_a_quota_is_assigned_and_revised(performance: SalesPerformanceCoordinator, world: FakeWorld) -> None:
    first = performance.assign_quota(MANAGER, a_request())
    second = performance.assign_quota(MANAGER, a_request(950_000))
    again = performance.assign_quota(MANAGER, a_request(950_000))

    assert again == second
    assert revisions(performance) == [(1, 900_000), (2, 950_000)]
    assert revisions(performance, only_current=True) == [(2, 950_000)]
    assert performance.get(MANAGER, first.id).replaced_at is not None
    with world.records.reading(MANAGER) as work:
        assert [quota.id for quota in work.quotas.holding(["2026-Q1"])] == [second.id]


def test_what_is_withdrawn_is_assigned_anew_as_a_revision(performance: SalesPerformanceCoordinator) -> None:
    first = performance.assign_quota(MANAGER, a_request())
    performance.withdraw_quota(MANAGER, first.id)
    assert revisions(performance, only_active=True) == []

    second = performance.assign_quota(MANAGER, a_request())

    assert second.revision == 2
    assert revisions(performance, only_active=True, only_current=True) == [(2, 900_000)]
    with pytest.raises(QuotaReplaced):
        performance.withdraw_quota(MANAGER, first.id)


def test_a_quota_is_for_somebody_there_and_a_period_there_is(performance: SalesPerformanceCoordinator) -> None:
    with pytest.raises(PersonNotFound):
        performance.assign_quota(MANAGER, a_request(user_id="nobody"))
    with pytest.raises(Invalid, match="the fiscal calendar has no 2026-P03"):
        performance.assign_quota(MANAGER, a_request(period="2026-P03"))
    assert revisions(performance) == []


def test_only_managers_assign_quotas(performance: SalesPerformanceCoordinator) -> None:
    rep = Actor(tenant_id=TENANT, user_id="ada")

    with pytest.raises(NotPermitted):
        performance.assign_quota(rep, a_request())
    quota = performance.assign_quota(MANAGER, a_request())
    with pytest.raises(NotPermitted):
        performance.withdraw_quota(rep, quota.id)
    assert performance.quotas(rep, QuotaFilter()) == [quota]
