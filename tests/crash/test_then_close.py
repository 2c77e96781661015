"""Between the last yes and the closing it asks for nothing is lost: whoever dies there leaves it to a timer."""

from collections.abc import Iterator

import pytest
from child_processes import in_a_child
from child_runs import Case
from environment import Environment
from harness import CrashHarness
from kill_points import DEATH, Fault, KillPoint
from last_yes import AFTER_CLOSING, BEFORE_CLOSING, VALUE, fire, say_yes, waiting_for_a_yes
from partner_process import PartnerServer
from thoroughness import IN_FULL

from crm_adapters.wiring import administrator
from crm_core.opportunities import Opportunity
from crm_operations.approvals import CONTINUATION
from crm_operations.records import TimerFilter


@pytest.fixture
def near_on_sqlite(sqlite_place: tuple[str, str], partner_server: PartnerServer) -> Iterator[CrashHarness]:
    harness = CrashHarness(Environment(*sqlite_place, None), partner_server)
    yield harness
    harness.close()


def case(harness: CrashHarness) -> Case:
    tenant = harness.partner_server.fresh_tenant()
    harness.crm.initialise(administrator(tenant))
    return Case("the last yes", tenant, waiting_for_a_yes(harness.crm, administrator(tenant)))


def deal(harness: CrashHarness, case: Case) -> Opportunity:
    admin = administrator(case.tenant)
    return harness.crm.deals.get(admin, harness.crm.approvals.get(admin, case.subject).subject.id)


def timers(harness: CrashHarness, case: Case) -> list[str]:
    found = harness.crm.timers.list(administrator(case.tenant), TimerFilter(kind=CONTINUATION))
    return [timer.state.value for timer in found]


def dies(harness: CrashHarness, case: Case, moment: KillPoint) -> None:
    ended = in_a_child(say_yes, harness.environment, case.tenant, case.subject, Fault(dies_at=moment))
    assert ended.exit_code == DEATH, moment
    request = harness.crm.approvals.get(administrator(case.tenant), case.subject)
    assert (request.state, timers(harness, case)) == ("approved", ["pending"]), moment


def require_won_once(harness: CrashHarness, case: Case) -> None:
    won = deal(harness, case)
    assert (won.outcome, won.actual_value_minor, won.currency_code) == ("won", VALUE.minor, VALUE.currency)
    assert timers(harness, case) == ["fired"]
    assert harness.flaws(case) == []


@pytest.mark.parametrize("moment", [BEFORE_CLOSING, AFTER_CLOSING], ids=str)
def test_who_dies_after_the_last_yes_leaves_the_closing_to_a_timer(
    near_on_sqlite: CrashHarness, moment: KillPoint
) -> None:
    one = case(near_on_sqlite)
    dies(near_on_sqlite, one, moment)
    assert deal(near_on_sqlite, one).outcome == ("open" if moment == BEFORE_CLOSING else "won")

    assert in_a_child(fire, near_on_sqlite.environment).answer.fired == 1
    require_won_once(near_on_sqlite, one)
    assert in_a_child(fire, near_on_sqlite.environment).answer.claimed == 0


@pytest.mark.skipif(not IN_FULL, reason="in full: make crash")
def test_who_dies_at_any_step_of_that_closing_leaves_it_to_a_timer(far: CrashHarness) -> None:
    """Partners live elsewhere: the closing is recorded step by step."""
    alive = case(far)
    moments = in_a_child(say_yes, far.environment, alive.tenant, alive.subject, Fault()).answer
    assert timers(far, alive) == ["cancelled"]
    cases = {moment: case(far) for moment in (*moments, AFTER_CLOSING)}
    for moment, one in cases.items():
        dies(far, one, moment)

    in_a_child(fire, far.environment, things=len(cases))

    assert len(cases) > 4
    for one in cases.values():
        require_won_once(far, one)
