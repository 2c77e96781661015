"""What a run would post, and what another plan would have paid, is shown before anything is."""

from datetime import timedelta

import pytest
from commission_company import ADMIN, FLAT, PERIOD, TIERS, Company
from paying_company import ADA, WHOLE

from crm_core.actor import NotPermitted
from crm_core.commissions import AddCommissionPlan, CommissionPlanNotFound, EditCommissionPlan, Scheme, Tier
from crm_core.errors import Invalid
from crm_operations.commissions import CommissionPreview, ExplainCommission, RunCommissions, SimulateCommission

STEEP = AddCommissionPlan(
    name="Steep",
    scheme=Scheme.MARGINAL,
    currency="USD",
    tiers=tuple(Tier(from_minor=bound, rate_basis_points=rate) for bound, rate in TIERS),
)


def figures(preview: CommissionPreview) -> list[tuple[str, int, int, int]]:
    return [(each.user, each.posted_minor, each.planned_minor, each.difference_minor) for each in preview.people]


@pytest.fixture
def company() -> Company:
    company = Company(FLAT)
    company.win(1, 6_000_000, WHOLE)
    company.win(2, 100_000, (0, 10_000, 0))
    company.run()
    return company


def preview(company: Company) -> CommissionPreview:
    return company.commissions.preview(ADMIN, RunCommissions(plan=company.plan, period=PERIOD))


def simulate(company: Company, plan: AddCommissionPlan, instead_of: str | None = None) -> CommissionPreview:
    request = SimulateCommission(plan=plan, period=PERIOD, instead_of=instead_of)
    return company.commissions.simulate(ADMIN, request)


def test_a_revision_that_reaches_back_shows_its_delta_before_it_is_posted(company: Company) -> None:
    assert (preview(company).entries, figures(preview(company))[0]) == (0, ("ada", 300_000, 300_000, 0))
    company.plans.edit(ADMIN, "Flat", EditCommissionPlan(rate_basis_points=400))
    before = company.world.snapshot()

    shown = preview(company)
    assert (shown.entries, figures(shown)) == (2, [("ada", 300_000, 240_000, -60_000), ("bob", 5_000, 4_000, -1_000)])
    assert company.world.snapshot() == before
    assert company.run().amount_minor == -61_000
    assert figures(preview(company)) == [("ada", 240_000, 240_000, 0), ("bob", 4_000, 4_000, 0)]


def test_another_plan_is_compared_person_by_person_with_what_was_posted(company: Company) -> None:
    before = company.world.snapshot()
    shown = simulate(company, STEEP, instead_of="Flat")

    assert figures(shown) == [("ada", 300_000, 310_000, 10_000), ("bob", 5_000, 3_000, -2_000)]
    assert (shown.plan, shown.entries) == ("Steep", 0)
    assert company.world.snapshot() == before


def test_a_plan_that_is_there_is_compared_with_itself_and_one_of_nobody_pays_everybody_who_sells(
    company: Company,
) -> None:
    revised = FLAT.model_copy(update={"rate_basis_points": 1_000, "holdback_basis_points": 5_000})
    assert figures(simulate(company, revised))[0] == ("ada", 300_000, 600_000, 300_000)
    assert figures(simulate(company, STEEP))[0] == ("ada", 0, 310_000, 310_000)


def test_who_may_not_see_others_and_a_plan_there_is_not_are_refused(company: Company) -> None:
    with pytest.raises(NotPermitted):
        company.commissions.preview(ADA, RunCommissions(plan="Flat", period=PERIOD))
    with pytest.raises(CommissionPlanNotFound):
        simulate(company, STEEP, instead_of="Nobody's")
    with pytest.raises(Invalid):
        simulate(company, STEEP.model_copy(update={"tiers": ()}))


def test_a_replay_computes_from_the_credits_and_names_what_they_do_not_say_any_more(company: Company) -> None:
    def agreed() -> list[bool | None]:
        found = company.commissions.explain(ADMIN, ExplainCommission(replay=True))
        assert all(each.agrees for each in found)
        return [each.agrees_with_credits for each in found]

    assert agreed() == [True, True]
    assert [each.agrees_with_credits for each in company.commissions.explain(ADMIN, ExplainCommission())] == [
        None,
        None,
    ]
    company.refund(1, 10_000)
    assert agreed() == [False, True]
    company.run()
    assert agreed() == [True, True, True]


def test_entries_are_explained_page_by_page(company: Company) -> None:
    first, second = company.commissions.explain(ADMIN, ExplainCommission())

    assert company.commissions.explain(ADMIN, ExplainCommission(limit=1)) == [first]
    assert company.commissions.explain(ADMIN, ExplainCommission(after=first.number)) == [second]
    company.world.clock.advance(timedelta(days=1))
