"""How many deals each person won is the same on the three databases as counted in memory."""

from datetime import date

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.pipelines import Outcome
from crm_core.testing import VirtualClock, an_opportunity, tenant_named_after
from crm_operations.records import Records
from crm_operations.testing import FakeRecords

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@pytest.mark.requirement("SPM-CRMOP-0123")
def test_deals_won_are_counted_by_who_owns_them(database: Database, request: pytest.FixtureRequest) -> None:
    actor = Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))
    clock = VirtualClock()
    deals = [
        an_opportunity(
            number,
            tenant_id=actor.tenant_id,
            assigned_to=owner,
            outcome=outcome,
            actual_close_date=day,
        )
        for number, (owner, outcome, day) in enumerate(
            [
                ("ada", Outcome.WON, FIRST),
                ("ada", Outcome.WON, LAST),
                ("bob", Outcome.WON, date(2026, 2, 1)),
                ("bob", Outcome.LOST, date(2026, 2, 1)),
                ("bob", Outcome.OPEN, None),
                ("cy", Outcome.WON, date(2025, 12, 31)),
                ("cy", Outcome.WON, date(2026, 4, 1)),
            ],
            start=1,
        )
    ]
    answers = []
    every: tuple[Records, ...] = (SqlRecords(database, clock, new_id), FakeRecords(clock, new_id))
    for records in every:
        with records.writing(actor) as work:
            for deal in deals:
                work.opportunities.add(deal)
        with records.reading(actor) as work:
            answers.append(dict(work.performance_figures.won_counts(FIRST, LAST)))

    assert answers == [{"ada": 2, "bob": 1}] * 2
